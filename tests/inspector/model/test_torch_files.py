import argparse
import io
import zipfile
from collections import OrderedDict, defaultdict

import pytest
import torch
from torch import nn

from inspector.errors import FileError
from inspector.model.file_place import FileBytes
from inspector.model.file_tensor import FileTensor
from inspector.model.state_dicts import find_state_dicts
from inspector.model.torch_legacy import read_torch_legacy
from inspector.model.torch_zip import read_torch_zip

FORMATS = {
    "zip": (read_torch_zip, {}),
    "zip protocol 3": (read_torch_zip, {"pickle_protocol": 3}),
    "zip protocol 4": (read_torch_zip, {"pickle_protocol": 4}),
    "zip protocol 5": (read_torch_zip, {"pickle_protocol": 5}),
    "legacy": (read_torch_legacy, {"_use_new_zipfile_serialization": False}),
    "legacy protocol 5": (read_torch_legacy, {"_use_new_zipfile_serialization": False, "pickle_protocol": 5}),
}


@pytest.fixture(params=FORMATS)
def save(request, tmp_path):
    """Write a value in one format; give what torch and we read of it."""
    read, options = FORMATS[request.param]

    def saved(value):
        torch.save(value, tmp_path / "f", **options)
        ours = read(tmp_path / "f")
        torch.save(value, tmp_path / "oracle")  # torch itself refuses protocols 4 and 5
        return torch.load(tmp_path / "oracle", weights_only=True), ours

    return saved


def assert_same(tensor, expected):
    values = tensor.read()
    assert tensor.dtype == str(expected.dtype).removeprefix("torch.")
    assert tensor.shape == values.shape == tuple(expected.shape)
    assert tensor.stride == expected.stride()
    assert not values.flags.writeable
    assert values.tobytes() == expected.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def kinds_of_tensors():
    torch.manual_seed(1)
    base = torch.randn(6, 4)
    long = torch.arange(20)
    return {
        "plain": base.clone(), "tied": base, "tied again": base, "row": base[2], "column": base[:, 1],
        "transposed": base.t(), "permuted": torch.randn(2, 3, 4).permute(2, 0, 1), "strided": long[3::4],
        "expanded": torch.randn(3, 1).expand(3, 5), "scalar": torch.tensor(3.5), "empty": torch.zeros(0, 3),
        "empty view": long[7:7], "parameter": nn.Parameter(torch.randn(2, 2)), "frozen": torch.zeros(2) > 1,
    }  # fmt: skip


DTYPES = [
    torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8,
    torch.bool, torch.complex64, torch.complex128, torch.uint16, torch.uint32, torch.uint64,
    torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz,
]  # fmt: skip


def test_every_kind_of_view_is_read_as_torch_reads_it(save):
    theirs, ours = save(kinds_of_tensors())
    assert list(ours.root) == list(theirs)
    for name, expected in theirs.items():
        assert_same(ours.root[name], expected.data)
    assert ours.foreign_globals == ()


def test_every_element_type_is_read_as_torch_reads_it(save):
    theirs, ours = save({str(dtype): (torch.randn(3, 2).abs() * 3).to(dtype) for dtype in DTYPES})
    for name, expected in theirs.items():
        assert_same(ours.root[name], expected)


def test_nested_containers_keep_their_form(save):
    value = OrderedDict(
        epoch=3, lr=0.5, name="ä", none=None, flag=True, raw=b"ab", size=torch.Size([2, 3]), big=1 << 70,
        nested=[{"w": torch.ones(2)}, (1, (2, 3))],
    )  # fmt: skip
    theirs, ours = save(value)
    root = ours.root
    for name in ("epoch", "lr", "name", "none", "flag", "big"):
        assert root[name] == theirs[name]
    assert_same(root["nested"][0]["w"], torch.ones(2))
    assert root["nested"][1] == (1, (2, 3))
    assert tuple(root["size"]) == (2, 3)


def test_a_state_dict_of_modules_and_an_optimizer(save):
    model = nn.Sequential(nn.LSTM(3, 5, 2, bidirectional=True), nn.Linear(10, 2))
    optimizer = torch.optim.Adam(model.parameters())
    sum(parameter.sum() for parameter in model.parameters()).backward()
    optimizer.step()
    theirs, ours = save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": torch.tensor(1)})
    (found,) = find_state_dicts(ours.root)
    assert found.path == ("model",)
    assert [tensor.name for tensor in found.tensors] == list(theirs["model"])
    for tensor in found.tensors:
        assert_same(tensor, theirs["model"][tensor.name])


def test_foreign_names_are_listed_and_stay_inert(tmp_path):
    options = argparse.Namespace(a=1)
    torch.save({"w": torch.ones(2), "options": options, "counts": defaultdict(list, {"a": 1})}, tmp_path / "g")
    ours = read_torch_zip(tmp_path / "g")
    assert ours.foreign_globals == ("argparse.Namespace",)
    assert ours.root["counts"] == {"a": 1}
    assert_same(ours.root["w"], torch.ones(2))


