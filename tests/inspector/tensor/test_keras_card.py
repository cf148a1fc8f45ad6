"""The card's expressions, evaluated on real layers, against Keras's rules carried out one direction at a time."""

from itertools import product

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import parse_source
from inspector.run.call_of import call_of
from inspector.run.input import parse_input
from inspector.run.key import TensorKey, parse_key
from inspector.run.request import RunRequest
from inspector.run.run import Call, StoredTensor
from inspector.tensor.keras_card import keras_card
from tests.inspector.engine.captured_runs import run_of

BATCH, TIME, INPUT, HIDDEN = 3, 5, 4, 6
LENGTHS = (5, 3, 2)
LAYOUTS = ("batch first", "time first", "unbatched", "packed", "packed, time first")


def stored(role: str, tensor: torch.Tensor) -> StoredTensor:
    return StoredTensor(role, tuple(tensor.shape), tuple(tensor.stride()), "float32")


def called(kind: Kind, layers: int, bidirectional: bool, layout: str):
    """A layer, the batch-first input, its Call, and the names that the expressions use."""
    torch.manual_seed(0)
    batch_first = layout in ("batch first", "packed")
    layer = getattr(nn, kind.value)(INPUT, HIDDEN, layers, batch_first=batch_first, bidirectional=bidirectional)
    lengths = LENGTHS if "packed" in layout else None
    x = torch.randn(1 if layout == "unbatched" else BATCH, TIME, INPUT)
    given = x[0] if layout == "unbatched" else x if batch_first else x.transpose(0, 1)
    with torch.no_grad():
        if lengths:
            output, states = layer(pack_padded_sequence(given, lengths, batch_first=batch_first))
            output, _ = pad_packed_sequence(output, batch_first=batch_first)
        else:
            output, states = layer(given)
    h_n, c_n = states if kind is Kind.LSTM else (states, None)
    config = RecurrentConfig(
        kind, INPUT, HIDDEN, layers, batch_first=batch_first, dropout=0.0, bidirectional=bidirectional
    )
    call = Call("lstm", (), config, 0, 1, lengths, (stored("input", given), stored("output", output)))
    names = {"torch": torch, "output": output, "h_n": h_n, "c_n": c_n}
    return layer, x, call, names


def keras_like(layer: nn.RNNBase, x: torch.Tensor, lengths) -> tuple[torch.Tensor, list[torch.Tensor], torch.Tensor]:
    """Give (last output, states, padded sequence) of separate layers run sample by sample, batch first."""
    samples = [_sample(layer, row[:length]) for row, length in zip(x, lengths, strict=True)]
    last = torch.stack([sample[0] for sample in samples])
    states = [torch.stack(parts) for parts in zip(*(sample[1] for sample in samples), strict=True)]
    sequence = nn.utils.rnn.pad_sequence([sample[2] for sample in samples], batch_first=True)
    return last, states, sequence


def _sample(layer: nn.RNNBase, sequence: torch.Tensor):
    for number in range(layer.num_layers):
        halves, lasts, states = [], [], []
        for suffix in (f"l{number}", f"l{number}_reverse")[: 1 + layer.bidirectional]:
            turned = sequence.flip(0) if suffix.endswith("reverse") else sequence
            output, state = _alone(layer, suffix, sequence.shape[1])(turned)
            state = state if isinstance(state, tuple) else (state,)
            lasts.append(output[-1])  # the last step that this direction takes
            halves.append(output.flip(0) if suffix.endswith("reverse") else output)
            states += [part[0] for part in state]
        sequence = torch.cat(halves, -1)
    return torch.cat(lasts), states, sequence


def _alone(layer: nn.RNNBase, suffix: str, features: int) -> nn.RNNBase:
    one = type(layer)(features, layer.hidden_size)
    weights = layer.state_dict()
    one.load_state_dict({f"{name}_l0": weights[f"{name}_{suffix}"] for name in _NAMES})
    return one


_NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
CASES = list(product((Kind.LSTM, Kind.GRU, Kind.RNN), (1, 2), (False, True), LAYOUTS))


@pytest.mark.parametrize(("kind", "layers", "bidirectional", "layout"), CASES)
@torch.no_grad()
def test_every_expression_gives_the_value_meant(kind, layers, bidirectional, layout):
    layer, x, call, names = called(kind, layers, bidirectional, layout)
    card = keras_card(call)
    last, states, sequence = keras_like(layer, x, call.lengths or (TIME,) * len(x))
    wanted = [(False, False), (False, True), (True, False), (True, True)]
    assert [(form.return_sequences, form.return_state) for form in card.forms] == wanted
    for form in card.forms:
        expected = [sequence if form.return_sequences else last, *(states if form.return_state else [])]
        assert len(form.returns) == len(expected)
        for item, value in zip(form.returns, expected, strict=True):
            found = eval(item.torch, names)
            assert item.shape == tuple(value.shape) == tuple(found.shape), item
            torch.testing.assert_close(found, value, rtol=1e-5, atol=1e-6)


