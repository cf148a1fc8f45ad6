"""Sizes that come from the input stand in the code by name: written for one input, it suits another."""

import sys

import pytest
import torch

from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.named_values import NamedValues
from inspector.export.code_dialect import LINES, CodeDialect, lines_code
from inspector.export.code_source import code_source
from inspector.export.named_size import NamedSize
from inspector.export.torch_lines import MODULE_NAME
from inspector.model.config import Kind, RecurrentConfig
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import bound_steps
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import parse_key
from inspector.tensor.layer_axes import captured_axes
from inspector.tensor.record import TensorRecord
from tests.inspector.export import tensorflow_stand_in

HIDDEN = 6
CONFIG = RecurrentConfig(Kind.LSTM, 4, HIDDEN, bidirectional=True, batch_first=True)
PIPELINES = {
    "features of a window": ".reshape({batch}, {all})",
    "the rest left open": ".view({batch}, -1)",
    "batch and time merged": ".reshape({both}, 12).unflatten(0, ({batch}, {time}))",
    "directions apart": ".view({batch}, {time}, 2, 6).permute(0, 2, 1, 3).reshape({batch}, 2, {time_hidden})",
    "directions first": ".unflatten(2, (2, 6)).movedim(2, 0).reshape(2, {both}, 6)",
    "windows of two": ".reshape({batch}, {half}, 2, 12).mean(2).reshape({batch}, {half_features})",
    "a pattern": ".rearrange('b t (d h) -> d (b t) h', d=2, b={batch}, t={time})",
    "a pattern that says both": ".flatten(0, 1).rearrange('(b t) h -> t b h', t={time})",
    "the state before the steps": ".unflatten(2, (2, 6))[:, :, 0].cat(h_n[-1].reshape({batch}, 1, 6), _, dim=1)[:, 1:]",
    "the state alone": ".mean(1).cat(h_n.transpose(0, 1).reshape({batch}, 12), dim=1).view({batch}, 2, 12)",
    "by lengths": ".masked_mean(lengths).stack(h_n.permute(1, 0, 2).reshape({batch}, -1), dim=1).reshape({batch}, 24)",
    "last valid": ".last_valid(lengths).reshape({batch}, 2, 6)",
}
CHANCE = {  # a number that only happens to be a size of the input stays a number
    "a hidden size that is the batch": (4, 6, ".reshape(4, 6, 2, 6)", "(batch, time, 2, 6)"),
    "a size that mixes": (4, 6, ".reshape(6, 4, 12)", "(6, 4, 12)"),
    "a part as long as the batch": (3, 8, "[:, :3].reshape(3, 3, 12)", "(batch, 3, 12)"),
    "copies": (3, 8, "[:, 0].unsqueeze(1).expand(-1, 8, -1)", "(-1, 8, -1)"),
}


def case_of(batch: int, time: int):
    sizes = {"batch": batch, "time": time, "both": batch * time, "half": time // 2, "all": time * 12}
    shapes = {"output": (batch, time, 2 * HIDDEN), "h_n": (2, batch, HIDDEN)}
    records = {}
    for role, shape in shapes.items():
        stride = torch.empty(shape, device="meta").stride()
        axes = captured_axes(CONFIG, role, shape)
        records[role] = TensorRecord(parse_key(f"lstm/0/{role}"), shape, stride, "float64", axes)
    lengths = (*(1 + number % time for number in range(batch - 1)), time)
    bindings = Bindings(records["output"].key, (("h_n", records["h_n"]),), lengths)
    sizes |= {"time_hidden": time * HIDDEN, "half_features": time // 2 * 12}
    tensors = {
        role: torch.sin(torch.arange(record.size, dtype=torch.float64)).reshape(record.shape)
        for role, record in records.items()
    }
    return sizes, records["output"], bindings, tensors


def executed(code: str, dialect: CodeDialect, names: dict):
    values = {
        name: value if dialect in (CodeDialect.TORCH_LINES, CodeDialect.MODULE, CodeDialect.EINOPS) else value.numpy()
        for name, value in names.items()
    }
    namespace = dict(values)
    exec(code, namespace)
    if dialect is CodeDialect.MODULE:
        read = namespace[MODULE_NAME].forward.__code__
        return namespace[MODULE_NAME]()(*(values[name] for name in read.co_varnames[1 : read.co_argcount]))
    found = namespace["result"]
    return found if isinstance(found, torch.Tensor) else torch.tensor(found)


@pytest.mark.parametrize("dialect", LINES)
@pytest.mark.parametrize("template", PIPELINES.values(), ids=PIPELINES.keys())
def test_code_written_for_one_input_suits_another(monkeypatch, dialect, template):
    if dialect is CodeDialect.TENSORFLOW:
        monkeypatch.setitem(sys.modules, "tensorflow", tensorflow_stand_in)
    sizes, record, bindings, _ = case_of(3, 4)
    code = lines_code(dialect, code_source(record), bound_steps(parse_steps(template.format(**sizes)), bindings))
    assert code
    for batch, time in ((3, 4), (5, 8), (4, 6), (1, 2), (12, 12)):
        sizes, _, bindings, tensors = case_of(batch, time)
        names = {**tensors, "lengths": torch.tensor(bindings.lengths)}
        expected = apply_steps(
            tensors["output"], parse_steps(template.format(**sizes)), NamedValues(tensors, bindings.lengths)
        )
        found = executed(code, dialect, names)
        assert found.shape == expected.shape
        torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("batch", "time", "steps", "written"), CHANCE.values(), ids=CHANCE.keys())
def test_a_number_is_named_by_its_axis_alone(batch, time, steps, written):
    _, record, bindings, _ = case_of(batch, time)
    code = lines_code(CodeDialect.TORCH_LINES, code_source(record), bound_steps(parse_steps(steps), bindings))
    assert code.splitlines()[-2].strip().split("  # ")[0].endswith(written)


def test_another_call_has_sizes_of_its_own():
    _, record, bindings, _ = case_of(3, 4)
    other = TensorRecord(parse_key("b/0/output"), record.shape, record.stride, record.dtype, record.axes)
    bindings = Bindings(bindings.key, (("b/0/output", other),))
    steps = bound_steps(parse_steps(".reshape(3, 48).cat(run['b/0/output'].reshape(3, 48), dim=0)"), bindings)
    for dialect in LINES:
        code = lines_code(dialect, code_source(record), steps)
        assert "batch, " in code or "batch time" in code
        assert "run['b/0/output']" in code
        assert "3, 48)" in code


def test_a_named_size_is_its_number():
    size = NamedSize(12, "batch * 4")
    assert (size, repr(size), f"{size}", repr((size, 2))) == (12, "batch * 4", "batch * 4", "(batch * 4, 2)")
