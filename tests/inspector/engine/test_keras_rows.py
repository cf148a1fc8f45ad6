"""What Keras itself returns, against the card, the presets and torch with the converted weights."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from inspector.export.code_source import CodeSource
from inspector.export.tensorflow_code import tensorflow_code
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.keras_weights import torch_weights
from inspector.model.source import PresetSource
from inspector.reshape.reading.parse import parse_steps
from inspector.run.request import RunRequest
from inspector.run.run import Call, StoredTensor
from inspector.tensor.axis import named_axis
from inspector.tensor.keras_card import KerasForm, keras_card
from tests.inspector.engine.captured_runs import run_of

ARTICLES = ("keras-last", "keras-sequences", "keras-state", "keras-sequences-state")
LENGTHS = (5, 3, 2)

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("keras") is None, reason="Keras is not installed: pip install 'lstmscope[keras]'"
)


@pytest.fixture(scope="module")
def keras(tmp_path_factory) -> dict[str, np.ndarray]:
    """Everything that the Keras codes took, returned and had as weights."""
    folder = tmp_path_factory.mktemp("keras")
    code, path = Path(__file__).with_name("keras_articles.py"), folder / "found.npz"
    done = subprocess.run(
        [sys.executable, str(code), str(path)],
        env=os.environ | {"KERAS_HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with np.load(path) as found:
        return dict(found)


def returned(keras, name: str) -> list[np.ndarray]:
    return [keras[f"{name}/{place}"] for place in range(10) if f"{name}/{place}" in keras]


def weights(keras, name: str) -> list[np.ndarray]:
    return [keras[f"{name}/weight{place}"] for place in range(6) if f"{name}/weight{place}" in keras]


def torch_layer(keras, name: str, kind: Kind) -> nn.RNNBase:
    """The torch layer with Keras's weights; a Bidirectional has the forward layer's arrays first."""
    arrays, both = weights(keras, name), name.startswith("bidirectional")
    units, features = arrays[1].shape[0], arrays[0].shape[0]
    bias = len(arrays) % 3 == 0
    layer = getattr(nn, kind.value)(features, units, bias=bias, batch_first=True, bidirectional=both)
    half = len(arrays) // (2 if both else 1)
    found = torch_weights(kind, arrays[:half])
    if both:
        found |= torch_weights(kind, arrays[half:], reverse=True)
    layer.load_state_dict({key: torch.from_numpy(value) for key, value in found.items()})
    return layer


def form_of(name: str, layer: nn.RNNBase, output: torch.Tensor, lengths=None) -> KerasForm:
    """The card's form that has as many states and axes as the code of that name asked for."""
    config = RecurrentConfig(
        Kind(type(layer).__name__), layer.input_size, layer.hidden_size, bias=layer.bias, batch_first=True,
        bidirectional=layer.bidirectional,
    )  # fmt: skip
    stored = StoredTensor("output", tuple(output.shape), tuple(output.stride()), "float32")
    card = keras_card(Call("", (), config, 0, 1, lengths, (stored,)))
    sequences = "sequences" in name or name in ("no-bias", "gru", "rnn")
    state = "state" in name or name in ("no-bias", "gru", "rnn", "masked") or name.startswith("bidirectional")
    return next(form for form in card.forms if (form.return_sequences, form.return_state) == (sequences, state))


@torch.no_grad()
def assert_card_gives_what_keras_gives(keras, name: str, kind: Kind) -> None:
    layer, x = torch_layer(keras, name, kind), torch.from_numpy(keras[f"{name}/x"])
    output, states = layer(x)
    names = {"torch": torch, "output": output}
    names |= dict(zip(("h_n", "c_n"), states if isinstance(states, tuple) else (states,), strict=False))
    form = form_of(name, layer, output)
    found = [eval(item.torch, names) for item in form.returns]
    expected = returned(keras, name)
    assert [item.shape for item in form.returns] == [value.shape for value in expected]
    for value, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(value.numpy(), wanted, atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", ARTICLES)
def test_the_articles_codes(keras, name):
    assert_card_gives_what_keras_gives(keras, name, Kind.LSTM)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("no-bias", Kind.LSTM),
        ("gru", Kind.GRU),
        ("rnn", Kind.RNN),
        ("bidirectional", Kind.LSTM),
        ("bidirectional-sequences", Kind.GRU),
    ],
)
def test_the_other_layers(keras, name, kind):
    assert_card_gives_what_keras_gives(keras, name, kind)


@torch.no_grad()
@pytest.mark.parametrize("name", ["masked", "masked-sequences"])
def test_a_mask_is_what_packing_is(keras, name):
    layer, x = torch_layer(keras, name, Kind.LSTM), torch.from_numpy(keras[f"{name}/x"])
    packed, (h_n, c_n) = layer(pack_padded_sequence(x, LENGTHS, batch_first=True))
    output, _ = pad_packed_sequence(packed, batch_first=True)
    form = form_of(name, layer, output, LENGTHS)
    for item, wanted in zip(form.returns, returned(keras, name), strict=True):
        found = eval(item.torch, {"output": output, "h_n": h_n, "c_n": c_n}).numpy()
        if form.return_sequences:  # Keras repeats the last valid output where torch has zeros, as the card says
            for row, length in enumerate(LENGTHS):
                np.testing.assert_allclose(found[row, :length], wanted[row, :length], atol=1e-5, rtol=0)
                np.testing.assert_array_equal(
                    wanted[row, length:], np.broadcast_to(wanted[row, length - 1], (5 - length, 6))
                )
                assert not found[row, length:].any()
        else:
            np.testing.assert_allclose(found, wanted, atol=1e-5, rtol=0)


def test_flatten_orders_as_reshape_does(keras):
    """TensorFlow itself is not here: the claim of the remark is checked on Keras's torch backend."""
    np.testing.assert_array_equal(keras["flatten/0"], np.arange(24.0).reshape(2, 12))
    axes = named_axis(("batch", 2)), named_axis(("time", 3)), named_axis(("hidden", 4))
    assert "tf.reshape(x, (batch, time * 4))" in tensorflow_code(CodeSource(axes), parse_steps(".flatten(1)"))


@pytest.mark.parametrize("name", ARTICLES)
def test_the_presets_give_the_shapes_of_keras(keras, name, tmp_path):
    run = run_of(RunRequest(PresetSource(name)), tmp_path / "run.safetensors").run
    [call] = run.calls
    expected = [value.shape for value in returned(keras, name)]
    sequences, state = "sequences" in name, "state" in name
    form = next(
        form for form in keras_card(call).forms if (form.return_sequences, form.return_state) == (sequences, state)
    )
    assert [item.shape for item in form.returns] == expected
    assert [tensor.shape for tensor in run.result] == expected
