import gzip
import io
import random
import struct
import tarfile
import tempfile
import zipfile

import pytest
import torch
from safetensors.torch import save as safetensors_bytes
from torch import nn

from inspector.errors import FileError, InputError, InspectorError
from inspector.model.archive import model_file, model_members
from inspector.model.listing import list_file
from inspector.model.program_question import program_question
from inspector.model.tar_directory import read_tar_directory


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def torch_bytes(module, **options):
    buffer = io.BytesIO()
    torch.save(module.state_dict(), buffer, **options)
    return buffer.getvalue()


FILES = {
    "notes/README.md": b"# a model\n",
    "model/first.pt": torch_bytes(nn.LSTM(3, 5)),
    "model/old.bin": torch_bytes(nn.GRU(2, 300), _use_new_zipfile_serialization=False),
    "weights": safetensors_bytes(dict(nn.RNN(4, 2).state_dict())),
}
MODELS = ("model/first.pt", "model/old.bin", "weights")
KINDS = {"": "LSTM", "model/first.pt": "LSTM", "model/old.bin": "GRU", "weights": "RNN"}


def zipped(path, files, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path, files, mode="w:", form=tarfile.PAX_FORMAT):
    with tarfile.open(path, mode, format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


ARCHIVES = {
    "zip": zipped,
    "stored zip": lambda path, files: zipped(path, files, zipfile.ZIP_STORED),
    "tar": tarred,
    "GNU tar": lambda path, files: tarred(path, files, form=tarfile.GNU_FORMAT),
    "tar.gz": lambda path, files: tarred(path, files, "w:gz"),
}


@pytest.mark.parametrize("form", ARCHIVES)
@pytest.mark.parametrize("member", KINDS)
def test_one_of_the_model_files_is_listed(tmp_path, form, member):
    path = ARCHIVES[form](tmp_path / "f", FILES)
    listing = list_file(path, "", member)
    data = listing.to_json()
    assert (data["kind"], tuple(data["members"]), data["origin"]) == ("archive", MODELS, None)
    assert data["member"] == (member or MODELS[0])
    assert [layer["kind"] for layer in data["layers"]] == [KINDS[member]]
    assert all(tensor.read().size == tensor.size for tensor in listing.tensors)
    assert model_file(path, member).read_bytes() == FILES[member or MODELS[0]]


@pytest.mark.parametrize("form", ARCHIVES)
def test_a_member_that_is_not_there_is_told(tmp_path, form):
    path = ARCHIVES[form](tmp_path / "f", FILES)
    with pytest.raises(InputError, match=r"no model file 'notes/README.md' in it. It has 'model/first.pt'"):
        list_file(path, "", "notes/README.md")
    with pytest.raises(FileError, match="without a model file"):
        list_file(ARCHIVES[form](tmp_path / "g", {"a.txt": b"text"}))


def test_long_names_and_large_tars_are_those_of_the_library(tmp_path):
    names = ["short", "a" * 99, "b" * 100, "c/" * 70 + "d", "e" * 300, "\u00fc/" + "f" * 120]
    files = {name: bytes([number]) * (number * 700) for number, name in enumerate(names)}
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        found = read_tar_directory(tarred(tmp_path / "f", files, form=form))
        assert {name: place.read(0, place.nbytes) for name, place in found.items()} == files


def test_links_and_devices_are_passed_over(tmp_path):
    with tarfile.open(tmp_path / "f", "w:") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"x{kind}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert read_tar_directory(tmp_path / "f") == {}


def test_a_copy_is_made_once_and_again_after_a_change(tmp_path, own_temporary_folder):
    path = zipped(tmp_path / "f", FILES)
    assert model_file(path, "weights") == model_file(path, "weights")
    zipped(path, {"weights": safetensors_bytes(dict(nn.GRU(1, 2).state_dict()))})
    assert list_file(path).layers[0].config.kind == "GRU"
    assert not [file for file in own_temporary_folder.rglob("*") if file.is_file() and file.name != "model"]


def test_names_that_lead_elsewhere_are_only_names(tmp_path, own_temporary_folder):
    evil = {"../../evil": FILES["weights"], "/absolute": FILES["weights"]}
    for form in ARCHIVES:
        path = ARCHIVES[form](tmp_path / form, evil)
        for name in model_members(path):
            assert model_file(path, name).is_relative_to(own_temporary_folder)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*ARCHIVES, own_temporary_folder.name])


def test_errors_name_the_member_and_its_archive(tmp_path):
    path = zipped(tmp_path / "f", {"cut.safetensors": FILES["weights"][:-3]})
    with pytest.raises(FileError) as caught:
        list_file(path)
    assert f"'cut.safetensors' in {str(path)!r} is damaged" in caught.value.message
    with pytest.raises(FileError, match="is an archive, too"):
        list_file(zipped(tmp_path / "g", {"inner.zip": path.read_bytes()}))


