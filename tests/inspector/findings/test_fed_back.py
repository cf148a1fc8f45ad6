"""M23: a prediction that goes back into the Linear, while the layer ran only once."""

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from inspector.findings.examine import examine
from inspector.findings.finding import Finding, Severity
from tests.inspector.engine.captured_runs import run_module


class Forecaster(nn.Module):
    """`through`: what the prediction goes into: the head alone, or the layer with its state, then the head."""

    def __init__(self, kind=nn.LSTM, width=1, hidden=6, made=1, through="head"):
        super().__init__()
        self.lstm, self.head, self.through = kind(width, hidden, batch_first=True), nn.Linear(hidden, made), through

    def forward(self, x):
        output, state = self.lstm(x)
        step = output[:, -1:]
        for _ in range(3):
            prediction = self.head(step)
            if self.through == "head":
                step = prediction
            else:
                step, state = self.lstm(prediction, state)
        return step


def found(folder, model, *inputs):
    return examine(run_module(model, folder / "run.safetensors", inputs or ("0=sine(2,4,1)",)).run)


def test_the_layer_the_head_and_the_sizes_are_named(tmp_path):
    assert found(tmp_path, Forecaster()) == (
        Finding(
            rule="M23",
            name="fed-back-to-the-head",
            severity=Severity.ERROR,
            where="head",
            message="head takes the 6 units of lstm and makes 1; its own result, 1 wide, was given back to it. "
            "lstm was called only once.",
            fix="Feed the prediction through lstm with its final state, output, state = lstm(prediction, state), and "
            "give that output to head.",
        ),
    )


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from((nn.LSTM, nn.GRU, nn.RNN)), st.integers(1, 7), st.integers(1, 7), st.sampled_from(("head", "lstm"))
)
def test_drawn_forecasters(tmp_path, kind, width, hidden, through):
    model = Forecaster(kind, width, hidden, width, through)
    stops = through == "head" and width != hidden
    assert [item.rule for item in found(tmp_path, model, f"0=sine(2,4,{width})")] == (["M23"] if stops else [])


class HeadOnInput(Forecaster):
    """The head is given the model's input, which is as wide as what the head makes, and nothing was fed back."""

    def forward(self, x):
        self.lstm(x)
        return self.head(x)


class CalledTwice(Forecaster):
    """The layer goes on by itself; what is wrong is something else."""

    def forward(self, x):
        output, state = self.lstm(x)
        prediction = self.head(output)
        self.lstm(x, state)
        return self.head(prediction)


class OtherWidth(Forecaster):
    """What the head is given the second time is not as wide as what it made."""

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.head(torch.cat((self.head(output), x), dim=-1))


@pytest.mark.parametrize("model", [HeadOnInput(), CalledTwice(), OtherWidth(), Forecaster(width=2)])
def test_other_refusals(tmp_path, model):
    assert found(tmp_path, model) == ()


def test_cells_in_a_loop_are_called_often(tmp_path):
    class Cells(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell, self.head = nn.GRUCell(1, 6), nn.Linear(6, 1)

        def forward(self, x):
            state = self.cell(x[:, 0])
            for step in range(1, 4):
                state = self.cell(x[:, step], state)
            return self.head(self.head(state))

    assert found(tmp_path, Cells()) == ()
