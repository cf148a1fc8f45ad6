import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QColor, QPalette

from inspector.tensor.axis import named_axis
from inspector.tensor.levels import Levels
from widgets.heat_colours import colour_map, colour_places, colour_table
from widgets.theme import Theme, apply_theme, colours, luminance

VALUES = {signed: Levels(-1.0 if signed else 0.0, 1.0, signed) for signed in (False, True)}
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
DEFICIENCIES = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def lightness(colour):
    return QColor(*colour[:3]).lightnessF()


def test_places_run_from_low_to_high_with_nan_and_inf_apart():
    values = np.array([[-1, 0, 1], [np.nan, np.inf, -np.inf], [-9, 9, 0.5]], np.float32)
    places = colour_places(values, Levels(-1.0, 1.0, signed=True))
    assert places.tolist() == [[2, 129, 255], [0, 1, 1], [2, 255, 192]]


def test_the_widest_range_of_float32_does_not_overflow():
    edge = np.finfo(np.float32).max
    places = colour_places(np.array([[-edge, 0, edge]], np.float32), Levels(-float(edge), float(edge), signed=True))
    assert places.tolist() == [[2, 129, 255]]


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_in_the_middle_of_a_diverging_map(dark):
    table = colour_map(VALUES[True], dark).getLookupTable(nPts=255)
    extreme = min if dark else max
    assert extreme(range(255), key=lambda place: lightness(table[place])) in range(122, 133)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("signed", [False, True])
def test_what_is_no_number_has_a_colour_that_no_number_has(qapp, signed, dark):
    palette = QPalette(QColor("black" if dark else "white"))
    table = colour_table(VALUES[signed], dark, colours(palette)).astype(int)
    assert table.shape == (256, 4)
    for special in table[:2]:
        assert np.abs(table[2:, :3] - special[:3]).sum(axis=1).min() > 90


def test_the_maps_come_with_pyqtgraph():
    assert isinstance(colour_map(VALUES[False], False), pg.ColorMap)


def colours_of(count):
    """Give the colours, (places, 3) from 0 to 1, of the places along an axis of that size."""
    axis = named_axis(("batch", count))
    table = colour_table(axis, False, colours(QPalette()))
    return table[colour_places(np.arange(count, dtype=float)[None], axis)[0], :3] / 255


def seen_as(shown, deficiency):
    linear = np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)
    return np.clip(linear @ np.array(DEFICIENCIES[deficiency]).T, 0, 1) ** (1 / 2.4)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_few_origins_are_told_apart_by_everybody(deficiency, count):
    seen = seen_as(colours_of(count), deficiency)
    apart = np.abs(seen[:, None] - seen[None]).sum(axis=2)[~np.eye(count, dtype=bool)]
    assert apart.min() > 0.3


@pytest.mark.parametrize("count", [2, 4, 32, 64, 65, 128])
def test_every_origin_has_a_colour_of_its_own_and_they_rise_in_lightness(count):
    brightness = [luminance(QColor.fromRgbF(*colour)) for colour in colours_of(count).tolist()]
    assert all(np.diff(brightness) > 0)


def test_an_element_from_no_single_place_has_a_colour_that_no_place_has(qapp):
    apply_theme(qapp, Theme.LIGHT)
    axis = named_axis(("batch", 32))
    table = colour_table(axis, False, colours(QPalette())).astype(int)
    assert colour_places(np.array([[np.nan]]), axis).tolist() == [[0]]
    assert np.abs(table[2:, :3] - table[0, :3]).sum(axis=1).min() > 90
    apply_theme(qapp, Theme.SYSTEM)


def test_an_axis_of_one_place_has_a_colour():
    assert colours_of(1).shape == (1, 3)
