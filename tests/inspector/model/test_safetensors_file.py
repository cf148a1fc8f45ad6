import json

import ml_dtypes
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from inspector.errors import FileError
from inspector.model.safetensors_file import read_header

DTYPES = [
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
    torch.uint8, torch.uint16, torch.uint32, torch.uint64, torch.bool, torch.complex64,
    torch.float8_e4m3fn, torch.float8_e5m2,
]  # fmt: skip


def write(path, header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


def entry(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_every_value_is_that_of_the_official_writer(tmp_path, dtype):
    torch.manual_seed(0)
    tensors = {
        "matrix": (torch.randn(3, 5) * 4).abs().to(dtype),
        "scalar": torch.tensor(1).to(dtype),
        "empty": torch.zeros(0, 4).to(dtype),
    }
    save_file(tensors, tmp_path / "f", metadata={"note": "ä"})
    header = read_header(tmp_path / "f")
    assert header.metadata == {"note": "ä"}
    assert {tensor.name for tensor in header.tensors} == set(tensors)
    for tensor in header.tensors:
        expected = tensors[tensor.name]
        values = tensor.read()
        assert tensor.dtype == str(dtype).removeprefix("torch.")
        assert tensor.shape == values.shape == tuple(expected.shape)
        assert tensor.stride == expected.stride()
        assert not values.flags.writeable
        assert values.tobytes() == expected.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def test_bfloat16_and_float8_have_their_numpy_types(tmp_path):
    save_file({"a": torch.tensor([1.5], dtype=torch.bfloat16)}, tmp_path / "f")
    values = read_header(tmp_path / "f").tensors[0].read()
    assert values.dtype == ml_dtypes.bfloat16
    assert values.astype(np.float32)[0] == 1.5


def test_a_header_without_tensors(tmp_path):
    header = read_header(write(tmp_path / "f", {"__metadata__": {"lstmscope": "{}"}}))
    assert header.tensors == ()
    assert header.metadata["lstmscope"] == "{}"


def test_bytes_other_than_0_and_1_are_true(tmp_path):
    path = write(tmp_path / "f", {"a": entry("BOOL", (3,), (0, 3))}, bytes([0, 2, 255]))
    assert read_header(path).tensors[0].read().tolist() == [False, True, True]


ONE = entry()
LIES = {
    "shape and bytes disagree": ({"a": entry(shape=(3,))}, 8, "other bytes than its shape needs"),
    "beyond the end": ({"a": ONE}, 7, "other bytes"),
    "backwards": ({"a": entry(offsets=(8, 0))}, 8, "other bytes"),
    "overlap": ({"a": ONE, "b": entry(offsets=(4, 12))}, 12, "overlap"),
    "same bytes": ({"a": ONE, "b": ONE}, 8, "overlap"),
    "gap": ({"a": ONE, "b": entry(offsets=(12, 20))}, 20, "gaps"),
    "trailing bytes": ({"a": ONE}, 9, "behind its last tensor"),
    "negative size": ({"a": entry(shape=(-2,))}, 8, "impossible"),
    "huge sizes": ({"a": entry(shape=(1 << 40, 1 << 40))}, 8, "other bytes"),
    "size beyond any": ({"a": entry(shape=(1 << 63,))}, 8, "impossible"),
    "zero times beyond any": ({"a": entry(shape=(0, 1 << 61, 1 << 61), offsets=(0, 0))}, 0, "cannot be read"),
    "float size": ({"a": entry(shape=(2.0,))}, 8, "impossible"),
    "true as a size": ({"a": entry(shape=(2, True))}, 8, "impossible"),
    "65 dimensions": ({"a": entry(shape=(1,) * 64 + (2,))}, 8, "impossible"),
    "unknown type": ({"a": entry("F7")}, 8, "'F7'"),
    "missing entry": ({"a": {"dtype": "F32", "shape": [2]}}, 8, "incomplete"),
    "no entry": ({"a": 5}, 8, "incomplete"),
    "texts that are none": ({"__metadata__": {"a": 1}}, 0, "not texts"),
    "list": (b"[]", 0, "no table"),
    "repeated name": (b'{"a": %b, "a": %b}' % ((json.dumps(ONE).encode(),) * 2), 8, "twice"),
    "repeated key": (b'{"a": {"dtype": "F32", "dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}', 8, "twice"),
    "broken JSON": (b'{"a": ', 8, "no sound JSON"),
    "no UTF-8": (b'{"\xff": 1}', 8, "no sound JSON"),
    "deep JSON": (b'{"a":' + b"[" * 100_000, 8, "no sound JSON"),
    "number of a million digits": (b'{"a":' + b"1" * 1_000_000 + b"}", 8, "no sound JSON"),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lying_header_is_refused(tmp_path, name):
    header, nbytes, words = LIES[name]
    with pytest.raises(FileError) as caught:
        read_header(write(tmp_path / "f", header, bytes(nbytes)))
    assert words in caught.value.message


@pytest.mark.parametrize("length", [3, 1 << 40, (1 << 64) - 1])
def test_an_impossible_header_length_is_refused(tmp_path, length):
    (tmp_path / "f").write_bytes(length.to_bytes(8, "little") + b"{}"[: length - 2])
    with pytest.raises(FileError, match="impossible length"):
        read_header(tmp_path / "f")


def test_a_file_cut_off_after_listing_is_an_error_not_a_crash(tmp_path):
    path = write(tmp_path / "f", {"a": ONE}, bytes(8))
    tensor = read_header(path).tensors[0]
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(FileError, match="ends too early"):
        tensor.read()
