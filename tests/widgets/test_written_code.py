"""Which code is executed while the steps are edited."""

import pytest

from inspector.export.code_dialect import CodeDialect
from inspector.model.file_place import FileBytes
from inspector.model.file_tensor import FileTensor
from inspector.reshape.outcome import StepFailure, StepOutcome
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import parse_key
from inspector.tensor.layer_axes import unnamed_axes
from inspector.tensor.record import TensorRecord
from widgets.shown_values import ReshapeRequest
from widgets.written_code import is_watched, lines_check, why_unsaid

SMALL, LIMIT = (4, 5), (4096, 4096)


def asked(tmp_path, shape):
    stride = (shape[1], 1)
    tensor = FileTensor(
        "lstm/0/output", shape, stride, "float32", FileBytes(tmp_path / "run.safetensors", 0, 4 * shape[0] * shape[1])
    )
    record = TensorRecord(parse_key("lstm/0/output"), shape, stride, "float32", unnamed_axes(shape))
    return ReshapeRequest(tensor, record, (), Bindings(record.key), {})


def outcome(shape):
    return StepOutcome("", shape, (1,) * len(shape), unnamed_axes(shape), True, "float32")


WATCHED = [CodeDialect.TORCH_LINES, CodeDialect.MODULE, CodeDialect.EINOPS, CodeDialect.NUMPY]


@pytest.mark.parametrize("dialect", CodeDialect)
def test_scripts_and_tensorflow_are_not_executed_by_themselves(tmp_path, dialect):
    assert is_watched(asked(tmp_path, SMALL), (), dialect) == (dialect in WATCHED)


@pytest.mark.parametrize(
    ("shape", "outcomes", "watched"),
    [
        (LIMIT, (), True),
        ((4096, 4097), (), False),
        (SMALL, (outcome(LIMIT),), True),
        (SMALL, (outcome((2, *LIMIT)), outcome((1,))), False),
        (SMALL, (outcome(SMALL), StepFailure("", "no")), True),
    ],
)
def test_a_large_tensor_or_result_waits_for_copying(tmp_path, shape, outcomes, watched):
    assert is_watched(asked(tmp_path, shape), outcomes, CodeDialect.NUMPY) is watched


def test_what_the_worker_is_asked(tmp_path):
    told = lines_check(asked(tmp_path, SMALL), CodeDialect.EINOPS, "result = output").to_json()
    assert {key: told[key] for key in ("dialect", "code", "name")} == {
        "dialect": "einops",
        "code": "result = output",
        "name": "output",
    }
    assert told["request"]["tensor"]["name"] == "lstm/0/output"


def test_why_there_is_no_code():
    assert why_unsaid(CodeDialect.EINOPS).startswith("No pattern says")
    assert [why_unsaid(dialect) for dialect in (CodeDialect.TORCH, CodeDialect.NUMPY)] == ["", ""]
