"""Reading by index arrays gives what numpy's own indexing gives, however it is read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.tensor.elements import elements_at


@st.composite
def array_and_index(draw):
    shape = tuple(draw(st.lists(st.integers(1, 40), max_size=4)))
    array = np.arange(np.prod(shape, dtype=int), dtype=draw(st.sampled_from(["float32", "float64", "int8"])))
    array = array.reshape(shape)
    if draw(st.booleans()):
        array = array.T  # not contiguous: its places in memory are no row-major ones
    asked = tuple(draw(st.lists(st.integers(0, 40), max_size=3)))
    return array, tuple(draw(index_part(size, asked)) for size in array.shape)


@st.composite
def index_part(draw, size, asked):
    """One number, numbers in equal steps or any along one dimension, or any along all."""
    dim = draw(st.integers(-len(asked), 0))
    count = asked[dim] if dim else 1
    first, step = draw(st.integers(0, size - 1)), draw(st.integers(-2, 3))
    match draw(st.sampled_from(["one", "even", "any", "all"])):
        case "even":
            values = np.clip(first + step * np.arange(count), 0, size - 1)
        case "any":
            values = np.array(draw(st.lists(st.integers(0, size - 1), min_size=count, max_size=count)), int)
        case "all":
            return np.random.default_rng(first).integers(0, size, asked)
        case _:
            return np.asarray(first)
    return values.reshape((count, *[1] * (-1 - dim)) if dim else ())


@settings(max_examples=500)
@given(array_and_index())
def test_elements_are_those_of_numpy(case):
    array, index = case
    shape = np.broadcast_shapes(*(part.shape for part in index))
    expected = np.broadcast_to(array[index], shape)
    found = elements_at(array, index)
    assert (found.shape, found.dtype) == (shape, array.dtype)
    assert np.array_equal(found, expected)
    assert found.flags.c_contiguous
    assert not np.shares_memory(found, array)


ROWS, COLUMNS = np.ix_(np.arange(3, 83, 2), np.arange(10, 70))
WINDOWS = [
    pytest.param((1, ROWS, COLUMNS), id="as it lies"),
    pytest.param((1, COLUMNS, ROWS), id="transposed"),
    pytest.param((ROWS * 0 + 1, ROWS, COLUMNS), id="one number many times"),
    pytest.param((ROWS // 30, ROWS % 30, COLUMNS), id="a split axis"),
    pytest.param((1, ROWS[::-1], COLUMNS), id="backwards"),
    pytest.param((1, ROWS + COLUMNS, COLUMNS), id="along a diagonal"),
    pytest.param((1, COLUMNS, COLUMNS), id="two axes along one dimension"),
    pytest.param((2, 5, 7), id="one element"),
]


@pytest.mark.parametrize("index", WINDOWS)
def test_a_window_is_that_of_numpy(index):
    array = np.random.default_rng(0).random((4, 160, 100), np.float32)
    found = elements_at(array, tuple(np.asarray(part) for part in index))
    expected = array[index]
    assert found.shape == expected.shape
    assert found.tobytes() == np.ascontiguousarray(expected).tobytes()
