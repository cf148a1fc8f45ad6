"""A process that uses the real window as a person does and prints the longest gap of its event loop for each use.

`python -m benchmarks.gap_process FOLDER`: what lies in FOLDER tells `gap_session`. Seconds by names, as JSON.
"""

import os
import sys
from pathlib import Path

# The workers import this file again, so what is large is imported in `main`.


def main(folder: Path) -> None:
    """Print the gaps."""
    import json

    from .gap_session import gaps

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    print(json.dumps(gaps(folder)), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
