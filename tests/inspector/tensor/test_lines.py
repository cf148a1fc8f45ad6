"""Lines along an axis, against numpy; padding belongs to no line and to no mean."""

import numpy as np
import pytest

from inspector.errors import InputError
from inspector.tensor import lines as module
from inspector.tensor.axis import named_axis
from inspector.tensor.course import Course, averaged_axes, course_of
from inspector.tensor.lines import Band, Mean, MeanLine, Single, ValueLine, read_lines
from inspector.tensor.padding import NoPadding, Padding
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues

AXES = (named_axis(("batch", 3)), named_axis(("time", 7)), named_axis(("hidden", 5)))
ARRAY = np.random.default_rng(0).normal(0, 2, (3, 7, 5)).astype(np.float32)
VALUES = StoredValues(ARRAY)
NONE = NoPadding()


def course(row=1, column=2, fixed=(2, 0, 0), wish=None, axes=AXES):
    found = course_of(resolve_slice(SliceSpec(row, column, fixed), axes), axes, wish)
    assert found is not None
    return found


def test_lines_run_along_time_where_it_is_shown():
    assert course() == Course(1, 2, (2, 0, 0))
    assert course(2, 1) == Course(1, 2, (2, 0, 0))
    assert course(0, 2) == Course(2, 0, (2, 0, 0))
    assert course(wish=2) == Course(2, 1, (2, 0, 0))
    assert course(wish=0) == Course(1, 2, (2, 0, 0)), "an axis that is not shown is no wish"
    assert course_of(resolve_slice(SliceSpec(), AXES[:1]), AXES[:1]) == Course(0, None, (0,))
    assert course_of(resolve_slice(SliceSpec(), ()), ()) is None


def test_a_mean_can_be_taken_over_what_is_held_the_batch_first():
    axes = (named_axis(("layer", 2)), named_axis(("batch", 4)), named_axis(("time", 5)), named_axis(("hidden", 6)))
    resolved = resolve_slice(SliceSpec(), axes)
    found = course_of(resolved, axes)
    assert found is not None
    assert averaged_axes(found, axes) == (1, 0)
    assert averaged_axes(course(), (named_axis(("batch", 1)), *AXES[1:])) == ()


def test_single_values_are_those_of_the_tensor():
    found = read_lines(VALUES, course(), AXES, (4, 0), Single(), NONE)
    assert [line.unit for line in found] == [4, 0]
    for line in found:
        assert isinstance(line, ValueLine)
        assert np.array_equal(line.values, ARRAY[2, :, line.unit])
        assert line.inside.all()
    assert course().place(4, 6) == (2, 6, 4)


@pytest.mark.parametrize("stored", [True, False])
def test_long_lines_are_read_whole_from_an_array_and_in_part_from_elsewhere(stored, monkeypatch):
    monkeypatch.setattr(module, "_TAKEN_AT_ONCE", 3)
    values = VALUES if stored else _Others()
    (line,) = read_lines(values, course(), AXES, (1,), Single(), NONE)
    assert isinstance(line, ValueLine)
    assert line.stride == (1 if stored else 3)
    assert np.array_equal(line.values, ARRAY[2, :: line.stride, 1])
    assert line.inside.shape == line.values.shape


class _Others:
    shape, dtype = ARRAY.shape, ARRAY.dtype

    def take(self, index):
        return VALUES.take(index)


def test_mean_and_standard_deviation_over_the_batch(monkeypatch):
    monkeypatch.setattr(module, "_TAKEN_AT_ONCE", 6)
    (line,) = read_lines(VALUES, course(), AXES, (3,), Mean(0), NONE)
    assert isinstance(line, MeanLine)
    mean, std = ARRAY[:, :, 3].mean(0), ARRAY[:, :, 3].std(0)
    np.testing.assert_allclose(line.mean, mean, rtol=1e-5)
    np.testing.assert_allclose((line.low, line.high), (mean - std, mean + std), rtol=1e-5)
    assert line.left_out == 0


def test_most_of_the_values_around_the_mean():
    (line,) = read_lines(VALUES, course(), AXES, (3,), Mean(0, Band.MOST), NONE)
    assert isinstance(line, MeanLine)
    np.testing.assert_allclose(line.mean, ARRAY[:, :, 3].mean(0), rtol=1e-5)
    np.testing.assert_allclose((line.low, line.high), np.quantile(ARRAY[:, :, 3], (0.05, 0.95), axis=0), rtol=1e-5)


def test_what_is_no_number_is_left_out_of_a_mean_and_counted():
    array = ARRAY.copy()
    array[0, 2, 3], array[1, 2, 3], array[:, 5, 3] = np.nan, np.inf, np.nan
    (line,) = read_lines(StoredValues(array), course(), AXES, (3,), Mean(0), NONE)
    assert isinstance(line, MeanLine)
    assert line.mean[2] == line.low[2] == array[2, 2, 3]
    assert np.isnan(line.mean[5])
    assert line.left_out == 5


def test_padding_belongs_to_no_line_and_to_no_mean():
    padding = Padding(0, 1, (7, 4, 2))
    (line,) = read_lines(VALUES, course(), AXES, (0,), Single(), padding)
    assert isinstance(line, ValueLine)
    assert line.inside.tolist() == [True] * 2 + [False] * 5
    by_sample = read_lines(VALUES, course(0, 1, (0, 0, 2)), AXES, (0, 1), Single(), padding)
    assert [int(each.inside.sum()) for each in by_sample if isinstance(each, ValueLine)] == [7, 4]
    (across,) = read_lines(VALUES, course(0, 2, (0, 3, 0), wish=0), AXES, (0,), Single(), padding)
    assert isinstance(across, ValueLine)
    assert across.inside.tolist() == [True, True, False], "at time 3 the last sample has ended"
    (mean,) = read_lines(VALUES, course(), AXES, (0,), Mean(0), padding)
    assert isinstance(mean, MeanLine)
    np.testing.assert_allclose(mean.mean[:2], ARRAY[:, :2, 0].mean(0), rtol=1e-5)
    np.testing.assert_allclose(mean.mean[2:4], ARRAY[:2, 2:4, 0].mean(0), rtol=1e-5)
    np.testing.assert_allclose(mean.mean[4:], ARRAY[0, 4:, 0], rtol=1e-5)
    assert mean.left_out == 0


def test_a_mean_that_would_take_too_long_is_refused_with_what_fits(monkeypatch):
    monkeypatch.setattr(module, "_AVERAGED_AT_ONCE", 50)
    with pytest.raises(InputError) as refused:
        read_lines(VALUES, course(), AXES, (0, 1, 2), Mean(0), NONE)
    assert str(refused.value) == "The mean of 3 units over batch would read 63 values. Choose 2 of them or fewer."
    monkeypatch.setattr(module, "_AVERAGED_AT_ONCE", 20)
    with pytest.raises(InputError, match="Choose single values instead"):
        read_lines(VALUES, course(), AXES, (0,), Mean(0), NONE)


def test_a_tensor_without_elements_has_no_lines():
    axes = (named_axis(("time", 3)), named_axis(("hidden", 0)))
    found = course_of(resolve_slice(SliceSpec(), axes), axes)
    assert found is not None
    assert read_lines(StoredValues(np.zeros((3, 0))), found, axes, (0,), Single(), NONE) == ()
