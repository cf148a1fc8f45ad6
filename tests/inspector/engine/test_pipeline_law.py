"""The faces of a reshape tie together: trace, apply, locate, text and script agree over random pipelines."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.engine.reshaping.apply import apply_step, apply_steps, with_stride
from inspector.engine.reshaping.captured import load_captured
from inspector.engine.reshaping.trace import TensorLayout, trace
from inspector.engine.verify import compare, execute_script
from inspector.errors import InputError, InspectorError, StepError
from inspector.export.torch_script import torch_script
from inspector.model.source import parse_source
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.outcome import StepFailure, StepOutcome
from inspector.reshape.primitive_chain import has_reduction
from inspector.reshape.reading.parse import parse_steps, steps_text
from inspector.reshape.selection import selected_record
from inspector.reshape.steps import ReshapeStep, View, primitives_of
from inspector.reshape.trace_request import outcomes_of, trace_arguments
from inspector.run.input import parse_input
from inspector.run.key import TensorKey, parse_key
from inspector.run.request import RunRequest
from inspector.run.state import NormalState
from inspector.tensor.axis import named_axis, shape_of
from inspector.tensor.layer_axes import record_of
from inspector.tensor.record import TensorRecord
from inspector.tensor.values import StoredValues, whole
from tests.inspector.engine.captured_runs import run_of
from tests.inspector.reshape.pipelines import cases, invalid_steps_for, named_axes, numbered, sizes_for, step_for

THOROUGH = settings(max_examples=200)


@dataclass(frozen=True)
class Laid:
    """A tensor that lies in memory as a captured one may, and steps of which the last ones may not fit."""

    tensor: torch.Tensor
    steps: tuple[ReshapeStep, ...]


@st.composite
def laid_tensors(draw, shape=None) -> torch.Tensor:
    """Any order of the axes in memory, holes between the elements, axes that expand() made."""
    sizes = draw(named_axes()) if shape is None else shape
    shape = shape_of(sizes) if shape is None else shape
    order = draw(st.permutations(range(len(shape))))
    repeated = draw(st.sets(st.sampled_from(range(len(shape))), max_size=1)) if shape and draw(st.booleans()) else set()
    held = [1 if axis in repeated else shape[axis] for axis in order]
    gaps = [slice(None, None, draw(st.sampled_from((1, 1, 2)))) for _ in order]
    source = torch.sin(0.37 * numbered(tuple(n * (gap.step) for n, gap in zip(held, gaps, strict=True))) + 0.1)
    back = [order.index(axis) for axis in range(len(shape))]
    return source[tuple(gaps)].permute(back).expand(shape)


@st.composite
def laid(draw) -> Laid:
    tensor = result = draw(laid_tensors())
    steps: list[ReshapeStep] = []
    for _ in range(draw(st.integers(1, 5))):
        shape = tuple(result.shape)
        bad = invalid_steps_for(shape) | sizes_for(shape).map(View)
        step = draw(st.one_of(*[step_for(shape, reductions=True, ranges=True)] * 5, bad))
        steps.append(step)
        try:
            result = apply_step(result, step)
        except StepError:
            break
    return Laid(tensor, tuple(steps))


def told(outcomes, tensor: torch.Tensor):
    """Compare what trace told with what torch does to the real tensor."""
    for step, outcome in outcomes:
        try:
            result = apply_step(tensor, step)
        except StepError as error:
            # Which kernel the CPU misses first for a narrow type depends on the sizes.
            assert outcome == {"error": error.message} or (
                "not implemented for" in error.message and "error" in outcome
            )
            return
        assert (tuple(outcome["shape"]), tuple(outcome["stride"])) == (tuple(result.shape), result.stride())
        if tensor.numel() and result.numel():
            same = result.untyped_storage().data_ptr() == tensor.untyped_storage().data_ptr()
            assert outcome["shares_memory"] == same, step.code
        tensor = result


@THOROUGH
@given(laid())
def test_trace_tells_what_apply_does(case: Laid):
    tensor = case.tensor
    outcomes = trace(TensorLayout(tuple(tensor.shape), tensor.stride(), "float64"), case.steps)
    assert len(outcomes) == len(case.steps)
    told(zip(case.steps, outcomes, strict=True), tensor)


@settings(max_examples=60)
@given(laid(), st.sampled_from(["int64", "bool", "bfloat16", "float16", "float8_e5m2"]))
def test_trace_tells_it_of_every_dtype(case: Laid, dtype: str):
    tensor = with_stride(case.tensor.contiguous().to(getattr(torch, dtype)), case.tensor.stride())
    outcomes = trace(TensorLayout(tuple(tensor.shape), tensor.stride(), dtype), case.steps)
    told(zip(case.steps, outcomes, strict=False), tensor)


@THOROUGH
@given(laid_tensors())
def test_with_stride_gives_the_layout_back(tensor: torch.Tensor):
    again = with_stride(tensor.contiguous(), tensor.stride())
    assert again.stride() == tensor.stride()
    assert torch.equal(again, tensor)
    for index, step in enumerate(tensor.stride()):
        if step == 0 and tensor.shape[index] > 1:
            first, second = again.select(index, 0), again.select(index, 1)
            assert first.data_ptr() == second.data_ptr()


@pytest.mark.parametrize("stride", [(0, 0, 1), (1, 0, 1), (1, 4, 2), (8, 4, 1)])
def test_strides_with_shared_memory(stride):
    expected = torch.arange(100.0).as_strided((5, 3, 4), stride)
    again = with_stride(expected.contiguous(), stride)
    assert (again.stride(), again.tolist()) == (stride, expected.tolist())


@settings(max_examples=100)
@given(laid())
def test_the_steps_that_failed_are_named(case: Laid):
    try:
        apply_steps(case.tensor, case.steps)
    except StepError as error:
        last = case.steps[-1]
        assert error.message.startswith(f"{last.code}: ")


@THOROUGH
@given(cases(reductions=True))
def test_text_to_steps_to_text_is_stable(case):
    text = steps_text(case.steps)
    assert steps_text(parse_steps(text)) == text
    assert primitives_of(parse_steps(text), case.shape) == case.primitives


@THOROUGH
@given(cases(reductions=True))
def test_outcomes_follow_the_steps(case):
    """The answer of the worker joined with the axes: a record at every step, its sizes those of torch."""
    shape = case.shape
    record = TensorRecord(TensorKey("lstm", "0", "output"), shape, numbered(shape).stride(), "float64", case.axes)
    asked = trace_arguments(record, case.steps)
    steps = tuple(step for code in asked["codes"] for step in parse_steps(code))
    answer = {"outcomes": trace(TensorLayout(tuple(asked["shape"]), tuple(asked["stride"]), asked["dtype"]), steps)}
    outcomes = outcomes_of(record, case.steps, answer)
    assert [outcome.code for outcome in outcomes] == asked["codes"]
    for count, outcome in enumerate(outcomes, start=1):
        assert isinstance(outcome, StepOutcome)
        assert shape_of(outcome.axes) == outcome.shape
        assert selected_record(record, case.steps[:count]).axes == outcome.axes
        assert outcome.shape == tuple(apply_steps(numbered(shape), case.steps[:count]).shape)


def test_what_torch_refuses_ends_the_outcomes():
    axes = named_axis(("time", 2)), named_axis(("batch", 3))
    record = TensorRecord(TensorKey("", "0", "x"), (2, 3), (1, 2), "float32", axes)
    steps = parse_steps(".transpose(0, 1).transpose(0, 1).view(6)[0]")
    layout = TensorLayout(record.shape, record.stride, record.dtype)
    outcomes = outcomes_of(record, steps, {"outcomes": trace(layout, steps)})
    assert [type(outcome) for outcome in outcomes] == [StepOutcome, StepOutcome, StepFailure]
    assert outcomes[-1].error.startswith("view size is not compatible with input tensor's size and stride")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A run whose tensors have all kinds of axes."""
    source = "form:input_size=4,hidden_size=6,num_layers=2,bidirectional=true,batch_first=true"
    request = RunRequest(parse_source(source), (parse_input("0=normal(2,3,4)"),), state=NormalState())
    return run_of(request, tmp_path_factory.mktemp("law") / "run.safetensors")


