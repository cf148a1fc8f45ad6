"""The laws that tie the faces of a reshape together, over random pipelines of every step there is."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.engine.reshaping.apply import apply_step, apply_steps
from inspector.engine.reshaping.named_values import NamedValues
from inspector.engine.reshaping.trace import TensorLayout, trace
from inspector.errors import StepError
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
        assert tuple(outcome["shape"]) == tuple(result.shape), step.code
        if result.numel():  # without a second element the CPU may leave another stride than meta: it is of no use
            for size, told, real in zip(result.shape, outcome["stride"], result.stride(), strict=True):
                assert told == real or size == 1, step.code
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


def by_place(found, shape) -> set:
    """Give (place, source tensor, number of the source element) for everything that was followed."""
    told = set()
    for each in found:
        if isinstance(each, Origin):
            source, asked = each.key, shape
            sizes = [int(np.max(part, initial=0)) + 1 for part in each.coordinates]
            places, _ = each.numbered(tuple(sizes), asked)
            parts = [np.broadcast_to(part, asked if each.places is None else places.shape) for part in each.coordinates]
            rows = zip(*(part.ravel().tolist() for part in parts), strict=True) if parts else [()] * places.size
            told |= {(place, source, row) for place, row in zip(places.tolist(), rows, strict=True)}
    return told


@LAW
@given(wide_cases(reductions=True))
def test_the_origins_of_many_elements_are_those_of_each(case: Case):
    shape = shape_after(case.primitives, case.shape)
    together = by_place(origins(case.primitives, case.shape, tuple(np.indices(shape, sparse=True))), shape)
    alone = set()
    for place, index in enumerate(np.ndindex(*shape)):
        if place % 7 == 0:  # a seventh of them tells
            each = by_place(origins(case.primitives, case.shape, index), ())
            alone |= {(place, key, row) for _, key, row in each}
    assert {told for told in together if told[0] % 7 == 0} == alone


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


@pytest.mark.parametrize("value", ["float('nan')", "float('inf')", "1e30", "2.5", "-0.0"])
@pytest.mark.parametrize("dtype", ["int64", "uint8", "bool", "float16"])
@pytest.mark.parametrize("widths", ["(1, 1)", "(-1, 0)", "(0, 0)"])
def test_a_pad_is_refused_where_the_type_cannot_hold_it(value, dtype, widths):
    (step,) = parse_steps(f".pad({widths}, value={value})")
    (told,) = trace(TensorLayout((2, 3), (3, 1), dtype), (step,))
    try:
        apply_step(torch.zeros(2, 3, dtype=getattr(torch, dtype)), step)
    except StepError as error:
        assert told == {"error": error.message}
    else:
        assert "error" not in told
