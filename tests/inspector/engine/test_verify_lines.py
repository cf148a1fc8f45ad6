"""Code of reshape steps without the model, executed on a stored tensor and compared with what torch makes of it."""

import sys

import pytest
import torch
from safetensors.torch import save_file

from inspector.engine.verify_lines import check_lines
from inspector.errors import InspectorError, StepError
from inspector.export.code_dialect import LINES, CodeDialect, lines_code
from inspector.export.code_source import code_source
from inspector.reshape.apply_request import ApplyRequest, TensorPlace
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import bound_steps
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import parse_key
from inspector.tensor.layer_axes import unnamed_axes
from inspector.tensor.record import TensorRecord
from tests.inspector.export import tensorflow_stand_in

EXECUTED = tuple(dialect for dialect in LINES if dialect is not CodeDialect.TENSORFLOW)


class Stored:
    """Tensors in a file, and the steps on the first of them."""

    def __init__(self, path, code, tensors, lengths=()):
        save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path)
        places = {name: TensorPlace(path, name, tensor.stride()) for name, tensor in tensors.items()}
        records = {name: _record(name, tensor) for name, tensor in tensors.items()}
        first, *others = tensors
        named = [(parse_key(name).role if parse_key(name).module == "lstm" else name, name) for name in others]
        bindings = Bindings(records[first].key, tuple((called, records[name]) for called, name in named), lengths)
        self.record, self.steps = records[first], bound_steps(parse_steps(code), bindings)
        self.request = ApplyRequest(
            places[first], self.steps, tuple((called, places[name]) for called, name in named), lengths
        )

    def checked(self, dialect, code=None):
        source = code_source(self.record)
        return check_lines(self.request, dialect, code or lines_code(dialect, source, self.steps), source.name)


def _record(name, tensor):
    dtype = str(tensor.dtype).removeprefix("torch.")
    shape = tuple(tensor.shape)
    return TensorRecord(parse_key(name), shape, tensor.stride(), dtype, unnamed_axes(shape))


def numbers(*shape, dtype=torch.float32, start=0.0):
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count, dtype=torch.float64) + start).mul(3).reshape(shape).to(dtype)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tensors.safetensors"


@pytest.mark.parametrize("dialect", EXECUTED)
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_what_is_computed_is_close(path, dialect, dtype):
    tensors = {"lstm/0/output": numbers(32, 10, 64, dtype=getattr(torch, dtype))}
    told = Stored(path, "[:, -1].reshape(4, 8, 64).mean(1).sum(0).unsqueeze(0)", tensors).checked(dialect)
    assert (told["executed"], told["close"], told["shape"]) == (True, True, [1, 64])


@pytest.mark.parametrize("dialect", EXECUTED)
@pytest.mark.parametrize("dtype", ["complex64", "bfloat16", "float8_e4m3fn", "float8_e5m2", "int64", "bool"])
def test_what_is_moved_is_equal(path, dialect, dtype):
    tensor = numbers(6, 5, 4, dtype=getattr(torch, dtype))
    for code in (".permute(2, 0, 1)[:, 1:3].flatten(1)", "[0, 0, 0]", "[:0]", "[1, 2, 3].unsqueeze(0)"):
        assert Stored(path, code, {"lstm/0/output": tensor}).checked(dialect)["equal"], code


@pytest.mark.parametrize("dialect", EXECUTED)
def test_other_tensors_and_lengths_are_given(path, dialect):
    tensors = {
        "lstm/0/output": numbers(3, 5, 4),
        "lstm/0/h_n": numbers(2, 3, 4, start=1),
        "a/0/c_n": numbers(3, 4, start=2, dtype=torch.float64),
    }
    code = ".last_valid(lengths).cat(h_n[-1], run['a/0/c_n'], dim=1)"
    assert Stored(path, code, tensors, (2, 5, 1)).checked(dialect)["equal"]
    assert Stored(path, ".masked_mean(lengths)", tensors, (2, 5, 1)).checked(dialect)["close"]


@pytest.mark.parametrize("dialect", EXECUTED)
def test_the_layout_in_memory_is_the_captured_one(path, dialect):
    turned = numbers(4, 3).t()
    assert Stored(path, ".transpose(0, 1).view(12)", {"lstm/0/output": turned}).checked(dialect)["equal"]
    with pytest.raises(StepError, match="view size is not compatible"):
        Stored(path, ".view(12)", {"lstm/0/output": turned}).checked(CodeDialect.NUMPY)


def test_the_check_can_fail(path):
    stored = Stored(path, ".mean(1)", {"lstm/0/output": numbers(6, 5)})
    for dialect, code in (
        (CodeDialect.NUMPY, "import numpy as np\nresult = np.mean(output, axis=1) + np.float32(1e-3)\n"),
        (CodeDialect.TORCH_LINES, "result = output.mean(1) + 1e-3\n"),
    ):
        told = stored.checked(dialect, code)
        assert (told["equal"], told["close"], told["shape"]) == (False, False, [6])
        assert told["max_abs"] == pytest.approx(1e-3, rel=1e-3)
    assert not stored.checked(CodeDialect.TORCH_LINES, "result = output.mean(0)")["close"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = output\nresult = x.nothing()", "The code fails at `result = x.nothing()`: AttributeError"),
        ("x = output", "The code leaves no tensor called result."),
        ("result = (", "The code fails: SyntaxError"),
    ],
)
def test_code_that_does_not_run_is_refused(path, code, sentence):
    stored = Stored(path, "[0]", {"lstm/0/output": numbers(2, 3)})
    with pytest.raises(InspectorError) as caught:
        stored.checked(CodeDialect.TORCH_LINES, code)
    assert caught.value.message.startswith(sentence)
    assert caught.value.hint == "It was not handed out."


def test_the_mean_of_nothing_is_no_warning(path):
    assert Stored(path, ".mean(0)", {"lstm/0/output": numbers(0, 3)}).checked(CodeDialect.NUMPY)["equal"]


def test_tensorflow_is_executed_only_where_it_is_installed(path, monkeypatch):
    stored = Stored(path, ".sum(1)", {"lstm/0/output": numbers(6, 5)})
    assert stored.checked(CodeDialect.TENSORFLOW) == {"executed": False}
    monkeypatch.setitem(sys.modules, "tensorflow", tensorflow_stand_in)
    assert stored.checked(CodeDialect.TENSORFLOW)["close"]
