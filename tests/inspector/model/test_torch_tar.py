import io
import tarfile

import pytest
import torch
from torch import nn

from inspector.errors import FileError
from inspector.model.listing import list_file
from inspector.model.torch_tar import read_torch_tar
from tests.inspector.model.old_tar_file import save_tar


def values():
    torch.manual_seed(1)
    base = torch.randn(6, 4)
    return {
        "plain": base, "tied": base, "row": base[2], "column": base[:, 1], "long": torch.arange(20)[3::4],
        "double": torch.randn(2, 3, dtype=torch.float64).t(), "scalar": torch.tensor(3.5),
    }  # fmt: skip


def test_every_tensor_has_torchs_values(tmp_path):
    path = save_tar(values(), tmp_path / "f")
    expected, found = torch.load(path, weights_only=False), read_torch_tar(path).root
    assert list(found) == list(expected)
    for name, tensor in expected.items():
        assert torch.equal(torch.tensor(found[name].read()), tensor), name
        assert (found[name].shape, found[name].stride) == (tuple(tensor.shape), tensor.stride())
    assert found["plain"].elements == found["tied"].elements


def test_a_state_dict_lists_its_layers(tmp_path):
    lstm = nn.LSTM(3, 5, 2, bidirectional=True)
    state = {"module." + name: value.data for name, value in lstm.state_dict().items()}
    data = list_file(save_tar({"epoch": 3, "state_dict": state}, tmp_path / "f")).to_json()
    assert (data["kind"], data["content"], data["state_dicts"]) == ("torch-tar", "checkpoint", ["state_dict"])
    (layer,) = data["layers"]
    assert (layer["kind"], layer["num_layers"], layer["bidirectional"]) == ("LSTM", 2, True)
    assert data["warnings"] == []
    assert data["origin"] is None  # torch.load reads such a file only with everything allowed


def test_the_source_of_a_class_is_shown_and_not_executed(tmp_path):
    path = save_tar({"kind": nn.LSTM, "w": torch.ones(2)}, tmp_path / "f", {nn.LSTM: "class LSTM: pass"})
    (source,) = read_torch_tar(path).sources
    assert (source.name, source.file, source.text) == ("torch.nn.modules.rnn.LSTM", "model.py", "class LSTM: pass")


def rewritten(path, change):
    with tarfile.open(path) as old:
        parts = {info.name: old.extractfile(info).read() for info in old}
    with tarfile.open(path, "w:") as new:
        for name, data in change(parts):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            new.addfile(info, io.BytesIO(data))
    return path


CHANGES = {
    "part missing": lambda parts: [pair for pair in parts.items() if pair[0] != "tensors"],
    "part twice": lambda parts: [*parts.items(), ("pickle", b"N.")],
    "cut off storage": lambda parts: (parts | {"storages": parts["storages"][:-40]}).items(),
    "no storages": lambda parts: (parts | {"storages": b"K\0.].", "tensors": parts["tensors"]}).items(),
    "a million million": lambda parts: (parts | {"storages": b"\x8a\x06\0\0\0\0\0\1."}).items(),
    "an object for a number": lambda parts: (parts | {"tensors": b"cos\nsystem\n."}).items(),
    "an unknown key": lambda parts: (parts | {"pickle": b"\x80\x02U\x0212Q."}).items(),
    "a key that is no number": lambda parts: (parts | {"pickle": b"\x80\x02U\x02xyQ."}).items(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_garbled_file_is_refused(tmp_path, name):
    path = rewritten(save_tar(values(), tmp_path / "f"), CHANGES[name])
    with pytest.raises(FileError, match="damaged"):
        read_torch_tar(path)
