"""Which line of the input made the model stop."""

from pathlib import Path

import pytest

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import parse_source
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run import FailedCall, LayerWeights, Run, StoppedAt
from inspector.tensor.blamed_input import blamed_input

CONFIG = RecurrentConfig(Kind.LSTM, 256, 256, batch_first=True)


def run_of(stopped: StoppedAt | None, *inputs: str) -> Run:
    request = RunRequest(parse_source("model.pt"), tuple(map(parse_input, inputs)))
    weights = (LayerWeights("decoder", CONFIG, ()),)
    return Run(Path("r"), request, "cpu", "float32", "2.13", 0.0, (), weights, (), (), stopped)


def refused(shape: tuple[int, ...], *states: tuple[int, ...]) -> StoppedAt:
    return StoppedAt("decoder", "input.size(-1) must be equal", FailedCall("LSTM", (shape, *states)))


@pytest.mark.parametrize(
    ("stopped", "inputs", "blamed"),
    [
        pytest.param(refused((2, 40, 15)), ("0=normal(2,30,10)", "1=normal(2,40,15)"), "1", id="by position"),
        pytest.param(refused((2, 40, 15)), ("src=normal(2,30,10)", "trg=normal(2,40,15)"), "trg", id="by name"),
        pytest.param(refused((2, 40, 15)), ("a=normal(2,40,15)", "b=normal(2,40,15)"), "", id="either"),
        pytest.param(refused((2, 40, 99)), ("0=normal(2,40,15)",), "", id="made within the model"),
        pytest.param(refused((2, 4, 15)), ("0=dict(x=normal(2,4,15))",), "0", id="within a group"),
        pytest.param(
            refused((2, 4, 256), (1, 3, 256), (1, 3, 256)),
            ("0=normal(2,4,256)", "1=zeros(1,3,256)"),
            "1",
            id="a state",
        ),
        pytest.param(
            StoppedAt("", "Expected `len(lengths)` to be equal to batch_size, but got 2 (batch_size=3)"),
            ("0=normal(3,7,256)", "1=lengths(7,5)"),
            "1",
            id="lengths",
        ),
        pytest.param(StoppedAt("", "nothing that is known"), ("0=normal(3,7)",), "", id="unknown"),
        pytest.param(None, ("0=normal(3,7)",), "", id="it ran"),
    ],
)
def test_the_input_that_is_to_blame(stopped, inputs, blamed):
    assert blamed_input(run_of(stopped, *inputs)) == blamed
