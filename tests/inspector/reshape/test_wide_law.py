"""The laws that tie the faces of a reshape together, over random pipelines of every step there is."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.engine.apply import apply_steps
from inspector.engine.named_values import NamedValues
from inspector.engine.trace import TensorLayout, trace
from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.origins.origins import Origin, origins
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.outcome import StepOutcome
from inspector.reshape.primitive_chain import shape_after
from inspector.reshape.reading.parse import parse_steps, steps_text
from inspector.reshape.trace_request import outcomes_of, trace_arguments
from inspector.tensor.axis import shape_of
from inspector.tensor.values import StoredValues, whole
from tests.inspector.reshape.law_examples import LAW_EXAMPLES
from tests.inspector.reshape.pipelines import Case, numbered
from tests.inspector.reshape.wide_pipelines import wide_cases

LAW = settings(max_examples=LAW_EXAMPLES)


def layout(record) -> TensorLayout:
    return TensorLayout(record.shape, record.stride, record.dtype)


def traced(case: Case):
    others = {name: layout(record) for name, record in case.bindings.tensors}
    return trace(layout(case.record), case.steps, others, case.lengths)


@LAW
@given(wide_cases(reductions=True))
def test_trace_tells_what_apply_does(case: Case):
    tensor = numbered(case.shape)
    outcomes = traced(case)
    assert len(outcomes) == len(case.steps)
    for step, outcome in zip(case.steps, outcomes, strict=True):
        result = apply_steps(tensor, (step,), case.named)
        assert (tuple(outcome["shape"]), tuple(outcome["stride"])) == (tuple(result.shape), result.stride()), step.code
        assert outcome["dtype"] == str(result.dtype).removeprefix("torch.")
        if tensor.numel() and result.numel():
            shared = result.untyped_storage().data_ptr() == tensor.untyped_storage().data_ptr()
            assert outcome["shares_memory"] == shared, step.code
        tensor = result


@LAW
@given(wide_cases())
def test_gathering_through_the_origins_equals_apply(case: Case):
    expected = apply_steps(numbered(case.shape), case.steps, case.named).numpy()
    named = case.named.tensors
    others = {record.key: StoredValues(named[name].numpy()) for name, record in case.bindings.tensors}
    located = LocatedValues(StoredValues(numbered(case.shape).numpy()), case.primitives, others)
    assert (located.shape, located.dtype) == (expected.shape, expected.dtype)
    found = whole(located)
    assert found.shape == expected.shape
    assert np.ascontiguousarray(found).tobytes() == np.ascontiguousarray(expected).tobytes()


@LAW
@given(wide_cases(reductions=True))
def test_the_axes_have_the_sizes_of_the_result(case: Case):
    expected = tuple(apply_steps(numbered(case.shape), case.steps, case.named).shape)
    assert shape_after(case.primitives, case.shape) == expected
    assert shape_of(axes_after(case.primitives, case.axes)) == expected


@LAW
@given(wide_cases(reductions=True))
def test_what_is_written_is_read_again(case: Case):
    assert parse_steps(steps_text(case.steps)) == case.steps


@LAW
@given(wide_cases(reductions=True))
def test_outcomes_follow_the_steps(case: Case):
    asked = trace_arguments(case.record, case.steps, case.bindings)
    assert [name for name, _ in case.bindings.tensors] == list(asked["others"])
    outcomes = outcomes_of(case.record, case.steps, {"outcomes": traced(case)}, case.bindings)
    assert all(isinstance(outcome, StepOutcome) and shape_of(outcome.axes) == outcome.shape for outcome in outcomes)
    assert [outcome.code for outcome in outcomes] == [step.code for step in case.steps]


@LAW
@given(wide_cases(reductions=True), st.data())
def test_the_origins_of_one_element_are_what_it_changes_with(case: Case, data):
    """The oracle is autograd: the elements with a gradient. A maximum has one only where it is taken, so not then."""
    if any("int64" in step.code or "max" in step.code or "min" in step.code for step in case.steps):
        return
    tensors = {None: numbered(case.shape).requires_grad_()}
    records = dict(case.bindings.tensors)
    tensors |= {records[name].key: tensor.requires_grad_() for name, tensor in case.named.tensors.items()}
    named = NamedValues({name: tensors[record.key] for name, record in records.items()}, case.lengths)
    result = apply_steps(tensors[None], case.steps, named)
    if not result.numel() or not result.requires_grad:
        return
    index = tuple(data.draw(st.integers(0, size - 1)) for size in result.shape)
    result[index].backward()
    found: dict = {}
    for origin in origins(case.primitives, case.shape, index):
        if isinstance(origin, Origin):
            places = zip(
                *(
                    np.broadcast_to(part, np.broadcast_shapes(*map(np.shape, origin.coordinates))).ravel().tolist()
                    for part in origin.coordinates
                ),
                strict=True,
            )
            found.setdefault(origin.key, set()).update(places or {()})
    for key, tensor in tensors.items():
        moved = set() if tensor.grad is None else {tuple(place) for place in tensor.grad.nonzero().tolist()}
        if tensor.ndim:
            assert found.get(key, set()) == moved
