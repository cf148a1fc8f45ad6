from pathlib import Path

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given, settings
from torch import nn

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.file_place import FileBytes
from inspector.model.file_tensor import FileTensor, contiguous_stride
from inspector.model.infer import find_layers, parameter_shapes

CELLS = (Kind.LSTM_CELL, Kind.GRU_CELL, Kind.RNN_CELL)


@st.composite
def configs(draw):
    kind = draw(st.sampled_from(list(Kind)))
    size = st.integers(1, 7)
    common = {"kind": kind, "input_size": draw(size), "hidden_size": draw(size), "bias": draw(st.booleans())}
    if kind in CELLS:
        return RecurrentConfig(**common)
    hidden = common["hidden_size"]
    proj_size = draw(st.integers(0, hidden - 1)) if kind is Kind.LSTM else 0
    return RecurrentConfig(
        **common, num_layers=draw(st.integers(1, 12)), bidirectional=draw(st.booleans()), proj_size=proj_size
    )


def module_of(config):
    sizes = (config.input_size, config.hidden_size)
    with torch.device("meta"):
        if config.is_cell:
            return getattr(nn, config.kind.value)(*sizes, bias=config.bias)
        options = {"proj_size": config.proj_size} if config.kind is Kind.LSTM else {}
        return getattr(nn, config.kind.value)(
            *sizes, config.num_layers, bias=config.bias, bidirectional=config.bidirectional, **options
        )


def in_file(name, shape, offset=0):
    shape = tuple(shape)
    return FileTensor(name, shape, contiguous_stride(shape), "float32", FileBytes(Path("f"), offset, 1 << 30))


def in_files(module, prefix=""):
    return [in_file(prefix + name, value.shape, k) for k, (name, value) in enumerate(module.state_dict().items())]


@settings(max_examples=150, deadline=None)
@given(config=configs(), name=st.sampled_from(["", "lstm", "encoder.rnn", "a.weight_ih_l0"]))
def test_weights_give_the_layer_back(config, name):
    module = module_of(config)
    (layer,), warnings = find_layers(in_files(module, f"{name}." if name else ""))
    assert layer.config == config
    assert layer.name == name
    assert [parameter for parameter, _ in layer.weights] == [parameter for parameter, _ in module.named_parameters()]
    assert warnings == ()


@settings(max_examples=50, deadline=None)
@given(config=configs())
def test_parameter_shapes_are_torchs(config):
    expected = {name: tuple(value.shape) for name, value in module_of(config).named_parameters()}
    assert list(parameter_shapes(config).items()) == list(expected.items())


@settings(max_examples=50, deadline=None)
@given(config=configs(), data=st.data())
def test_one_wrong_size_or_missing_weight_leaves_the_layer_out(config, data):
    tensors = in_files(module_of(config), "broken.")
    kept = in_files(nn.GRU(2, 3, device="meta"), "kept.")
    spoilt = data.draw(st.sampled_from(tensors))
    rest = [tensor for tensor in tensors if tensor is not spoilt]
    wrong = in_file(spoilt.name, (spoilt.shape[0] + 29, *spoilt.shape[1:]))
    layers, warnings = find_layers([*rest, wrong, *kept])
    assert [layer.name for layer in layers] == ["kept"]
    assert len(warnings) == 1
    assert "'broken'" in warnings[0]


CONTRADICTIONS = {
    "second layer's input": ({"weight_ih_l1": (12, 4)}, "weight_ih_l1 has shape (12, 4) where LSTM needs (12, 3)"),
    "rows": ({"weight_ih_l0": (9, 5)}, "weight_ih_l0 has shape (9, 5) where LSTM needs (12, 5)"),
    "missing": ({"weight_hh_l1": None}, "weight_hh_l1 is missing"),
    "one bias only": ({"bias_hh_l0": None}, "bias_hh_l0 is missing"),
    "surplus": ({"weight_hr_l1": (2, 3)}, "weight_hr_l1 does not belong to LSTM"),
    "a layer far away": ({"weight_ih_l900": (12, 3)}, "is missing"),
    "five gates": ({"weight_hh_l0": (15, 3)}, "its sizes are those of no layer"),
    "convolution": ({"weight_hh_l0": (12, 3, 3, 3)}, "its sizes are those of no layer"),
    "no hidden unit": ({"weight_hh_l0": (0, 0)}, "its sizes are those of no layer"),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_named(name):
    change, words = CONTRADICTIONS[name]
    shapes = parameter_shapes(RecurrentConfig(Kind.LSTM, 5, 3, num_layers=2)) | change
    tensors = [in_file(f"enc.{key}", shape) for key, shape in shapes.items() if shape is not None]
    layers, (warning,) = find_layers(tensors)
    assert layers == ()
    assert words in warning


def test_a_projection_of_another_kind_is_left_out():
    tensors = [in_file("weight_ih_l0", (9, 5)), in_file("weight_hh_l0", (9, 2)), in_file("weight_hr_l0", (2, 3))]
    assert "GRU has no projection" in find_layers(tensors)[1][0]


def test_tied_layers_are_one_with_aliases():
    first = in_files(nn.LSTM(4, 3, device="meta"), "encoder.")
    tied = [in_file(t.name.replace("encoder", "decoder"), t.shape, t.place.offset) for t in first]
    apart = [in_file(t.name.replace("encoder", "other"), t.shape, t.place.offset + 1) for t in first]
    layers, _ = find_layers([*first, *tied, *apart])
    assert [(layer.name, layer.aliases) for layer in layers] == [("encoder", ("decoder",)), ("other", ())]


def test_what_weights_cannot_tell_stays_open():
    (layer,), _ = find_layers(in_files(nn.LSTM(4, 3, batch_first=True, device="meta")))
    assert layer.config.batch_first is None
    assert layer.config.dropout is None
