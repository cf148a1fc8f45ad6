"""From the words of the command line to the verb that they ask for."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from ..model.sniff import FileKind, sniff
from ..run.run_file import open_run
from ..worker.work_folder import WorkFolder
from .arguments import verb_parser
from .inspect_file import inspect_file
from .list_presets import list_presets
from .output import Output
from .reach_shape import reach_shape
from .reshape_tensor import reshape_tensor
from .run_model import run_model
from .run_text import run_text
from .show_gates import show_gates

VERBS: dict[str, Callable[[argparse.Namespace, Path], Output]] = {
    "inspect": lambda arguments, folder: inspect_file(arguments.file, arguments.state_dict, arguments.member, folder),
    "run": run_model,
    "reshape": lambda arguments, folder: _reshape(arguments, folder),
    "gates": show_gates,
    "presets": lambda _arguments, _folder: list_presets(),
}


def parse_verb(words: Sequence[str]) -> argparse.Namespace:
    """Read a verb and its options. Raises InputError; SystemExit after --help."""
    return verb_parser().parse_args(words)


def execute(arguments: argparse.Namespace) -> Output:
    """Do what the arguments ask for, in a folder of its own that is gone afterwards. Raises InspectorError."""
    with WorkFolder() as folder:
        return VERBS[arguments.verb](arguments, folder)


def _reshape(arguments: argparse.Namespace, folder: Path) -> Output:
    if arguments.to is not None:
        return reach_shape(arguments.run, arguments.tensor, arguments.to, folder)
    return reshape_tensor(arguments.run, arguments.tensor, arguments.code, folder)


def show(source: str) -> Output:
    """Give the tree of a saved run, or of a model that is run with sample input. Raises InspectorError."""
    path = Path(source)
    if path.is_file() and sniff(path) is FileKind.RUN:
        return Output(None, run_text(open_run(path), inferred=False))
    return execute(parse_verb(["run", source]))
