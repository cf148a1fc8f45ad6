"""Gates computed again from a run file, against the forward pass that they belong to, and against a loop of cells.

What is measured is all from the opened run file to the gates in memory, the self-check among it; `with the file` also
writes them to a gates file. One thread, the least processor time of interleaved runs.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import nn

from inspector.engine.gates.called_layer import called_layer
from inspector.engine.gates.compute_gates import Wanted, compute_gates
from inspector.engine.gates.gate_values import Values
from inspector.engine.gates.recompute import recompute_gates
from inspector.engine.make_run import make_run
from inspector.gates.gate_request import GateRequest
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FormSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest

from .benchmark import Benchmark, Contest, Target
from .measuring import cpu_timed

Sizes = tuple[int, int, int, int]  # time, batch, input, hidden


@dataclass(slots=True)
class _Kept:
    """Keeps all gates in memory, by layer, direction and first time step."""

    values: dict[tuple[int, int, int], Values] = field(default_factory=dict)

    def take(self, place: tuple[int, int], first: int, values: Values) -> None:
        self.values[*place, first] = values


def gates_in_memory(request: GateRequest) -> object:
    """Compute the gates of a run of one layer and direction and keep them."""
    kept = _Kept()
    compute_gates(called_layer(request), Wanted((0,), (0,), request.unit), kept, lambda _done, _of: None)
    return kept.values


def cell_loop(cell: nn.LSTMCell, x: torch.Tensor) -> torch.Tensor:
    """Step through x, (time, batch, input), with torch's own function of a cell; no gates are kept."""
    weights = [weight.detach() for weight in cell.parameters()]
    h = c = torch.zeros(x.shape[1], cell.hidden_size)
    with torch.no_grad():
        for step in x.unbind(0):
            h, c = torch.lstm_cell(step, (h, c), *weights)
    return h


@contextmanager
def _request(sizes: Sizes, sample: int | None) -> Iterator[GateRequest]:
    """Make a run of one LSTM, and ask for the gates of the sample, or of all."""
    time, batch, width, hidden = sizes
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "run.safetensors"
            source = FormSource(RecurrentConfig(Kind.LSTM, width, hidden))
            inputs = (parse_input(f"0=normal({time},{batch},{width})"),)
            run = make_run(RunRequest(source, inputs), path, lambda _stage, _calls: None)
            yield GateRequest(path, run.calls[0].module, run.calls[0].label, sample=sample)
    finally:
        torch.set_num_threads(threads)


def _with_file(request: GateRequest) -> object:
    return recompute_gates(request, request.run.with_name("gates.safetensors"), lambda _done, _of: None)


def _against_forward(sizes: Sizes, sample: int | None) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Compare with the forward pass of the layer, with all samples."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        used = (3, 2, 4, 8) if tiny else sizes
        layer, given = nn.LSTM(*used[2:]), torch.randn(used[:3])

        def forward() -> object:
            with torch.no_grad():
                return layer(given)

        with _request(used, sample) as request:
            yield Contest(
                cpu_timed(lambda: gates_in_memory(request)),
                cpu_timed(forward),
                {"with the file": cpu_timed(lambda: _with_file(request))},
            )

    return prepare


def _against_cells(sizes: Sizes) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Compare with a loop of cells over the same input."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        used = (3, 1, 4, 8) if tiny else sizes
        cell, given = nn.LSTMCell(*used[2:]), torch.randn(used[:3])
        with _request(used, None) as request:
            yield Contest(
                cpu_timed(lambda: gates_in_memory(request)),
                cpu_timed(lambda: cell_loop(cell, given)),
                {"with the file": cpu_timed(lambda: _with_file(request))},
            )

    return prepare


_WIDE: Sizes = (512, 32, 512, 512)
BENCHMARKS = (
    Benchmark("gates_of_sample", (Target("ratio_to_limit", 0.06),), 15, _against_forward(_WIDE, 0), min),
    Benchmark("gates_of_batch", (Target("ratio_to_limit", 1.7),), 7, _against_forward(_WIDE, None), min),
    Benchmark("gates_of_long_sequence", (Target("ratio_to_limit", 0.2),), 25, _against_cells((2000, 1, 32, 32)), min),
)
