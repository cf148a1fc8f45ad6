"""A forward pass with every recurrent call captured: one large LSTM, and a cell called once for each of 512 steps.

One thread, the least processor time of interleaved runs: what is asked is the capture's own work, not the machine's
mood.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import torch
from torch import nn

from inspector.engine.capture.capture import capture
from inspector.engine.inputs.inputs import RunInput

from .benchmark import Benchmark, Contest, Target
from .measuring import cpu_timed


class OneLayer(nn.Module):
    """An LSTM whose output is the result."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(hidden, hidden)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Read x, (time, batch, hidden)."""
        output: torch.Tensor = self.lstm(x)[0]
        return output


class CellLoop(nn.Module):
    """An LSTMCell in a loop over the time axis."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.lstm = nn.LSTMCell(hidden, hidden)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Read x, (time, batch, hidden)."""
        h = c = torch.zeros(x.shape[1:])
        for step in x:
            h, c = self.lstm(step, (h, c))
        return h


def _prepare(
    make: Callable[[int], nn.Module], sizes: tuple[int, int, int]
) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Compare with the forward pass alone, and with a hook that keeps clones, as one writes it by hand."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        time, batch, hidden = (3, 2, 8) if tiny else sizes
        model, given = make(hidden).eval(), torch.randn(time, batch, hidden)
        arguments = RunInput((given,), {})
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield Contest(
                cpu_timed(lambda: capture(model, "", arguments, lambda _calls: None)),
                cpu_timed(lambda: forward(model, given)),
                {"hook by hand": cpu_timed(lambda: forward_with_hook(model, given))},
            )
        finally:
            torch.set_num_threads(threads)

    return prepare


def forward(model: nn.Module, given: torch.Tensor) -> object:
    """Run the model without gradients."""
    with torch.no_grad():
        return model(given)


def forward_with_hook(model: nn.Module, given: torch.Tensor) -> list[torch.Tensor]:
    """Run the model with a hook on its layer and give clones of what each call was given and gave."""
    kept: list[torch.Tensor] = []

    def keep(_module: nn.Module, inputs: object, output: object) -> None:
        kept.extend(tensor.clone() for tensor in flat((inputs, output)))

    handle = model.get_submodule("lstm").register_forward_hook(keep)
    try:
        forward(model, given)
    finally:
        handle.remove()
    return kept


def flat(value: object) -> Iterator[torch.Tensor]:
    """Give the tensors of nested tuples."""
    if isinstance(value, tuple):
        for part in value:
            yield from flat(part)
    elif isinstance(value, torch.Tensor):
        yield value


BENCHMARKS = (
    Benchmark("capture_overhead", (Target("ratio_to_limit", 1.06),), 25, _prepare(OneLayer, (128, 32, 512)), min),
    Benchmark("capture_cell_loop", (Target("ratio_to_limit", 2.5),), 25, _prepare(CellLoop, (512, 1, 32)), min),
)
