import pytest
from PySide6.QtCore import QRectF

from widgets.edge_pointers import pointers

PLOT = QRectF(0, 0, 400, 200)


def tips(target):
    """Give where each triangle points: its corner that is alone on its side, whole pixels."""
    found = []
    for triangle in pointers(target, PLOT):
        assert PLOT.contains(triangle.boundingRect())
        tip = triangle.at(1)
        found.append((round(tip.x()), round(tip.y())))
    return sorted(found)


def test_something_small_is_pointed_at_from_all_sides():
    assert tips(QRectF(100, 50, 8, 8)) == [(10, 54), (104, 10), (104, 190), (390, 54)]


def test_something_large_is_seen_without_help():
    assert tips(QRectF(100, 50, 80, 40)) == []


def test_a_narrow_column_is_pointed_at_from_above_and_below():
    assert tips(QRectF(100, 60, 8, 80)) == [(104, 10), (104, 190)]
    assert tips(QRectF(100, 0, 8, 200)) == []


def test_no_arrow_covers_what_lies_at_the_edge():
    assert tips(QRectF(0, 0, 8, 8)) == [(10, 190), (390, 10)]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param((-90, 50, 8, 8), (0, 54), id="left"),
        pytest.param((500, 50, 8, 8), (400, 54), id="right"),
        pytest.param((100, -50, 8, 8), (104, 0), id="above"),
        pytest.param((100, 900, 8, 8), (104, 200), id="below"),
        pytest.param((-90, 900, 8, 8), (0, 190), id="corner"),
    ],
)
def test_what_lies_outside_is_pointed_at_from_inside(target, expected):
    assert tips(QRectF(*target)) == [expected]
