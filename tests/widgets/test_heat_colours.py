import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QColor, QPalette

from inspector.tensor.levels import Levels
from widgets.heat_colours import colour_map, colour_places, colour_table
from widgets.theme import colours


def lightness(colour):
    return QColor(*colour[:3]).lightnessF()


def test_places_run_from_low_to_high_with_nan_and_inf_apart():
    values = np.array([[-1, 0, 1], [np.nan, np.inf, -np.inf], [-9, 9, 0.5]], np.float32)
    places = colour_places(values, Levels(-1.0, 1.0, signed=True))
    assert places.tolist() == [[2, 128, 255], [0, 1, 1], [2, 255, 192]]


def test_the_widest_range_of_float32_does_not_overflow():
    edge = np.finfo(np.float32).max
    places = colour_places(np.array([[-edge, 0, edge]], np.float32), Levels(-float(edge), float(edge), signed=True))
    assert places.tolist() == [[2, 128, 255]]


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_in_the_middle_of_a_diverging_map(dark):
    table = colour_map(True, dark).getLookupTable(nPts=255)
    extreme = min if dark else max
    assert extreme(range(255), key=lambda place: lightness(table[place])) in range(122, 133)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_what_is_no_number_has_a_colour_that_no_number_has(qapp, signed, dark):
    palette = QPalette(QColor("black" if dark else "white"))
    table = colour_table(signed, dark, colours(palette)).astype(int)
    assert table.shape == (256, 4)
    for special in table[:2]:
        assert np.abs(table[2:, :3] - special[:3]).sum(axis=1).min() > 90


def test_the_maps_come_with_pyqtgraph():
    assert isinstance(colour_map(False, False), pg.ColorMap)
