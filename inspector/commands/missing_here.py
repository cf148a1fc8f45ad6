"""What a run was made with and this machine has not: without it, the run's code cannot be checked here."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from ..export.torch_script import starts_from_run
from ..model.source import ClassSource, FileSource
from ..reshape.steps import ReshapeStep
from ..run.input import FromFile
from ..run.key import TensorKey
from ..run.request import RunRequest
from ..run.run import Run
from ..run.state import CarryState, FileState


def missing_here(run: Run, key: TensorKey, steps: tuple[ReshapeStep, ...], devices: Iterable[str]) -> str:
    """Give in words what the code for these steps needs and does not find, "" for nothing; `devices` are those here."""
    if starts_from_run(run, key, steps):
        return ""
    for path in _files(run.request):
        if not Path(path).exists():
            return f"{path} is not here"
    kind = run.device.partition(":")[0]
    here = run.device in devices or (run.device == kind and any(name.partition(":")[0] == kind for name in devices))
    return "" if here else f"there is no {run.device} here"


def _files(request: RunRequest) -> Iterator[str]:
    match request.source:
        case FileSource(path, _, source):
            yield from filter(None, (path, source))
        case ClassSource(path, _, _, weights):
            yield from filter(None, (path, weights))
    for spec in request.inputs:
        if isinstance(spec.value, FromFile):
            yield spec.value.path
    if isinstance(request.state, FileState | CarryState):
        yield request.state.path
