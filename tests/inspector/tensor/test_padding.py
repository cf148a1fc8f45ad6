import numpy as np
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from inspector.run.key import TensorKey
from inspector.tensor.layer_axes import record_of
from inspector.tensor.padding import NoPadding, Padding, padding_of
from tests.inspector.engine.captured_runs import run_module


class Packed(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4)

    def forward(self, x, lengths):
        return self.rnn(pack_padded_sequence(x, lengths))[0].data


def test_a_packed_sequence_has_padding_in_its_input_and_output_only(tmp_path):
    opened = run_module(Packed(), tmp_path / "run.safetensors", ("0=normal(5,3,3)", "1=lengths(5,3,1)"))
    run = opened.run
    for role in ("input", "output"):
        record = record_of(run, TensorKey("rnn", "0", role))
        assert record is not None
        assert padding_of(run, record) == Padding(1, 0, (5, 3, 1))
    h_n = record_of(run, TensorKey("rnn", "0", "h_n"))
    assert h_n is not None
    assert padding_of(run, h_n) == NoPadding()


def test_nothing_else_has():
    index = (np.arange(3)[:, None], np.arange(4)[None, :])
    assert Padding(0, 1, (4, 2, 0)).inside(index).tolist() == [[True] * 4, [True, True, False, False], [False] * 4]
    assert NoPadding().inside(index).all()


def test_a_sequence_that_was_not_packed_has_none(tmp_path):
    run = run_module(nn.LSTM(3, 4), tmp_path / "run.safetensors", ("0=normal(5,3,3)",)).run
    record = record_of(run, TensorKey("", "0", "output"))
    assert record is not None
    assert padding_of(run, record) == NoPadding()
