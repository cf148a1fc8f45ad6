"""The reader's verbs: a tensor of any type comes out of a file as torch wrote it, and its figures with it."""

import pytest
import torch

from inspector.engine.reshaping.captured import load_tensor
from inspector.errors import FileError, InputError
from inspector.model.safetensors_file import read_header
from inspector.worker.reader_role import VERBS

TENSORS = {
    "float": torch.randn(3, 4),
    "turned": torch.arange(12.0).reshape(3, 4).t(),
    "number": torch.tensor(7),
    "whole": torch.arange(-5, 7, dtype=torch.int32).reshape(3, 4),
    "bytes": torch.arange(5, dtype=torch.uint8),
    "mask": torch.tensor([True, False, True]),
    "half": torch.randn(2, 3).half(),
    "brain": torch.randn(2, 3).bfloat16(),
    "eighth": torch.randn(4).to(torch.float8_e4m3fn),
    "complex": torch.randn(3, dtype=torch.complex64),
    "empty": torch.zeros(0, 3),
    "infinite": torch.tensor([1.0, float("nan"), float("inf")]),
}


def file_of(path, tensors, legacy=False):
    torch.save({"epoch": 1, "model": tensors}, path, _use_new_zipfile_serialization=not legacy)
    return path


def ask(verb, report=lambda _: None, **arguments):
    told = {key: value if isinstance(value, list) else str(value) for key, value in arguments.items()}
    return VERBS[verb](told, report)


@pytest.mark.parametrize("legacy", [False, True], ids=["zip", "legacy"])
@pytest.mark.parametrize("name", TENSORS)
def test_a_tensor_comes_out_bit_for_bit(tmp_path, name, legacy):
    path, out = file_of(tmp_path / "m.pt", TENSORS, legacy), tmp_path / "out.safetensors"
    ask("extract", path=path, state_dict="model", name=name, out=out)
    expected = TENSORS[name]
    loaded = load_tensor(out, "tensor", expected.stride())
    assert (loaded.dtype, loaded.shape, loaded.stride()) == (expected.dtype, expected.shape, expected.stride())
    assert loaded.contiguous().reshape(-1).view(torch.uint8).tolist() == (
        expected.contiguous().reshape(-1).view(torch.uint8).tolist()
    )
    (mapped,) = read_header(out).tensors
    assert mapped.mapped().tobytes() == mapped.read().tobytes()
    assert mapped.mapped().shape == tuple(expected.shape)


def test_every_tensor_has_its_figures(tmp_path):
    told = []
    path = file_of(tmp_path / "m.pt", TENSORS)
    ask("figures", told.append, path=path, state_dict="", names=list(TENSORS))
    figures = {entry["name"]: entry["statistics"] for entry in told}
    assert list(figures) == list(TENSORS)
    assert (figures["whole"]["min"], figures["whole"]["max"], figures["whole"]["mean"]) == (-5, 6, 0.5)
    assert figures["float"]["std"] == pytest.approx(float(TENSORS["float"].double().std(correction=0)))
    assert (figures["infinite"]["nan"], figures["infinite"]["inf"], figures["infinite"]["max"]) == (1, 1, 1.0)
    assert figures["empty"]["min"] is None


def test_a_name_that_is_gone_is_told(tmp_path):
    path = file_of(tmp_path / "m.pt", TENSORS)
    with pytest.raises(InputError, match="no tensor 'gone' any more"):
        ask("extract", path=path, state_dict="", name="gone", out=tmp_path / "out")


def test_a_type_that_cannot_be_shown_is_told(tmp_path):
    path = file_of(tmp_path / "m.pt", {"double": torch.zeros(2, dtype=torch.complex128)})
    with pytest.raises(FileError, match="complex128 cannot be shown"):
        ask("extract", path=path, state_dict="", name="double", out=tmp_path / "out")


def test_damage_in_one_tensor_costs_its_own_figures_only(tmp_path):
    first, second = torch.arange(1000.0), torch.arange(1000.0) + 5000
    path = file_of(tmp_path / "m.pt", {"first": first, "second": second})
    content = path.read_bytes()
    path.write_bytes(content.replace(first[500:520].numpy().tobytes(), b"\7" * 80))
    told = []
    with pytest.raises(FileError, match="checksum"):
        ask("figures", told.append, path=path, state_dict="", names=["first", "second"])
    assert [entry["name"] for entry in told] == ["second"]
