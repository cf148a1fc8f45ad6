"""The shapes of a run, told before it: a form's layer, a model of 100,000 time steps, and one of many cell calls.

Beside the least that the machine allows, torch's own meta device for ten time steps, stand torch's way to the same end,
its meta device or fake tensors, and the forward itself, of so few time steps that they can be waited for.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode

from inspector.engine.predict import predict_module
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FormSource, PresetSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.tensor.predicted_layer import predicted_layer

from .benchmark import Benchmark, Contest, Target
from .measuring import timed

_BATCH, _INPUT, _HIDDEN = 8, 10, 64
_LONG = 100_000


class Cells(nn.Module):
    """Two cells that take turns, once for each time step."""

    def __init__(self) -> None:
        super().__init__()
        self.lower, self.upper = nn.LSTMCell(_INPUT, _HIDDEN), nn.GRUCell(_HIDDEN, _HIDDEN)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(batch, time, input) -> (batch, hidden)."""
        h = c = g = x.new_zeros(x.shape[0], _HIDDEN)
        for t in range(x.shape[1]):
            h, c = self.lower(x[:, t], (h, c))
            g = self.upper(h, g)
        return g


class Words(nn.Module):
    """Tokens, a layer, a score for each time step."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(1000, _INPUT)
        self.lstm = nn.LSTM(_INPUT, _HIDDEN, 2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(2 * _HIDDEN, 20)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """(batch, time) -> (batch, time, class)."""
        scores: torch.Tensor = self.head(self.lstm(self.embedding(tokens))[0])
        return scores


def layer(steps: int) -> Callable[[bool], AbstractContextManager[Contest]]:
    """Give what prepares the prediction of a form's layer for so many time steps."""

    @contextmanager
    def prepare(tiny: bool) -> Iterator[Contest]:
        time = 10 if tiny else steps
        config = RecurrentConfig(Kind.LSTM, _INPUT, _HIDDEN, 2, batch_first=True, bidirectional=True)
        request = RunRequest(FormSource(config), (parse_input(f"0=normal({_BATCH},{time},{_INPUT})"),))
        model = nn.LSTM(_INPUT, _HIDDEN, 2, batch_first=True, bidirectional=True)
        yield Contest(
            timed(lambda: predicted_layer(request)),
            timed(lambda: on_meta(model, 10)),
            {
                "fake tensors": timed(lambda: as_fake(model, time)),
                "forward of 10 steps": timed(lambda: real(model, 10)),
            },
        )

    return prepare


@contextmanager
def _model(tiny: bool) -> Iterator[Contest]:
    time = 10 if tiny else _LONG
    model = Words().eval()
    request = RunRequest(PresetSource("words"), (parse_input(f"0=tokens({_BATCH},{time};high=1000)"),))
    tokens = torch.zeros(_BATCH, 10, dtype=torch.int64)
    yield Contest(
        timed(lambda: predict_module(model, "", request)),
        timed(lambda: on_meta(model.lstm, 10)),
        {"forward of 10 steps": timed(lambda: without_gradients(model, tokens))},
    )


@contextmanager
def _cells(tiny: bool) -> Iterator[Contest]:
    time = 5 if tiny else 70
    model = Cells().eval()
    request = RunRequest(PresetSource("cells"), (parse_input(f"0=normal({_BATCH},{time},{_INPUT})"),))
    given = torch.randn(_BATCH, time, _INPUT)
    forward = timed(lambda: without_gradients(model, given))
    yield Contest(timed(lambda: predict_module(model, "", request)), forward, {"forward": forward})


def on_meta(model: nn.LSTM, steps: int) -> object:
    """Run torch's own layer on its meta device, which goes through it step by step."""
    with torch.no_grad():
        copy = nn.LSTM(_INPUT, _HIDDEN, model.num_layers, batch_first=True, bidirectional=True, device="meta")
        return copy(torch.empty(_BATCH, steps, _INPUT, device="meta"))


def as_fake(model: nn.LSTM, steps: int) -> object:
    """Run the layer with torch's fake tensors."""
    with torch.no_grad(), FakeTensorMode(allow_non_fake_inputs=True):
        return model(torch.empty(_BATCH, steps, _INPUT))


def real(model: nn.LSTM, steps: int) -> object:
    """Run the layer."""
    return without_gradients(model, torch.zeros(_BATCH, steps, _INPUT))


def without_gradients(model: nn.Module, given: torch.Tensor) -> object:
    """Run the model without gradients."""
    with torch.no_grad():
        return model(given)


BENCHMARKS = (
    Benchmark("shape_of_layer", (Target("ours", 0.001),), 25, layer(10)),
    Benchmark("shape_of_long_layer", (Target("ours", 0.001),), 25, layer(_LONG)),
    Benchmark("shape_of_model", (Target("ours", 0.150),), 15, _model),
    Benchmark("shape_of_cells", (Target("ours", 0.150),), 15, _cells),
)
