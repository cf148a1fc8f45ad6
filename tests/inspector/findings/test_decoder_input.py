"""M24: the layer that refuses its input was built for the hidden size of another one."""

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from inspector.findings.examine import examine
from inspector.findings.finding import Finding, Severity
from tests.inspector.engine.captured_runs import run_module

SIZES = st.integers(1, 9)


class Pair(nn.Module):
    """An encoder, and a decoder that is given the target with the encoder's state, or the encoder's output."""

    def __init__(self, encoder, decoder, stacked=False):
        super().__init__()
        self.encoder, self.decoder, self.stacked = encoder, decoder, stacked

    def forward(self, src, trg):
        output, state = self.encoder(src)
        return self.decoder(output) if self.stacked else self.decoder(trg, state)


def found(folder, model, source=3, target=5):
    inputs = (f"0=sine(2,4,{source})", f"1=sine(2,6,{target})")
    run = run_module(model, folder / "run.safetensors", inputs).run
    return tuple(finding for finding in examine(run) if finding.rule == "M24")


def test_both_layers_and_all_sizes_are_named(tmp_path):
    model = Pair(nn.LSTM(3, 8, batch_first=True), nn.LSTM(8, 8, batch_first=True))
    assert found(tmp_path, model) == (
        Finding(
            rule="M24",
            name="decoder-input-size",
            severity=Severity.ERROR,
            where="decoder",
            message="decoder expects 8 features, as many as encoder has hidden units, but it is given 5: its "
            "input_size was set to the hidden size of encoder.",
            fix="Build it as nn.LSTM(5, 8): input_size is the width of what it is given; what encoder has found out "
            "comes as the initial state.",
        ),
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SIZES, SIZES, SIZES, st.sampled_from((nn.LSTM, nn.GRU, nn.RNN)), st.booleans(), st.booleans())
def test_drawn_decoders(tmp_path, source, hidden, target, kind, batch_first, right):
    decoder = kind(target if right else hidden, hidden, batch_first=batch_first)
    rules = [
        item.rule
        for item in found(tmp_path, Pair(kind(source, hidden, batch_first=batch_first), decoder), source, target)
    ]
    assert rules == (["M24"] if decoder.input_size != target else [])


def test_a_cell_as_a_decoder(tmp_path):
    class Cells(Pair):
        def forward(self, src, trg):
            _, (h_n, c_n) = self.encoder(src)
            return self.decoder(trg[:, 0], (h_n[0], c_n[0]))

    model = Cells(nn.LSTM(3, 8, batch_first=True), nn.LSTMCell(8, 8))
    assert [item.rule for item in found(tmp_path, model)] == ["M24"]


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(Pair(nn.LSTM(3, 8, bidirectional=True), nn.LSTM(8, 8), stacked=True), id="both directions given"),
        pytest.param(Pair(nn.LSTM(3, 8), nn.LSTM(7, 8)), id="a size that nothing has"),
        pytest.param(Pair(nn.LSTM(3, 8), nn.LSTM(5, 9)), id="the state does not fit"),
        pytest.param(Pair(nn.LSTM(8, 4), nn.LSTM(8, 4)), id="the encoder itself refuses"),
        pytest.param(Pair(nn.LSTM(3, 8), nn.Linear(8, 2)), id="a Linear refuses"),
    ],
)
def test_other_refusals(tmp_path, model):
    assert found(tmp_path, model) == ()


def test_an_error_of_the_model_s_own(tmp_path):
    class Fails(Pair):
        def forward(self, src, trg):
            self.encoder(src)
            return torch.zeros(2).view(trg.numel())

    assert found(tmp_path, Fails(nn.LSTM(3, 8), nn.LSTM(8, 8))) == ()