def test_a_member_of_what_is_no_archive(tmp_path):
    (tmp_path / "f").write_bytes(FILES["weights"])
    with pytest.raises(InputError, match="no archive"):
        list_file(tmp_path / "f", "", "weights")


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning")
def test_a_program_in_an_archive_is_asked_about(tmp_path):
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(nn.Linear(2, 3)), buffer)
    path = zipped(tmp_path / "f", {"program.pt": buffer.getvalue()})
    assert list_file(path).content == "program"
    assert program_question(path).kind == "a TorchScript program"


def changed(data, at, value=None):
    data = bytearray(data)
    data[at] = data[at] ^ 1 if value is None else value
    return bytes(data)


def test_wrong_checksums_are_noticed_before_loading(tmp_path):
    for form in ("zip", "stored zip"):
        path = ARCHIVES[form](tmp_path / form, {"weights": FILES["weights"]})
        data = path.read_bytes()
        path.write_bytes(changed(data, len(data) // 2))
        with pytest.raises(FileError, match=r"checksum|unpacked"):
            model_file(path, "weights")
    path = tarred(tmp_path / "f", {"weights": FILES["weights"]}, "w:gz")
    path.write_bytes(changed(path.read_bytes(), -6))
    with pytest.raises(FileError, match="cannot be unpacked to its end"):
        model_file(path, "weights")


@pytest.mark.parametrize("form", ["zip", "tar.gz"])
def test_any_changed_bit_gives_the_weights_or_a_sentence(tmp_path, form):
    path = ARCHIVES[form](tmp_path / "f", {"weights": FILES["weights"]})
    data, chance = path.read_bytes(), random.Random(form)
    expected = [tensor.read().tobytes() for tensor in list_file(path).tensors]
    for _ in range(400):
        path.write_bytes(changed(data, chance.randrange(len(data)), chance.randrange(256)))
        try:
            assert [tensor.read().tobytes() for tensor in list_file(path).tensors] == expected
        except FileError:
            continue


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("form", ["zip", "tar", "tar.gz"])
def test_two_members_of_one_name_are_refused(tmp_path, form):
    class Twice(dict):
        def items(self):
            return [*super().items()] * 2

    with pytest.raises(FileError, match="two parts named"):
        list_file(ARCHIVES[form](tmp_path / "f", Twice(weights=FILES["weights"])))


def header(name, nbytes, kind=b"0"):
    info = tarfile.TarInfo(name)
    info.size, info.type = nbytes, kind
    return info.tobuf(tarfile.GNU_FORMAT)


BOMBS = {
    "zeros": lambda: gzip.compress(header("weights", 1 << 28) + bytes(1 << 28)),
    "a name of zeros": lambda: gzip.compress(header("x", 1 << 27, b"x") + bytes(1 << 27)),
    "a long name of zeros": lambda: gzip.compress(header("x", 1 << 27, b"L") + bytes(1 << 27)),
    "a size beyond all": lambda: gzip.compress(header("weights", 1 << 62)),
    "many members": lambda: gzip.compress(b"".join(header(str(number), 0) for number in range(10_500))),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(tmp_path, name):
    (tmp_path / "f").write_bytes(BOMBS[name]())
    with pytest.raises(FileError):
        list_file(tmp_path / "f")


def test_a_cut_off_archive_is_refused(tmp_path):
    for form in ARCHIVES:
        data = ARCHIVES[form](tmp_path / "f", FILES).read_bytes()
        for length in range(600, len(data) - 2000, len(data) // 20):
            (tmp_path / "g").write_bytes(data[:length])
            for member in ("", "weights"):
                try:
                    list_file(tmp_path / "g", "", member)
                except InspectorError:
                    continue
                # a zip has its directory at its end; of stored ones, the cut may bare that of a model file within
                assert form != "zip"
                assert not member


def test_wrong_checksums_of_headers_are_refused(tmp_path):
    path = tarred(tmp_path / "f", FILES)
    path.write_bytes(changed(path.read_bytes(), 512 + 512 + 120 + 4, ord("7")))
    with pytest.raises(FileError, match=r"does not go on as one|cut off"):
        read_tar_directory(path)


def test_the_size_of_a_zip_member_is_not_believed(tmp_path):
    path = zipped(tmp_path / "f", {"weights": FILES["weights"]}, zipfile.ZIP_STORED)
    data = path.read_bytes()
    at = data.rindex(b"PK\1\2") + 24
    path.write_bytes(data[:at] + struct.pack("<I", len(FILES["weights"]) - 1) + data[at + 4 :])
    with pytest.raises(FileError, match="checksum"):
        model_file(path, "weights")