NAMES = ["/0/input", "/0/output", "/0/h_0", "/0/h_n", "/0/c_n", "/weights/weight_ih_l1", "/weights/bias_hh_l0"]


@st.composite
def pipelines_on(draw, shape) -> tuple[ReshapeStep, ...]:
    tensor, steps = numbered(shape), []
    for _ in range(draw(st.integers(0, 4))):
        step = draw(step_for(tuple(tensor.shape), reductions=True, ranges=True))
        try:
            tensor = apply_step(tensor, step)
        except StepError:
            continue
        steps.append(step)
    return tuple(steps)


@THOROUGH
@given(st.data())
def test_preview_apply_and_script_are_one(small, data):
    name = data.draw(st.sampled_from(NAMES))
    key = parse_key(name)
    record = record_of(small.run, key)
    steps = data.draw(pipelines_on(record.shape))
    captured = load_captured(small.run.path, name)
    assert captured.stride() == record.stride
    try:
        expected = apply_steps(captured, steps)
    except StepError:
        return  # a view that this layout in memory does not allow
    primitives = primitives_of(steps, record.shape)
    if not has_reduction(primitives):
        located = whole(LocatedValues(StoredValues(small.mapped(key)), primitives))
        assert located.tobytes() == np.ascontiguousarray(expected.numpy()).tobytes()
    found = execute_script(torch_script(small.run, key, steps))
    compared = compare(found, expected)
    assert compared["close"]
    assert compared["equal"] or has_reduction(primitives)