def test_tensors_of_other_kinds_are_left_out_by_name(tmp_path):
    sparse = torch.eye(3).to_sparse()
    conjugated = torch.tensor([1 + 2j, 3j]).conj()
    torch.save({"sparse": sparse, "conjugated": conjugated, "w": torch.ones(2), "v": torch.ones(1)}, tmp_path / "f")
    (found,) = find_state_dicts(read_torch_zip(tmp_path / "f").root)
    assert [tensor.name for tensor in found.tensors] == ["w", "v"]
    assert found.unread == ("sparse", "conjugated")


def rewritten(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            for name, data in change(info.filename, old.read(info)):
                new.writestr(name, data)
    return target


@pytest.fixture
def zip_file(tmp_path):
    torch.save({"w": torch.arange(100.0)}, tmp_path / "f")
    return tmp_path / "f"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(zip_file, tmp_path):
    path = rewritten(zip_file, tmp_path / "g", lambda name, data: [(name, data)] * (1 + name.endswith("data.pkl")))
    with pytest.raises(FileError, match="two parts named"):
        read_torch_zip(path)


def test_a_second_root_is_refused(zip_file, tmp_path):
    path = rewritten(zip_file, tmp_path / "g", lambda name, data: [(name, data), ("x/" + name, data)])
    with pytest.raises(FileError, match="one folder"):
        read_torch_zip(path)


def test_big_endian_numbers_are_refused(zip_file, tmp_path):
    path = rewritten(zip_file, tmp_path / "g", lambda n, d: [(n, b"big" if n.endswith("byteorder") else d)])
    with pytest.raises(FileError, match="big-endian"):
        read_torch_zip(path)


def test_a_storage_shorter_than_its_tensor_is_refused(zip_file, tmp_path):
    path = rewritten(zip_file, tmp_path / "g", lambda n, d: [(n, d[:-1] if "/data/" in n else d)])
    with pytest.raises(FileError, match="shorter"):
        read_torch_zip(path)


def test_a_missing_storage_is_refused(zip_file, tmp_path):
    path = rewritten(zip_file, tmp_path / "g", lambda n, d: [] if "/data/" in n else [(n, d)])
    with pytest.raises(FileError, match="missing"):
        read_torch_zip(path)


def test_packed_members_are_read_and_bombs_refused(zip_file, tmp_path):
    with zipfile.ZipFile(zip_file) as old, zipfile.ZipFile(tmp_path / "g", "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert_same(read_torch_zip(tmp_path / "g").root["w"], torch.arange(100.0))
    with zipfile.ZipFile(tmp_path / "g", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f/data/9", bytes(10_000_000))
    with pytest.raises(FileError, match="far larger"):
        read_torch_zip(tmp_path / "g")


def test_changed_values_are_noticed_by_the_checksum(zip_file):
    data = bytearray(zip_file.read_bytes())
    data[data.index(torch.arange(100.0).numpy().tobytes()) + 8] ^= 1
    zip_file.write_bytes(data)
    tensor = read_torch_zip(zip_file).root["w"]
    with pytest.raises(FileError, match="checksum"):
        tensor.read()


FLOATS = 10
LIES = {
    "beyond the end": ((6,), (1,), 5), "strides beyond": ((2,), (10,), 0), "negative size": ((-1,), (1,), 0),
    "negative stride": ((2,), (-1,), 5), "negative offset": ((2,), (1,), -1), "no int": ((2.0,), (1,), 0),
    "bool": ((True,), (1,), 0), "lengths differ": ((2,), (1, 1), 0), "expand bomb": ((10**9, 10**9), (0, 0), 0),
    "large copy": ((10**8,), (0,), 0), "overflow": ((2**62, 4), (0, 0), 0), "empty but huge": ((0, 10**30), (1, 1), 0),
    "65 dimensions": ((1,) * 65, (1,) * 65, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", LIES)
def test_a_lie_about_sizes_never_becomes_a_tensor(tmp_path, name):
    shape, stride, offset = LIES[name]
    with pytest.raises(FileError, match="cannot be read"):
        FileTensor("w", shape, stride, "float32", FileBytes(tmp_path / "f", 0, FLOATS * 4), offset)


def test_a_legacy_storage_view_is_its_part_of_the_storage(tmp_path):
    # torch no longer writes views of storages; old files have them, so the pickle is changed by hand
    buffer = io.BytesIO()
    torch.save({"w": torch.arange(10.0)[:4].clone()}, buffer, _use_new_zipfile_serialization=False)
    data = buffer.getvalue()
    at = data.index(b"NtqQ" if b"NtqQ" in data else b"Nt")
    view = b"X\x01\0\0\0vK\x01K\x03\x87"  # ("v", 1, 3)
    shorter = data[:at] + view + data[at + 1 :]
    shorter = shorter.replace(b"K\x00K\x04\x85", b"K\x00K\x03\x85")  # offset 0, shape (3,)
    (tmp_path / "f").write_bytes(shorter)
    assert read_torch_legacy(tmp_path / "f").root["w"].read().tolist() == [1.0, 2.0, 3.0]


def test_an_empty_tensor_with_a_huge_size_is_a_sentence(tmp_path):
    tensor = FileTensor("w", (0, 2**61), (1, 1), "float64", FileBytes(tmp_path / "f", 0, 0))
    with pytest.raises(FileError, match="numpy has no array"):
        tensor.read()
