"""Files that Keras itself wrote: the layers found in them return what Keras's returned."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from inspector.engine.loading.load_file import load_file_layer
from inspector.errors import FileError, InspectorError
from inspector.model.listing import list_file

h5py = pytest.importorskip("h5py", reason="Keras is not installed: pip install 'lstmscope[keras]'")
pytestmark = pytest.mark.skipif(importlib.util.find_spec("keras") is None, reason="Keras is not installed")

SUFFIXES = (".keras", ".h5", ".weights.h5")
INPUT = torch.sin(torch.arange(2.0 * 5 * 3)).reshape(2, 5, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keras")
    code = Path(__file__).with_name("keras_files.py")
    done = subprocess.run(
        [sys.executable, str(code), str(folder)], env=os.environ | {"KERAS_HOME": str(folder)},
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.mark.parametrize("name", ["lstm", "gru", "both"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_layer_returns_what_keras_returned(folder, name, suffix):
    path = folder / f"{name}{suffix}"
    listing = list_file(path)
    assert (listing.to_json()["kind"], listing.needs_trust, listing.origin) == ("keras", False, None)
    layer = load_file_layer(path, listing, None, None).module
    with torch.no_grad():
        output = layer(INPUT)[0].numpy()
    np.testing.assert_allclose(output, np.load(folder / f"{name}.npy"), atol=1e-6)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_the_function_of_an_rnn_is_told_beside_the_weights(folder, suffix):
    path = folder / f"rnn{suffix}"
    layer = load_file_layer(path, list_file(path), None, None).module
    assert layer.nonlinearity == "relu"
    with torch.no_grad():
        np.testing.assert_allclose(layer(INPUT)[0].numpy(), np.load(folder / "rnn.npy"), atol=1e-6)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_weights_without_a_description_say_so(folder, suffix):
    warnings = " ".join(list_file(folder / f"lstm{suffix}").warnings)
    assert ("does not describe" in warnings) == (suffix == ".weights.h5")


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_what_torch_has_not_is_left_out_or_told(folder, suffix):
    listing = list_file(folder / f"several{suffix}")
    found = {layer.name: (layer.config.kind.value, layer.config.hidden_size) for layer in listing.layers}
    if suffix == ".keras":
        assert found == {"gru": ("GRU", 6), "lstm": ("LSTM", 4), "lstm_1": ("LSTM", 2)}
    assert sorted(found.values()) == [("GRU", 6), ("LSTM", 2), ("LSTM", 4)]
    backwards = next(layer.name for layer in listing.layers if layer.config.hidden_size == 2)
    text = " ".join(listing.warnings)
    assert "reset_after=False" in text
    assert f"{backwards!r} reads its input backwards in Keras" in text
    odd = list_file(folder / f"other functions{suffix}")
    assert [layer.config.hidden_size for layer in odd.layers] == [3]
    assert "no activation 'relu'" in odd.warnings[0]


def test_every_array_is_listed_as_keras_names_it(folder):
    tensors = list_file(folder / "several.keras").tensors
    with h5py.File(folder / "several.weights.h5") as file:
        expected = {}
        file.visititems(lambda name, item: expected.update({name: item[()]} if isinstance(item, h5py.Dataset) else {}))
    assert {tensor.name for tensor in tensors} == set(expected)
    assert all((tensor.read() == expected[tensor.name]).all() for tensor in tensors)


def test_without_h5py_a_sentence_says_what_to_install(folder, monkeypatch):
    real = importlib.import_module

    def absent(name, *rest):
        if name == "h5py":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(importlib, "import_module", absent)
    for suffix in SUFFIXES:
        with pytest.raises(FileError, match=r"h5py.* is not installed") as caught:
            list_file(folder / f"lstm{suffix}")
        assert "lstmscope[keras]" in caught.value.hint


def test_nothing_outside_the_file_is_read(tmp_path):
    secret = np.arange(1000, dtype=np.float32)
    secret.tofile(tmp_path / "secret.raw")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["w"] = secret
    with h5py.File(tmp_path / "f.h5", "w") as file:
        file["own"] = secret
        file["linked"] = h5py.ExternalLink("other.h5", "w")
        file["soft"] = h5py.SoftLink("/own")
        file["itself"] = file["/"]
        file.create_dataset("outside", (1000,), "f4", external=[(str(tmp_path / "secret.raw"), 0, 4000)])
        layout = h5py.VirtualLayout((1000,), "f4")
        layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "w", (1000,))
        file.create_virtual_dataset("virtual", layout)
    assert [tensor.name for tensor in list_file(tmp_path / "f.h5").tensors] == ["own"]


def test_arrays_of_other_elements_are_left_out(tmp_path):
    with h5py.File(tmp_path / "f.h5", "w") as file:
        file["text"] = "words"
        file["big"] = np.ones(3, ">f4")
        file["packed"] = np.zeros(3, [("a", "f4")])
        file["none"] = h5py.Empty("f4")
        file["w"] = np.ones(3)
    listing = list_file(tmp_path / "f.h5")
    assert [tensor.name for tensor in listing.tensors] == ["w"]
    assert listing.warnings == ("No recurrent layer was found among the arrays.",)


def test_an_array_of_which_nothing_is_stored_is_refused(tmp_path):
    with h5py.File(tmp_path / "f.h5", "w") as file:
        file.create_dataset("w", (1 << 20, 1 << 20), "f4", chunks=(1024, 1024))
    with pytest.raises(FileError, match="far larger"):
        list_file(tmp_path / "f.h5")


def test_packed_arrays_are_read(tmp_path):
    values = np.random.default_rng(1).normal(size=(50, 40)).astype(np.float32)
    with h5py.File(tmp_path / "f.h5", "w") as file:
        file.create_dataset("w", data=values, compression="gzip", shuffle=True, fletcher32=True)
    assert (list_file(tmp_path / "f.h5").tensors[0].read() == values).all()


def described(path, config):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_name("changed.keras"), "w") as new:
        new.writestr("model.weights.h5", old.read("model.weights.h5"))
        new.writestr("config.json", config)
    return path.with_name("changed.keras")


GARBLED = [
    "[]", "3", '{"config": 3}', '{"config": {"layers": {}}}', '{"config": {"layers": [3, {"class_name": 3}]}}',
    '{"config": {"layers": [{"class_name": "LSTM", "config": {"layer": {"config": [1]}, "activation": {}}}]}}',
]  # fmt: skip


@pytest.mark.parametrize("config", GARBLED)
def test_a_garbled_description_is_no_accident(folder, config):
    assert list_file(described(folder / "lstm.keras", config)).kind == "keras"


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_damaged_file_is_a_sentence(folder, suffix, tmp_path):
    data = (folder / f"both{suffix}").read_bytes()
    chance = np.random.default_rng(3)
    for _ in range(60):
        mutant = bytearray(data)
        for at in chance.integers(0, len(data), 4):
            mutant[at] ^= 1 << int(chance.integers(8))
        (tmp_path / "f").write_bytes(mutant[: chance.integers(1, len(data))] if chance.random() < 0.2 else mutant)
        try:
            for tensor in list_file(tmp_path / "f").tensors:
                tensor.read()
        except InspectorError as error:
            assert error.exit_code == 2
