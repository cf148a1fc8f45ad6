"""A forward pass with every call of the LSTM captured; batch 8, 100 time steps, hidden size 128, two layers."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from inspector.engine.capture import capture
from inspector.engine.inputs import RunInput

from .benchmark import Benchmark, Contest, Target
from .measuring import timed


@contextmanager
def _prepare(tiny: bool) -> Iterator[Contest]:
    """Compare with the forward pass alone, and with a hook that keeps clones, as one writes it by hand."""
    batch, time, hidden = (2, 5, 8) if tiny else (8, 100, 128)
    model = nn.LSTM(hidden, hidden, num_layers=2).eval()
    given = torch.randn(time, batch, hidden)
    arguments = RunInput((given,), {})
    yield Contest(
        timed(lambda: capture(model, "", arguments, lambda _calls: None)),
        timed(lambda: forward(model, given)),
        {"hook by hand": timed(lambda: forward_with_hook(model, given))},
    )


def forward(model: nn.LSTM, given: torch.Tensor) -> object:
    """Run the model without gradients."""
    with torch.no_grad():
        return model(given)


def forward_with_hook(model: nn.LSTM, given: torch.Tensor) -> list[torch.Tensor]:
    """Run the model with a hook and give clones of its input, output, h_n and c_n."""
    kept: list[torch.Tensor] = []
    handle = model.register_forward_hook(
        lambda _module, inputs, output: kept.extend(part.clone() for part in (inputs[0], output[0], *output[1]))
    )
    try:
        forward(model, given)
    finally:
        handle.remove()
    return kept


BENCHMARK = Benchmark("capture_overhead", (Target("ratio_to_limit", 1.3),), 25, _prepare)
