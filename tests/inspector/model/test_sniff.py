import gzip
import io
import json
import os
import pickle
import tarfile
import zipfile

import numpy as np
import pytest
import torch
from safetensors.numpy import save as safetensors_bytes

from inspector.errors import FileError
from inspector.model.sniff import FileKind, sniff

TENSORS = {"a": torch.ones(2)}
ARRAYS = {"a": np.ones(2, np.float32)}


def torch_bytes(**options):
    buffer = io.BytesIO()
    torch.save(TENSORS, buffer, **options)
    return buffer.getvalue()


def zip_bytes(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"{}")
    return buffer.getvalue()


def tar_bytes(*names):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:", format=tarfile.PAX_FORMAT) as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name))
    return buffer.getvalue()


def npy_bytes():
    buffer = io.BytesIO()
    np.save(buffer, np.ones(3))
    return buffer.getvalue()


def npz_bytes():
    buffer = io.BytesIO()
    np.savez(buffer, a=np.ones(3))
    return buffer.getvalue()


KINDS = {
    "zip": (lambda: torch_bytes(), FileKind.TORCH_ZIP),
    "zip protocol 5": (lambda: torch_bytes(pickle_protocol=5), FileKind.TORCH_ZIP),
    "legacy": (lambda: torch_bytes(_use_new_zipfile_serialization=False), FileKind.TORCH_LEGACY),
    "legacy protocol 4": (
        lambda: torch_bytes(_use_new_zipfile_serialization=False, pickle_protocol=4), FileKind.TORCH_LEGACY,
    ),
    "torch tar": (lambda: tar_bytes("storages", "tensors", "pickle"), FileKind.TORCH_TAR),
    "tar": (lambda: tar_bytes("a.pt", "b.pt"), FileKind.ARCHIVE),
    "torchscript": (lambda: zip_bytes("m/data.pkl", "m/constants.pkl", "m/code/a.py"), FileKind.TORCHSCRIPT),
    "export": (lambda: zip_bytes("m/archive_format", "m/models/model.json"), FileKind.TORCH_EXPORT),
    "older export": (lambda: zip_bytes("serialized_exported_program.json"), FileKind.TORCH_EXPORT),
    "archive": (lambda: zip_bytes("one.pt", "two.pt"), FileKind.ARCHIVE),
    "keras zip": (lambda: zip_bytes("config.json", "metadata.json", "model.weights.h5"), FileKind.KERAS),
    "hdf5": (lambda: b"\x89HDF\r\n\x1a\n" + bytes(50), FileKind.KERAS),
    "safetensors": (lambda: safetensors_bytes(ARRAYS), FileKind.SAFETENSORS),
    "safetensors of other people": (lambda: safetensors_bytes(ARRAYS, {"format": '"lstmscope"'}), FileKind.SAFETENSORS),
    "run": (lambda: safetensors_bytes(ARRAYS, {"lstmscope": "{}"}), FileKind.RUN),
    "pickle 2": (lambda: pickle.dumps([1], 2), FileKind.PICKLE),
    "pickle 5": (lambda: pickle.dumps([1], 5), FileKind.PICKLE),
    "sharded": (lambda: json.dumps({"weight_map": {"a": "x.safetensors"}}).encode(), FileKind.SHARDED),
    "unknown": (lambda: b"\x00\x01\x02\x03" * 50, FileKind.UNKNOWN),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("file_name", ["model.bin", "model.safetensors", "x.txt"])
def test_content_tells_the_kind_and_the_name_does_not(tmp_path, name, file_name):
    make, kind = KINDS[name]
    path = tmp_path / file_name
    path.write_bytes(make())
    assert sniff(path) is kind


MISTAKEN = {
    "lfs": (lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n", "Git LFS", "git lfs pull"),
    "html": (lambda: b"\n<!DOCTYPE html><html><body>404</body></html>", "web page", "Download"),
    "gguf": (lambda: b"GGUF\x03\0\0\0" + bytes(40), "GGUF", "PyTorch checkpoint"),
    "npy": (npy_bytes, "NumPy array", "file:PATH"),
    "npz": (npz_bytes, "archive of NumPy arrays", "file:PATH"),
    "gzip": (lambda: gzip.compress(torch_bytes()), "gzip", "Unpack"),
    "onnx": (lambda: b"\x08\x08\x12\x07pytorch\x1a\x032.1" + bytes(40), "ONNX", "exported from"),
    "empty": (lambda: b"", "is empty", "again"),
    "text": (lambda: "epoch,loss\n1,0.5 \u00e4\n".encode() * 500, "plain text", "Choose the file"),
    "json": (lambda: b'{"hidden_size": 3}', "plain text", "Choose the file"),
    "package": (lambda: zip_bytes("p/.data/extern_modules", "p/data.pkl"), "torch.package", "state_dict"),
}


@pytest.mark.parametrize("name", MISTAKEN)
def test_a_mistaken_file_is_named_with_a_remedy(tmp_path, name):
    make, what, remedy = MISTAKEN[name]
    path = tmp_path / "model.pt"
    path.write_bytes(make())
    with pytest.raises(FileError) as caught:
        sniff(path)
    assert what in caught.value.message
    assert remedy in caught.value.hint
    assert "weights_only" not in str(caught.value)


@pytest.mark.parametrize("length", [0x120108, 0x088B1F])
def test_a_safetensors_header_whose_length_looks_like_another_magic(tmp_path, length):
    header = b'{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}'.ljust(length)
    path = tmp_path / "model"
    path.write_bytes(length.to_bytes(8, "little") + header + bytes(4))
    assert sniff(path) is FileKind.SAFETENSORS


def test_folders_are_told_by_their_files(tmp_path):
    folders = {name: tmp_path / name for name in ("distributed", "sharded", "other")}
    for folder in folders.values():
        folder.mkdir()
    (folders["distributed"] / ".metadata").touch()
    (folders["distributed"] / "__0_0.distcp").touch()
    (folders["sharded"] / "model.safetensors.index.json").touch()
    assert sniff(folders["distributed"]) is FileKind.DISTRIBUTED
    assert sniff(folders["sharded"]) is FileKind.SHARDED
    with pytest.raises(FileError, match="without a checkpoint"):
        sniff(folders["other"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_and_a_device_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for name in ("pipe", "link"):
        with pytest.raises(FileError, match="not a regular file"):
            sniff(tmp_path / name)


@pytest.mark.parametrize("name", ["absent", "nul\0name", "x" * 5000])
def test_an_impossible_path_is_a_sentence(tmp_path, name):
    with pytest.raises(FileError, match="cannot be read"):
        sniff(tmp_path / name)


def test_control_and_bidirectional_characters_are_escaped(tmp_path):
    path = tmp_path / "a\u202egnp.\n.pt"
    path.touch()
    with pytest.raises(FileError) as caught:
        sniff(path)
    assert "\u202e" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert r"a\u202egnp.\n.pt" in str(caught.value)
