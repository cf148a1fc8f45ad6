"""Which elements belong together, against an oracle of numbered elements put through torch."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.engine.reshaping.apply import apply_steps
from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.origins.element_links import Links
from inspector.reshape.origins.preview import LocatedValues
from inspector.reshape.primitive_chain import has_reduction
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from inspector.tensor.axis import named_axis, shape_of
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues
from tests.inspector.reshape.pipelines import Case, numbered
from tests.inspector.reshape.wide_pipelines import wide_cases

AXES = (named_axis(("batch", 3)), named_axis(("time", 5)), named_axis(("direction", 2), ("hidden", 4)))


def links(code: str, axes=AXES) -> Links:
    return Links(primitives_of(parse_steps(code), shape_of(axes)), axes)


def shown(axes, row: int, column: int, fixed: tuple[int, ...], step: int = 1):
    values = StoredValues(numbered(shape_of(axes)).numpy())
    resolved = resolve_slice(SliceSpec(row, column, fixed), axes)
    sizes = shape_of(axes)
    return read_slice(values, resolved, -(-sizes[row] // step), -(-sizes[column] // step))


def test_the_source_of_one_element_is_named():
    found = links(".transpose(1, 2)[:, :, -1]").sources((1, 6))
    assert found.text == "sample 1, time 4, backward, unit 2"
    assert found.nearest == (1, 4, 6)
    mask = found.within(shown(AXES, 1, 2, (1, 0, 0)))
    assert np.argwhere(mask).tolist() == [[4, 6]]
    assert not found.within(shown(AXES, 1, 2, (0, 0, 0))).any()


def test_the_sources_of_a_mean_are_a_span():
    found = links(".mean(1)").sources((2, 1))
    assert found.text == "5 elements, sample 2, time 0 to 4, forward, unit 1"
    assert np.argwhere(found.within(shown(AXES, 1, 2, (2, 0, 0)))).tolist() == [[time, 1] for time in range(5)]


def test_a_mean_over_too_much_is_only_counted():
    axes = (named_axis(("batch", 600)), named_axis(("time", 600)))
    found = links(".mean()", axes).sources(())
    assert (found.text, found.nearest, len(found.points)) == ("computed from 360,000 elements", (), 0)


def test_padding_comes_from_nowhere():
    found = links(".pad((0, 2), value=-1.0)").sources((0, 0, 9))
    assert (found.text, len(found.points)) == ("padding of -1", 0)


def test_where_an_element_goes():
    found = links(".transpose(0, 1).flatten(1)")
    axes = axes_after(found.primitives, AXES)
    targets = found.targets(shown(axes, 0, 1, (0, 0)))
    assert np.argwhere(targets.of((1, 4, 6))).tolist() == [[4, 14]]
    mean = links(".mean(1)")
    targets = mean.targets(shown(axes_after(mean.primitives, AXES), 0, 1, (0, 0)))
    assert np.argwhere(targets.of((1, 4, 6))).tolist() == [[1, 6]]


def test_cells_that_are_left_out_have_no_elements():
    found = links(".transpose(1, 2)")
    part = shown(axes_after(found.primitives, AXES), 1, 2, (0, 0, 0), step=2)
    assert part.row_step == 2
    targets = found.targets(part)
    assert not targets.of((0, 3, 1)).any()
    assert targets.of((0, 2, 4)).sum() == (1 if 2 % part.column_step == 0 else 0)


@settings(max_examples=200)
@given(wide_cases(reductions=True), st.data())
def test_links_lead_there_and_back(case: Case, data):
    """Every source of an element lies in the source slice where its number is read, and leads back to the element."""
    record_axes = {record.key: record.axes for _, record in case.bindings.tensors}
    found = Links(case.primitives, case.axes, tuple(record_axes.items()))
    axes = axes_after(case.primitives, case.axes)
    if 0 in shape_of(axes) or 0 in case.shape:
        return
    index = tuple(data.draw(st.integers(0, size - 1)) for size in shape_of(axes))
    sources = found.sources(index)
    if not sources.nearest:
        return
    part = read_slice(
        StoredValues(numbered(case.shape).numpy()), resolve_slice(SliceSpec(fixed=sources.nearest), case.axes), 99, 99
    )
    assert sources.within(part).any()
    result = apply_steps(numbered(case.shape), case.steps, case.named)
    preview = read_slice(StoredValues(result.numpy()), resolve_slice(SliceSpec(fixed=index), axes), 999, 999)
    back = found.targets(preview).of(sources.nearest)
    resolved = preview.resolved
    cell = tuple(0 if axis is None else index[axis] for axis in (resolved.row, resolved.column))
    assert back[cell]
    if not has_reduction(case.primitives) and not case.others and all(".to(" not in step.code for step in case.steps):
        numbers = numbered(case.shape).numpy() + 1  # a pad is 0 or -1
        elsewhere = {key: StoredValues(np.full(shape_of(axes), -7.0)) for key, axes in record_axes.items()}
        everything = LocatedValues(StoredValues(numbers), case.primitives, elsewhere)
        found_again = read_slice(everything, resolved, 999, 999).array == numbers[sources.nearest]
        assert np.array_equal(back, found_again)


@pytest.mark.parametrize(
    ("code", "index", "text"),
    [
        ("[0].flatten()", (13,), "sample 0, time 1, backward, unit 1"),
        (".unflatten(-1, (2, 4)).permute(2, 0, 1, 3)", (1, 2, 3, 0), "sample 2, time 3, backward, unit 0"),
    ],
)
def test_words(code, index, text):
    assert links(code).sources(index).text == text


@pytest.mark.parametrize(
    "code", [".permute(1, 0, 2)", ".reshape(-1)", ".reshape(16384, -1)", ".mean(1)", ".stack(dim=0)"]
)
def test_of_a_tensor_of_any_size_nothing_is_made(code):
    axes = (named_axis(("batch", 2**14)), named_axis(("time", 2**13)), named_axis(("hidden", 2**13)))
    targets = links(code, axes).everywhere()
    assert targets.pairs is None
    assert targets.first((1, 2, 3)) == ()
    assert not targets.of((1, 2, 3))[..., :9].any()


@pytest.mark.parametrize(
    "code", [".mean()", ".sum((0, 1, 2), keepdim=True)", ".amax((0, 1, 2), keepdim=True)[:, None]"]
)
def test_what_reduces_all_holds_every_element(code):
    found = links(code)
    made = apply_steps(numbered(shape_of(AXES)), parse_steps(code))
    assert len(found.sources((0,) * made.ndim).points) == 3 * 5 * 8
    assert found.everywhere().of((2, 4, 7)).shape == tuple(made.shape)
    assert found.everywhere().of((2, 4, 7)).all()


def test_what_is_repeated_of_a_sum_is_found_at_every_copy():
    assert links(".sum().repeat(' -> z', z=3)").everywhere().of((0, 0, 0)).tolist() == [True, True, True]