def test_a_tensor_that_the_run_has_not(small):
    with pytest.raises(InputError, match="The run has no tensor 'lstm/0/output'"):
        load_captured(small.run.path, "lstm/0/output")


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = 1\nresult = torch", "The code fails at `result = torch`: NameError: name 'torch' is not defined"),
        ("x = 1", "The code leaves no tensor called result."),
        ("result = 5", "The code leaves no tensor called result."),
        ("result = (", "The code fails: SyntaxError"),
    ],
)
def test_code_that_does_not_run_is_not_handed_out(code, sentence):
    with pytest.raises(InspectorError) as caught:
        execute_script(code)
    assert caught.value.message.startswith(sentence)
    assert caught.value.hint == "It was not handed out."


NAN, INF = float("nan"), float("inf")
COMPARED = [
    ([1.0, NAN], [1.0, NAN], True, True, 0.0),
    ([1.0, INF], [1.0, INF], True, True, 0.0),
    ([1.0, 3.4028234663852886e38], [1.0, INF], False, False, INF),
    ([1.0, 0.0], [1.0, NAN], False, False, 0.0),
    ([1.0, 2.000001], [1.0, 2.0], False, True, 9.5367431640625e-07),
    ([1.0, 2.1], [1.0, 2.0], False, False, 0.099999904632568),
    ([], [], True, True, 0.0),
]


@pytest.mark.parametrize(("found", "expected", "equal", "close", "largest"), COMPARED)
def test_how_tensors_compare(found, expected, equal, close, largest):
    told = compare(torch.tensor(found), torch.tensor(expected))
    assert (told["equal"], told["close"], told["shape"]) == (equal, close, [len(found)])
    if np.isfinite(largest):
        assert told["max_abs"] == pytest.approx(largest)


def test_other_shapes_and_dtypes_never_compare_equal():
    for other in (torch.zeros(3), torch.zeros(2, dtype=torch.float64), torch.zeros(1, 2)):
        assert compare(torch.zeros(2), other) == {"equal": False, "close": False, "max_abs": None, "shape": [2]}
    for whole_numbers in (torch.tensor([1, 2]), torch.tensor([True, False])):
        assert compare(whole_numbers, whole_numbers.clone())["equal"]
        assert not compare(whole_numbers, whole_numbers.flip(0))["equal"]
