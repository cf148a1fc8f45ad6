"""The saved run that a person names on the command line."""

from pathlib import Path

from ..errors import FileError
from ..model.sniff import FileKind, sniff
from ..run.run_file import RunFile, open_run

_MAYBE = (FileKind.RUN, FileKind.SAFETENSORS, FileKind.UNKNOWN)  # of which `open_run` says what is wrong with them


def open_saved_run(place: str) -> RunFile:
    """Open the run at `place`. Raises FileError, which for a model's file says how a run is made of it."""
    path = Path(place).absolute()
    kind = sniff(path)
    if kind not in _MAYBE:
        raise FileError(
            f"{place} is no saved run, but a model's file ({kind.value}).",
            f"Make a run of it with: lstmscope run {place} -o RUN.safetensors",
        )
    return open_run(path)
