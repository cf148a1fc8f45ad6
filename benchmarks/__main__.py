"""Measure how fast LSTMScope is: `python -m benchmarks [--only NAME ...] [--json]`, from the repository's root."""

import argparse
import json
import sys
from collections.abc import Sequence

# Every process that is spawned imports this file again, so what is large is imported in `main`.


def main(words: Sequence[str] | None = None) -> int:
    """Run the benchmarks that the words name and print what they gave; whether a target holds is no error."""
    import torch

    from .benchmark import measure
    from .registry import BENCHMARKS
    from .report import table

    wanted = _parser([benchmark.name for benchmark in BENCHMARKS]).parse_args(words)
    # On a busy machine two threads wait for each other, and the ratio would be one of waiting times.
    torch.set_num_threads(1)
    measurements = []
    for benchmark in BENCHMARKS:
        if not wanted.only or benchmark.name in wanted.only:
            print(f"{benchmark.name} ...", file=sys.stderr, flush=True)
            measurements.append(measure(benchmark, wanted.tiny))
    print(json.dumps([item.to_json() for item in measurements], indent=2) if wanted.json else table(measurements))
    return 0


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast LSTMScope is.")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=names, help=", ".join(names))
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--tiny", action="store_true", help="small sizes, one sample: tries only that all works")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
