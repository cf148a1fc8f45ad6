"""Other sizes, other shapes: what is foretold is what torch gives."""

from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from inspector.engine.layers.layers import config_of
from inspector.errors import InputError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import FormSource
from inspector.run.call_of import call_of
from inspector.run.key import TensorKey, parse_key, result_key
from inspector.run.request import RunRequest
from inspector.run.run import Call, LayerWeights, Run, StoredTensor
from inspector.tensor.axis import shape_of
from inspector.tensor.record import shape_text
from inspector.tensor.what_if import call_axes, sizes_along, what_if

SMALL = st.integers(1, 4)


@st.composite
def layers(draw):
    kind = draw(st.sampled_from(("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")))
    settings = {"input_size": draw(SMALL), "hidden_size": draw(st.integers(2, 5)), "device": "meta"}
    if not kind.endswith("Cell"):
        settings |= {"num_layers": draw(st.integers(1, 3)), "bidirectional": draw(st.booleans())}
        settings |= {"batch_first": draw(st.booleans())}
    if kind == "LSTM":
        settings |= {"proj_size": draw(st.integers(0, settings["hidden_size"] - 1))}
    return getattr(nn, kind)(**settings)


def torch_shapes(layer, batch, time, batch_first):
    """What torch itself gives, on tensors without values."""
    config, samples = config_of(layer), () if batch is None else (batch,)
    leading = samples if config.is_cell else (*samples, time) if batch_first else (time, *samples)
    given_in = torch.empty(*leading, config.input_size, device="meta")
    if not config.is_cell:
        layer.batch_first = batch_first
    returned = layer(given_in)
    tensors = {"input": given_in}
    state = returned
    if not config.is_cell:
        tensors["output"], state = returned
    tensors["h_n"], *rest = state if isinstance(state, tuple) else (state,)
    tensors |= dict(zip(("c_n",), rest, strict=False))
    return {role: tuple(part.shape) for role, part in tensors.items()}


@given(layers(), st.none() | SMALL, SMALL, st.booleans())
def test_what_is_foretold_is_what_torch_gives(layer, batch, time, batch_first):
    config = config_of(layer)
    found = what_if(config, batch, None if config.is_cell else time, batch_first)
    expected = torch_shapes(layer, batch, time, batch_first)
    assert {role: shape_of(axes) for role, axes in found} == expected
    assert [role for role, _ in found] == [role for role in ("input", "output", "h_n", "c_n") if role in expected]
    for _, axes in found:
        assert not any("axis" in axis.name for axis in axes)


BOTH = RecurrentConfig(Kind.LSTM, 10, 20, num_layers=2, bidirectional=True, proj_size=5, batch_first=False)


def test_the_axes_have_names():
    assert [(role, shape_text(axes)) for role, axes in what_if(BOTH, 3, 7, True)] == [
        ("input", "(3 batch, 7 time, 10 input)"),
        ("output", "(3 batch, 7 time, 10 direction x projection)"),
        ("h_n", "(4 layer x direction, 3 batch, 5 projection)"),
        ("c_n", "(4 layer x direction, 3 batch, 20 hidden)"),
    ]
    assert shape_text(what_if(BOTH, None, 7, True)[2][1]) == "(4 layer x direction, 5 projection)"


def test_a_sequence_needs_time():
    with pytest.raises(InputError, match=r"LSTM reads a sequence\. Give the number of time steps\."):
        what_if(BOTH, 3, None, True)


def stored(role, *shape, **more):
    return StoredTensor(role, shape, shape, "float32", **more)


LAYER = RecurrentConfig(Kind.GRU, 10, 20, batch_first=True)
CELL = RecurrentConfig(Kind.GRU_CELL, 10, 20)
FIRST = Call("rnn", ("same",), LAYER, 0, 1, None, (stored("input", 3, 5, 10), stored("h_n", 1, 3, 20)))
SECOND = Call("rnn", ("same",), LAYER, 1, 1, None, (stored("input", 3, 6, 10), stored("h_n", 1, 3, 20)))
STACK = Call("cell", (), CELL, 0, 100, None, (stored("input", 100, 3, 10), stored("h_n", 100, 3, 20)))
RUN = Run(
    Path("r"), RunRequest(FormSource(LAYER)), "cpu", "float32", "2", 0.0, (FIRST, SECOND, STACK),
    (LayerWeights("rnn", LAYER, (stored("bias_ih_l0", 60),)),),
    (stored("0", 1, 3, 20, same_as="rnn/1/h_n"), stored("1", 4)), (), None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("rnn/1/h_n", SECOND),
        ("rnn/weights/bias_ih_l0", FIRST),
        ("cell/0-99/input", STACK),
        ("result/0", SECOND),
        ("result/1", None),
        ("gone/0/h_n", None),
    ],
)
def test_the_call_of_a_tensor(name, call):
    key = result_key(int(name[-1])) if name.startswith("result") else parse_key(name)
    assert isinstance(key, TensorKey)
    assert call_of(RUN, key) is call


def test_what_a_call_has_now():
    assert [(role, shape_of(axes)) for role, axes in call_axes(RUN, FIRST)] == [
        ("input", (3, 5, 10)),
        ("h_n", (1, 3, 20)),
    ]
    now = dict(call_axes(RUN, STACK))
    assert shape_text(now["input"]) == "(3 batch, 10 input)"
    assert sizes_along(dict(call_axes(RUN, FIRST))["input"]) == {"batch": 3, "time": 5, "input": 10}
