import pickle
import warnings

import pytest
import torch
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.distributed.checkpoint.metadata import ChunkStorageMetadata, MetadataIndex

from inspector.errors import FileError
from inspector.model.listing import list_file

MODEL = nn.Sequential(nn.LSTM(3, 5, 2), nn.Linear(5, 2))


def save(folder, value):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of saving without a process group
        dcp.save(value, checkpoint_id=folder, no_dist=True)
    return folder


def checkpoint(folder):
    return save(folder, {"model": MODEL.state_dict(), "step": 3, "lr": {"base": 0.1}})


def test_the_tensors_are_listed_and_read(tmp_path):
    listing = list_file(checkpoint(tmp_path))
    data = listing.to_json()
    assert (data["kind"], data["content"], data["state_dicts"]) == ("distributed-checkpoint", "checkpoint", ["model"])
    assert (data["warnings"], data["foreign_globals"], data["origin"]) == ([], [], None)
    assert [(layer["name"], layer["num_layers"]) for layer in data["layers"]] == [("0", 2)]
    expected = MODEL.state_dict()
    assert {tensor.name for tensor in listing.tensors} == set(expected)
    assert all((tensor.read() == expected[tensor.name].numpy()).all() for tensor in listing.tensors)


def test_the_list_of_contents_opens_its_folder(tmp_path):
    found, folder = list_file(checkpoint(tmp_path) / ".metadata"), list_file(tmp_path)
    assert found.kind is folder.kind
    assert found.layers[0].config == folder.layers[0].config


DTYPES = [torch.float64, torch.bfloat16, torch.int64, torch.bool, torch.float8_e4m3fn]


def test_every_element_type_and_form(tmp_path):
    value = {str(dtype): torch.ones(2, 3).to(dtype) for dtype in DTYPES}
    value |= {"scalar": torch.tensor(2.5), "turned": torch.randn(4, 3).t(), "empty": torch.zeros(0, 3)}
    found = {tensor.name: tensor for tensor in list_file(save(tmp_path, value)).tensors}
    for name, expected in value.items():
        read = found[name].read()
        assert read.tobytes() == expected.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes(), name
        assert (read.shape, found[name].dtype) == (tuple(expected.shape), str(expected.dtype).removeprefix("torch."))


def rewrite(folder, change):
    metadata = pickle.loads((folder / ".metadata").read_bytes())
    change(metadata)
    (folder / ".metadata").write_bytes(pickle.dumps(metadata))
    return folder


def split(folder):
    """Save a tensor of (6, 4) as two ranks would, each with some of its rows."""
    whole = torch.arange(24.0).reshape(6, 4)
    save(folder, {"rnn.weight": torch.zeros(6, 4), "rest": torch.ones(1)})
    top, bottom = save(folder / "a", {"w": whole[:2].clone()}), save(folder / "b", {"w": whole[2:].clone()})
    parts = [(0, top), (2, bottom)]

    def change(metadata):
        entry = metadata.state_dict_metadata["rnn.weight"]
        entry.chunks = [
            ChunkStorageMetadata(torch.Size([first, 0]), torch.Size([2 if not first else 4, 4])) for first, _ in parts
        ]
        index = next(key for key in metadata.storage_data if key.fqn == "rnn.weight")
        info = metadata.storage_data.pop(index)
        for first, part in parts:
            name = f"__{first}.distcp"
            (part / "__0_0.distcp").rename(folder / name)
            copy = type(info)(name, 0, (folder / name).stat().st_size)
            metadata.storage_data[MetadataIndex("rnn.weight", torch.Size([first, 0]))] = copy

    return rewrite(folder, change), whole


def test_a_tensor_in_several_chunks_is_put_together(tmp_path):
    folder, whole = split(tmp_path)
    tensor = next(tensor for tensor in list_file(folder).tensors if tensor.name == "rnn.weight")
    assert (tensor.read() == whole.numpy()).all()


def overlapping(metadata):
    metadata.state_dict_metadata["rnn.weight"].chunks.reverse()
    first, _ = metadata.state_dict_metadata["rnn.weight"].chunks
    object.__setattr__(first, "offsets", torch.Size([1, 0]))
    info = metadata.storage_data.pop(MetadataIndex("rnn.weight", torch.Size([2, 0])))
    metadata.storage_data[MetadataIndex("rnn.weight", torch.Size([1, 0]))] = info


def test_chunks_that_overlap_are_no_values(tmp_path):
    folder, _ = split(tmp_path)
    tensor = next(t for t in list_file(rewrite(folder, overlapping)).tensors if t.name == "rnn.weight")
    with pytest.raises(FileError, match="do not make a whole"):
        tensor.read()


def in_other(name):
    def change(metadata):
        for info in metadata.storage_data.values():
            info.relative_path = name

    return change


def resized(metadata):
    metadata.state_dict_metadata["model.0.weight_ih_l0"].size = torch.Size([10**9, 10**9])


def beyond(metadata):
    for info in metadata.storage_data.values():
        info.length = 1 << 40


def without(metadata):
    metadata.storage_data.clear()


LIES = {
    "way out": (in_other("../x.distcp"), "no name of a file"),
    "absolute": (in_other("/etc/passwd"), "no name of a file"),
    "absent": (in_other("__9_0.distcp"), "not in the folder"),
    "size": (resized, "do not make a whole"),
    "length": (beyond, "shorter"),
    "no places": (without, "missing"),
    "another list": (lambda metadata: setattr(metadata, "storage_data", None), "garbled"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_in_the_list_of_contents_is_refused(tmp_path, name):
    change, words = LIES[name]
    with pytest.raises(FileError, match=words):
        list_file(rewrite(checkpoint(tmp_path), change))


def test_chunks_of_something_else_are_no_values(tmp_path):
    folder = checkpoint(tmp_path)

    def change(metadata):
        places = {key.fqn: key for key in metadata.storage_data}
        one, other = (metadata.storage_data[places[f"model.0.{name}_l0"]] for name in ("bias_ih", "weight_ih"))
        one.offset, one.length = other.offset, other.length

    tensor = next(t for t in list_file(rewrite(folder, change)).tensors if t.name == "0.bias_ih_l0")
    with pytest.raises(FileError, match="something else"):
        tensor.read()


class Payload:
    def __reduce__(self):
        return exec, ("raise SystemExit",)


def test_what_the_list_of_contents_would_execute_is_not(tmp_path):
    folder = checkpoint(tmp_path)
    (folder / ".metadata").write_bytes(pickle.dumps(Payload()))
    with pytest.raises(FileError, match="garbled"):
        list_file(folder)
