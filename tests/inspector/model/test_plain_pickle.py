import pickle

import numpy as np
import pytest
import torch
from torch import nn

from inspector.errors import FileError, TrustError
from inspector.model.file_place import FileBytes
from inspector.model.listing import list_file
from inspector.model.plain_pickle import read_plain_pickle

PROTOCOLS = (2, 3, 4, 5)
LARGE = np.arange(40_000, dtype=np.float32).reshape(200, 200)


def arrays():
    return {
        "f8": np.linspace(0, 1, 6).reshape(2, 3), "f4": LARGE, "turned": LARGE[:90].T, "i8": np.arange(5),
        "bool": np.array([True, False]), "half": np.ones(3, np.float16), "scalar": np.array(2.5),
        "empty": np.zeros((0, 3)), "part": np.arange(12)[::3], "u1": np.arange(200, dtype=np.uint8),
    }  # fmt: skip


def dumped(path, value, protocol):
    path.write_bytes(pickle.dumps(value, protocol))
    return path


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_arrays_are_tensors_with_their_values(tmp_path, protocol):
    found = read_plain_pickle(dumped(tmp_path / "f", arrays(), protocol))
    assert found.foreign_globals == ()
    for name, expected in arrays().items():
        tensor = found.root[name]
        assert (tensor.shape, tensor.dtype) == (expected.shape, expected.dtype.name)
        assert (tensor.read() == expected).all(), name


def test_large_arrays_stay_in_the_file(tmp_path):
    for protocol in (3, 4, 5):
        assert isinstance(read_plain_pickle(dumped(tmp_path / "f", arrays(), protocol)).root["f4"].place, FileBytes)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_state_dict_lists_its_layers(tmp_path, protocol):
    model = nn.Sequential(nn.LSTM(60, 80), nn.GRU(80, 3))
    listing = list_file(dumped(tmp_path / "f", {"epoch": 1, "model": model.state_dict()}, protocol))
    data = listing.to_json()
    assert (data["kind"], data["content"], data["state_dicts"]) == ("pickle", "checkpoint", ["model"])
    assert [layer["kind"] for layer in data["layers"]] == ["LSTM", "GRU"]
    assert (data["foreign_globals"], data["warnings"], data["origin"]) == ([], [], None)
    expected = model.state_dict()
    assert all((tensor.read() == expected[tensor.name].numpy()).all() for tensor in listing.tensors)


def test_arrays_by_the_names_of_torch_are_layers(tmp_path):
    state = {name: value.numpy() for name, value in nn.LSTM(3, 5).state_dict().items()}
    (layer,) = list_file(dumped(tmp_path / "f", state, 4)).layers
    assert (layer.config.kind, layer.config.hidden_size) == ("LSTM", 5)


def test_a_module_is_listed(tmp_path):
    data = list_file(dumped(tmp_path / "f", nn.Sequential(nn.LSTM(3, 5, batch_first=True)), 4)).to_json()
    assert (data["content"], data["needs_trust"], data["layers"][0]["batch_first"]) == ("module", False, True)


def test_arrays_of_python_2_are_read(tmp_path):
    # protocol 2 of Python 2 has the numbers as a text of bytes
    data = np.arange(3, dtype=np.float32).tobytes()
    pickled = (
        b"\x80\x02}U\x01wcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
        b"(K\x01K\x03\x85cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        b"U" + bytes([len(data)]) + data + b"tbs."
    )
    (tmp_path / "f").write_bytes(pickled)
    assert read_plain_pickle(tmp_path / "f").root["w"].read().tolist() == [0, 1, 2]


def test_arrays_of_other_elements_stay_inert(tmp_path):
    value = {"w": np.ones(2), "objects": np.array([{}], object), "big": np.ones(2, ">f4")}
    found = list_file(dumped(tmp_path / "f", {"w2": np.ones(1), **value}, 4))
    assert [tensor.name for tensor in found.tensors] == ["w2", "w"]


class Foreign:
    pass


def frame(name):
    return f"\x80\x02c{name}\nx\n)R.".encode("latin1")


REFUSED = {
    "values": (pickle.dumps({"a": [1]}), FileError, "plain Python values"),
    "objects": (pickle.dumps(Foreign()), TrustError, "executes code that it names"),
    "pandas": (frame("pandas.core.frame"), FileError, "table of pandas"),
    "scikit-learn": (frame("sklearn.svm"), FileError, "scikit-learn"),
    "joblib": (frame("joblib.numpy_pickle"), FileError, "joblib"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_pickle_without_weights_is_told(tmp_path, name):
    data, error, words = REFUSED[name]
    (tmp_path / "f").write_bytes(data)
    with pytest.raises(error, match=words):
        list_file(tmp_path / "f")


def array_pickle(shape, data, kind=b"f4"):
    """Give the pickle of an array of this shape, in protocol 3."""
    rest = b"K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
    sizes = b"(" + b"".join(b"J" + size.to_bytes(4, "little") for size in shape) + b"t"
    return (
        b"\x80\x03}U\x01wcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01" + sizes
        + b"cnumpy\ndtype\nU\x02" + kind + rest + b"B" + len(data).to_bytes(4, "little") + data + b"tbs."
    )  # fmt: skip


def test_an_array_larger_than_its_data_is_refused(tmp_path):
    (tmp_path / "f").write_bytes(array_pickle((2, 3), bytes(24)))
    assert read_plain_pickle(tmp_path / "f").root["w"].shape == (2, 3)
    (tmp_path / "f").write_bytes(array_pickle((2**20, 2**20), bytes(24)))
    with pytest.raises(FileError, match="beyond its data"):
        read_plain_pickle(tmp_path / "f")


@pytest.mark.parametrize(
    "data", [b"\x80\x03B\xff\xff\xff\x7fxx.", b"\x80\x04\x8e" + (1 << 50).to_bytes(8, "little") + b"."]
)
def test_bytes_that_are_not_there_take_no_memory(tmp_path, data):
    (tmp_path / "f").write_bytes(data)
    with pytest.raises(FileError, match="damaged"):
        read_plain_pickle(tmp_path / "f")


def test_one_text_that_becomes_bytes_a_million_times_is_refused(tmp_path):
    text = b"\x80\x02c_codecs\nencode\nq\x00X\x00\x00\x01\x00" + b"x" * 65536 + b"X\x06\x00\x00\x00latin1\x86q\x01]("
    (tmp_path / "f").write_bytes(text + b"h\x00h\x01R" * 100_000 + b"e.")
    with pytest.raises(FileError, match="damaged"):
        read_plain_pickle(tmp_path / "f")


def test_a_storage_in_a_storage_in_a_storage_is_not_followed(tmp_path):
    inner = pickle.dumps({"w": torch.ones(3)}, 2)
    for _ in range(3):
        inner = b"\x80\x03ctorch.storage\n_load_from_bytes\nB" + len(inner).to_bytes(4, "little") + inner + b"\x85R."
    (tmp_path / "f").write_bytes(inner)
    with pytest.raises(FileError):
        list_file(tmp_path / "f")
