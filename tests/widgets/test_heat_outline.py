import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from widgets.heat_outline import bounds, count_corners, grown, outline, visible

MASKS = arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=12))


def marked(*cells, shape=(5, 6)):
    mask = np.zeros(shape, bool)
    for cell in cells:
        mask[cell] = True
    return mask


def neighbours(mask):
    """Give the sides between a marked and an unmarked cell, (x, y, right, down) of the marked one's neighbour."""
    framed = np.pad(mask, 1)
    found = set()
    for row, column in np.argwhere(mask).tolist():
        for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            if not framed[row + 1 + down, column + 1 + right]:
                found.add((column, row, right, down))
    return found


def sides(lines):
    """Give the same from the lines: the marked cell lies on the right of each piece of a line."""
    found = set()
    for x0, y0, x1, y1 in lines.tolist():
        along = np.sign([x1 - x0, y1 - y0])
        outwards = (int(along[1]), -int(along[0]))
        for step in range(max(abs(x1 - x0), abs(y1 - y0))):
            middle = np.array([x0, y0]) + along * (step + 0.5)
            column, row = np.floor(middle - 0.5 * np.array(outwards)).astype(int)
            found.add((int(column), int(row), *outwards))
    return found


def test_a_cell_has_four_lines_clockwise():
    lines = outline(marked((2, 3)))
    assert sorted(lines.tolist()) == sorted([[3, 2, 4, 2], [4, 2, 4, 3], [4, 3, 3, 3], [3, 3, 3, 2]])


def test_a_column_is_one_rectangle():
    assert len(outline(marked((slice(None), 3)))) == 4


@given(MASKS.filter(np.any))
def test_the_outline_parts_what_is_marked_from_what_is_not(mask):
    assert sides(outline(mask)) == neighbours(mask)
    assert count_corners(mask) <= len(outline(mask)) * 2


@given(MASKS)
def test_a_mask_without_crossings_has_as_many_corners_as_lines(mask):
    mask = grown(np.kron(mask, marked((1, 1), shape=(4, 4))) > 0, 0, 0)  # cells that do not touch
    if mask.any():
        assert count_corners(mask) == len(outline(mask)) == 4 * np.count_nonzero(mask)


@given(MASKS, st.integers(0, 3), st.integers(0, 3))
def test_a_mark_grows_to_full_size_everywhere(mask, rows, columns):
    height, width = (min(reach, (size - 1) // 2) for reach, size in zip((rows, columns), mask.shape, strict=True))
    expected = np.zeros_like(mask)
    for row, column in np.argwhere(mask):
        row = min(max(row, height), len(mask) - 1 - height)
        column = min(max(column, width), mask.shape[1] - 1 - width)
        expected[row - height : row + height + 1, column - width : column + width + 1] = True
    assert np.array_equal(grown(mask, rows, columns), expected)


def test_scattered_cells_do_not_grow_together_and_a_few_grow():
    few, scattered = marked((2, 3), shape=(30, 30)), np.kron(np.ones((10, 10)), marked((1, 1), shape=(3, 3))) > 0
    assert np.array_equal(visible(few, 1, 1), grown(few, 1, 1))
    assert np.array_equal(visible(scattered, 1, 1), scattered)
    assert visible(np.ones((4, 4), bool), 1, 1).all()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param([(2, 3)], (3, 2, 4, 3), id="one"),
        pytest.param([(0, 5), (4, 0)], (0, 0, 6, 5), id="corners"),
        pytest.param([(slice(1, 3), slice(2, 4))], (2, 1, 4, 3), id="block"),
    ],
)
def test_bounds(cells, expected):
    assert bounds(marked(*cells)) == expected