def told(kind=Kind.LSTM, layers=1, bidirectional=False, layout="batch first"):
    card = keras_card(called(kind, layers, bidirectional, layout)[2])
    return [[(item.name, item.torch) for item in form.returns] for form in card.forms], card


def test_the_card_of_the_articles():
    forms, card = told()
    states = [("h", "h_n[-1]"), ("c", "c_n[-1]")]
    assert forms == [
        [("output", "output[:, -1]")],
        [("output", "output[:, -1]"), *states],
        [("output", "output")],
        [("output", "output"), *states],
    ]
    assert [form.code for form in card.forms] == [
        "LSTM(6)",
        "LSTM(6, return_state=True)",
        "LSTM(6, return_sequences=True)",
        "LSTM(6, return_sequences=True, return_state=True)",
    ]
    assert [axis.name for axis in card.forms[2].returns[0].axes] == ["batch", "time", "hidden"]
    assert any("element 1 is h, element 2 is c" in remark for remark in card.remarks)


def test_bidirectional_says_why_the_last_output_is_not_it():
    forms, card = told(bidirectional=True)
    assert forms[1] == [
        ("output", "torch.cat((h_n[-2], h_n[-1]), dim=-1)"),
        ("forward_h", "h_n[-2]"),
        ("forward_c", "c_n[-2]"),
        ("backward_h", "h_n[-1]"),
        ("backward_c", "c_n[-1]"),
    ]
    assert card.forms[0].code == "Bidirectional(LSTM(6))"
    assert any("output[:, -1] is something else" in remark for remark in card.remarks)
    _, _, _, names = called(Kind.LSTM, 1, True, "batch first")
    assert not torch.allclose(eval(forms[0][0][1], names), names["output"][:, -1])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"layers": 2}, "Keras stacks 2 separate layers"),
        ({"kind": Kind.GRU}, "keras.layers.GRU has one state, h"),
        ({"kind": Kind.RNN}, "keras.layers.SimpleRNN has one state, h"),
        ({"layout": "time first"}, "Keras puts the batch first"),
        ({"layout": "unbatched"}, "Keras always has a batch"),
        ({"layout": "packed"}, "The sequence was packed"),
    ],
)
def test_what_to_mind_is_said(options, sentence):
    _, card = told(**options)
    assert any(sentence in remark for remark in card.remarks)
    _, plain = told()
    assert not any(sentence in remark for remark in plain.remarks)


def test_proj_size_has_no_keras_layer():
    config = RecurrentConfig(Kind.LSTM, 4, 6, batch_first=True, proj_size=2)
    card = keras_card(Call("", (), config, 0, 1, None, (stored("output", torch.zeros(3, 5, 2)),)))
    assert card.forms == ()
    assert card.remarks == (
        "keras.layers.LSTM has no proj_size: no Keras layer returns what this one does, "
        "an output of 2 features beside a c of 6.",
    )


def test_stacked_calls_tell_of_one_of_them():
    config = RecurrentConfig(Kind.LSTM, 4, 6, batch_first=True)
    card = keras_card(Call("", (), config, 0, 70, None, (stored("output", torch.zeros(70, 3, 5, 6)),)))
    assert card.forms[2].returns[0].shape == (3, 5, 6)
    assert card.remarks[-1] == "These are the shapes of one of the 70 calls."


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        pytest.param(RecurrentConfig(Kind.LSTM_CELL, 4, 6), (3, 6), id="a cell"),
        pytest.param(RecurrentConfig(Kind.LSTM, 4, 6), (5, 3, 7), id="an output that contradicts the settings"),
        pytest.param(RecurrentConfig(Kind.LSTM, 4, 6), (), id="no output"),
    ],
)
def test_no_card(config, shape):
    assert keras_card(Call("", (), config, 0, 1, None, (stored("output", torch.zeros(shape)),))) is None


def test_the_call_that_a_tensor_belongs_to(tmp_path):
    source = parse_source("form:input_size=4,hidden_size=6,batch_first=true")
    run = run_of(RunRequest(source, (parse_input("0=normal(2,3,4)"),)), tmp_path / "run.safetensors").run
    names = ["/0/input", "/0/output", "/0/c_n", "/weights/weight_ih_l0", "result/0", "result/1", "/file/weight_hh_l0"]
    for name in names:
        assert call_of(run, parse_key(name)) is run.calls[0], name
    for key in (TensorKey("", "1", "output"), TensorKey("other", "weights", "weight_ih_l0")):
        assert call_of(run, key) is None
