import json
import os

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from inspector.errors import FileError
from inspector.model.listing import list_file

MODEL = nn.Sequential(nn.LSTM(3, 5), nn.LSTM(5, 4))


def torch_legacy(tensors, path):
    torch.save(tensors, path, _use_new_zipfile_serialization=False)


WRITERS = {"safetensors": (save_file, "safetensors"), "torch zip": (torch.save, "bin"), "legacy": (torch_legacy, "bin")}


def sharded(folder, writer="safetensors"):
    """Save the model in two parts; give the index and what it says."""
    write, suffix = WRITERS[writer]
    folder.mkdir(exist_ok=True)
    places = {}
    for number in range(2):
        part = f"model-{number + 1:05}-of-00002.{suffix}"
        tensors = {name: value.data for name, value in MODEL.state_dict().items() if name.startswith(f"{number}.")}
        write(tensors, folder / part)
        places |= dict.fromkeys(tensors, part)
    return write_index(folder, places), places


def write_index(folder, places, name="model.safetensors.index.json"):
    (folder / name).write_text(json.dumps({"metadata": {}, "weight_map": places}))
    return folder / name


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("place", ["index", "folder"])
def test_the_tensors_of_all_parts_are_listed(tmp_path, writer, place):
    index, _ = sharded(tmp_path / "model", writer)
    listing = list_file(index if place == "index" else index.parent)
    data = listing.to_json()
    assert (data["kind"], data["content"], data["warnings"], data["origin"]) == ("sharded", "state_dict", [], None)
    assert [(layer["name"], layer["hidden_size"]) for layer in data["layers"]] == [("0", 5), ("1", 4)]
    expected = MODEL.state_dict()
    assert [tensor.name for tensor in listing.tensors] == list(expected)
    assert all((tensor.read() == expected[tensor.name].numpy()).all() for tensor in listing.tensors)


def test_of_two_indices_in_a_folder_that_of_safetensors_counts(tmp_path):
    index, places = sharded(tmp_path)
    write_index(tmp_path, dict.fromkeys(places, "absent.bin"), "a_pytorch_model.bin.index.json")
    assert list_file(tmp_path).layers == list_file(index).layers


def outside(tmp_path, folder, _name):
    (tmp_path / "secret.safetensors").write_bytes((folder / "model-00001-of-00002.safetensors").read_bytes())


def linked(tmp_path, folder, name):
    outside(tmp_path, folder, name)
    (folder / name).symlink_to(tmp_path / "secret.safetensors")


def hard_linked(tmp_path, folder, name):
    outside(tmp_path, folder, name)
    os.link(tmp_path / "secret.safetensors", folder / name)


def folder_linked(tmp_path, folder, name):
    outside(tmp_path, folder, name)
    (folder / "down").symlink_to(tmp_path)


TRAVERSALS = {
    "parent": ("../secret.safetensors", outside),
    "parent by the other stroke": ("..\\secret.safetensors", outside),
    "absolute": ("{folder}/../secret.safetensors", outside),
    "link": ("link.safetensors", linked),
    "linked folder": ("down/secret.safetensors", folder_linked),
    "hard link": ("hard.safetensors", hard_linked),
    "device": ("device", lambda _tmp, folder, name: (folder / name).symlink_to("/dev/zero")),
    "pipe": ("pipe", lambda _tmp, folder, name: os.mkfifo(folder / name)),
    "folder": (".", outside),
    "other case": ("MODEL-00001-of-00002.safetensors", outside),
    "drive": ("C:secret.safetensors", outside),
    "share": ("\\\\server\\share\\secret.safetensors", outside),
    "NUL": ("secret.safetensors\0", outside),
    "dots of another script": ("\u2025/secret.safetensors", outside),
    "inner way round": ("x/../model-00001-of-00002.safetensors", outside),
}


@pytest.mark.skipif(os.name == "nt", reason="the links and pipes of this test are those of Unix")
@pytest.mark.parametrize("form", TRAVERSALS)
def test_a_part_outside_the_folder_is_refused(tmp_path, form):
    name, prepare = TRAVERSALS[form]
    index, places = sharded(tmp_path / "model")
    prepare(tmp_path, index.parent, name)
    write_index(index.parent, dict.fromkeys(places, name.format(folder=index.parent)))
    with pytest.raises(FileError) as caught:
        list_file(index)
    assert caught.value.hint
    assert "not in its part" not in caught.value.message


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_the_links_of_the_download_cache_are_followed(tmp_path):
    snapshot, blobs = tmp_path / "snapshots" / "0a1b", tmp_path / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    index, _ = sharded(snapshot)
    for number, path in enumerate(sorted(snapshot.iterdir())):
        path.rename(blobs / str(number))
        path.symlink_to(f"../../blobs/{number}")
    assert len(list_file(index).layers) == 2


DAMAGES = {
    "part absent": (lambda places: dict.fromkeys(places, "model-00003.safetensors"), "not in the folder"),
    "tensor in another part": (lambda places: dict.fromkeys(places, max(places.values())), "not in its part"),
    "name of a number": (lambda places: dict.fromkeys(places, 3), "which file"),
    "empty": (lambda _places: {}, "which file"),
    "index as a part": (lambda places: dict.fromkeys(places, "model.safetensors.index.json"), "no file of tensors"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_an_index_that_does_not_fit_is_refused(tmp_path, name):
    change, words = DAMAGES[name]
    index, places = sharded(tmp_path)
    write_index(tmp_path, change(places))
    with pytest.raises(FileError, match=words):
        list_file(index)


def test_a_damaged_part_is_named(tmp_path):
    index, places = sharded(tmp_path)
    part = tmp_path / max(places.values())
    part.write_bytes(part.read_bytes()[:-3])
    with pytest.raises(FileError, match=r"00002-of-00002.*damaged"):
        list_file(index)
