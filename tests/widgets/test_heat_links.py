import numpy as np
import pytest
from PySide6.QtCore import QPointF

from inspector.tensor.levels import Levels
from widgets.heat_place import HeatPlace
from widgets.heat_plot import HeatPlot
from widgets.theme import Theme, apply_theme, colours

SCALE = Levels(0.0, 1.0, signed=False)


@pytest.fixture(params=[Theme.LIGHT, Theme.DARK])
def plot(qtbot, qapp, request):
    apply_theme(qapp, request.param)
    made = HeatPlot()
    qtbot.addWidget(made)
    made.resize(500, 400)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    apply_theme(qapp, Theme.SYSTEM)


def show(plot, values):
    values = np.asarray(values, np.float32)
    plot.show_values(values, SCALE, HeatPlace(values.shape, (1, 1), (0, 0), values.shape))
    plot.grab()  # lays it out


def at(plot, row, column):
    """Give the pixel of a place in the coordinates of the cells."""
    return plot.mapFromScene(plot._plot.getViewBox().mapViewToScene(QPointF(column, row)))


def pixels(plot):
    image = plot.grab().toImage()
    image.setDevicePixelRatio(1)
    return image


def near(image, point, reach, colour):
    """Give the (x, y) of that colour around a point."""
    return [
        (x, y)
        for x in range(max(0, point.x() - reach), min(image.width(), point.x() + reach + 1))
        for y in range(max(0, point.y() - reach), min(image.height(), point.y() + reach + 1))
        if image.pixelColor(x, y) == colour
    ]


def mask(shape, *cells):
    made = np.zeros(shape, bool)
    for cell in cells:
        made[cell] = True
    return made


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_one_cell_is_outlined_and_nothing_else_changes(plot, value):
    show(plot, np.full((3, 4), value))
    before = pixels(plot)
    plot.marks.show_linked(mask((3, 4), (1, 2)))
    after = pixels(plot)
    accent, halo = colours(plot.palette()).accent, colours(plot.palette()).background
    assert after.pixelColor(at(plot, 1, 2)) == before.pixelColor(at(plot, 1, 2))
    assert after.pixelColor(at(plot, 2, 0)) == before.pixelColor(at(plot, 2, 0))
    for row, column in ((0.5, 2), (1.5, 2), (1, 1.5), (1, 2.5)):
        assert len(near(after, at(plot, row, column), 6, accent)) >= 3
        assert len(near(after, at(plot, row, column), 8, halo)) >= 3
    plot.marks.show_linked(None)
    assert pixels(plot) == before


@pytest.mark.parametrize("cell", [(611, 300), (0, 0), (1023, 1023), (0, 1023)])
def test_a_cell_narrower_than_a_pixel_is_seen(plot, cell):
    show(plot, np.zeros((1024, 1024)))
    accent = colours(plot.palette()).accent
    place = at(plot, *cell)
    assert not near(pixels(plot), place, 12, accent)
    plot.marks.show_linked(mask((1024, 1024), cell))
    after = pixels(plot)
    for side in zip(*near(after, place, 12, accent), strict=True):
        assert max(side) - min(side) + 1 >= 7


def test_arrows_at_the_edge_point_at_a_small_cell(plot):
    show(plot, np.zeros((1024, 1024)))
    plot.marks.show_linked(mask((1024, 1024), (500, 300)))
    after, accent = pixels(plot), colours(plot.palette()).accent
    for row, column in ((0, 300), (1023, 300), (500, 0), (500, 1023)):
        assert len(near(after, at(plot, row, column), 10, accent)) >= 15


def test_a_cell_outside_the_view_is_pointed_at(plot):
    show(plot, np.zeros((1024, 1024)))
    plot.marks.show_linked(mask((1024, 1024), (500, 300)))
    plot._plot.getViewBox().setRange(xRange=(600, 700), yRange=(450, 550), padding=0)
    assert len(near(pixels(plot), at(plot, 500, 600), 10, colours(plot.palette()).accent)) >= 15


def test_several_cells_stay_as_they_are_and_the_others_are_veiled(plot):
    show(plot, np.full((20, 20), 0.5))
    before = pixels(plot)
    plot.marks.show_linked(mask((20, 20), (slice(None), 7)))
    after = pixels(plot)
    assert after.pixelColor(at(plot, 10, 7)) == before.pixelColor(at(plot, 10, 7))
    ground = colours(plot.palette()).background
    veiled, bare = after.pixelColor(at(plot, 10, 15)), before.pixelColor(at(plot, 10, 15))
    assert abs(veiled.lightness() - ground.lightness()) < abs(bare.lightness() - ground.lightness()) / 2
    assert veiled != ground  # still to be made out
    assert len(near(after, at(plot, 10, 6.5), 6, colours(plot.palette()).accent)) >= 3


def test_a_column_narrower_than_a_pixel_is_seen(plot):
    show(plot, np.full((1024, 1024), 0.5))
    plot.marks.show_linked(mask((1024, 1024), (slice(None), 700)))
    assert len(near(pixels(plot), at(plot, 512, 700), 8, colours(plot.palette()).accent)) >= 3 * 2 * 15


def test_scattered_cells_do_not_grow_together(plot):
    show(plot, np.full((1024, 1024), 0.5))
    bare = pixels(plot).pixelColor(at(plot, 512, 512))
    plot.marks.show_linked(np.random.default_rng(0).random((1024, 1024)) < 0.02)
    after = pixels(plot)
    box = [(x, y) for x in range(200, 300) for y in range(150, 250)]
    unveiled = sum(after.pixelColor(x, y) == bare for x, y in box)
    assert 0 < unveiled < len(box) / 10


def test_another_zoom_keeps_the_mark_on_its_cell(plot):
    show(plot, np.zeros((100, 100)))
    plot.marks.show_linked(mask((100, 100), (50, 30)))
    plot._plot.getViewBox().setRange(xRange=(20, 40), yRange=(40, 60), padding=0)
    after, accent = pixels(plot), colours(plot.palette()).accent
    assert len(near(after, at(plot, 50, 29.5), 5, accent)) >= 3
    assert len(near(after, at(plot, 50, 30.5), 5, accent)) >= 3
    assert after.pixelColor(at(plot, 50, 30)) != accent


def test_no_cell_at_all_marks_nothing(plot):
    show(plot, np.zeros((3, 4)))
    before = pixels(plot)
    plot.marks.show_linked(mask((3, 4)))
    assert pixels(plot) == before


def test_steps_are_those_of_the_picture(plot):
    plot.show_values(np.zeros((3, 4), np.float32), SCALE, HeatPlace((3, 4), (5, 7), (0, 0), (15, 28)))
    plot.grab()
    plot.marks.show_linked(mask((3, 4), (1, 2)))
    after, accent = pixels(plot), colours(plot.palette()).accent
    assert len(near(after, at(plot, 1 * 5, 2 * 7 - 0.5), 5, accent)) >= 3
    assert len(near(after, at(plot, 1 * 5, 3 * 7 - 0.5), 5, accent)) >= 3
