from itertools import pairwise

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPalette

from inspector.tensor.axis import named_axis
from inspector.tensor.levels import Levels
from inspector.tensor.spread import Spread
from widgets.heat_bar import HeatBar
from widgets.heat_ticks import ticks_of, title_of
from widgets.theme import colours


@pytest.fixture
def bar(qtbot):
    made = pg.GraphicsLayoutWidget()
    made.setBackground("w")
    qtbot.addWidget(made)
    shown = HeatBar(colours(QPalette()), False)
    made.addItem(shown)
    yield shown
    made.close()


@pytest.mark.parametrize(
    ("axis", "texts", "label"),
    [
        pytest.param(("batch", 32), ["0", "5", "10", "15", "20", "25", "30"], "batch 0 … 31", id="many"),
        pytest.param(("layer", 4), ["0", "1", "2", "3"], "layer 0 … 3", id="few"),
        pytest.param(("direction", 2), ["forward", "backward"], "direction", id="named"),
        pytest.param(("hidden", 100_000), ["0", "20000", "40000", "60000", "80000"], "hidden 0 … 99999", id="large"),
        pytest.param(("<b>", 1), ["0"], "<b> 0", id="markup"),
    ],
)
def test_places_are_whole_numbers_or_names(bar, axis, texts, label):
    bar.show_scale(named_axis(axis))
    assert [text for _, text in bar.ticks] == texts
    assert title_of(named_axis(axis)) == label


def test_names_have_the_room_they_need(bar):
    bar.show_scale(named_axis(("batch", 32)))
    narrow = bar.maximumWidth()
    bar.show_scale(named_axis(("direction", 2)))
    assert bar.minimumWidth() > narrow


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        pytest.param(-1, 1, ["−1", "−0.5", "0", "0.5", "1"], id="signed"),
        pytest.param(0, 0.3, ["0", "0.1", "0.2", "0.3"], id="tenths"),
        pytest.param(1e-9, 3e-9, ["1e−09", "1.5e−09", "2e−09", "2.5e−09", "3e−09"], id="small"),
        pytest.param(0, 70_000, ["0", "2e+04", "4e+04", "6e+04"], id="large"),
        pytest.param(
            1000.25,
            1000.5,
            ["1000.25", "1000.3", "1000.35", "1000.4", "1000.45", "1000.5"],
            id="narrow and far from zero",
        ),
        pytest.param(-3.4e38, 3.4e38, ["−2e+38", "0", "2e+38"], id="the widest of float32"),
        pytest.param(1e-45, 2e-45, ["1e−45", "1.2e−45", "1.4e−45", "1.6e−45", "1.8e−45", "2e−45"], id="denormal"),
    ],
)
def test_numbers_are_round_and_told_apart(low, high, texts):
    ticks = ticks_of(Levels(low, high, signed=False), 5)
    assert [text for _, text in ticks] == texts
    assert all(low * (1 - 1e-9) <= value <= high * (1 + 1e-9) for value, _ in ticks if value > 0)


def drag(bar, qtbot, start, end):
    view = bar.getViewWidget() if hasattr(bar, "getViewWidget") else bar.scene().views()[0]
    places = [view.mapFromScene(bar.mapToScene(QPointF(42, bar.size().height() * at))) for at in (start, end)]
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.mouseMove(view.viewport(), pos=places[1])
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=places[1])


@pytest.fixture
def seen(bar, qtbot):
    view = bar.scene().views()[0]
    view.resize(120, 400)
    with qtbot.waitExposed(view):
        view.show()
    return bar


@pytest.mark.qt_log_ignore("not accepted by receiving widget")
def test_only_values_can_be_stretched(seen, qtbot):
    told = []
    seen.released.connect(told.append)
    seen.show_scale(named_axis(("batch", 32)))
    drag(seen, qtbot, 0.2, 0.4)
    assert told == []
    seen.show_scale(Levels(0.0, 2.0, signed=False))
    drag(seen, qtbot, 0.1, 0.3)
    drag(seen, qtbot, 0.9, 0.8)
    drag(seen, qtbot, 0.5, 0.6)
    upper, lower, both = told
    assert upper.low == 0
    assert upper.high == pytest.approx(2.4, abs=0.05)
    assert lower.high == upper.high
    assert lower.low < 0
    assert both.high - both.low == pytest.approx(lower.high - lower.low)
    seen.fix()
    drag(seen, qtbot, 0.1, 0.3)
    assert len(told) == 3


def test_zero_stays_in_the_middle_of_a_scale_of_both_signs(seen, qtbot):
    told = []
    seen.released.connect(told.append)
    seen.show_scale(Levels(-2.0, 2.0, signed=True))
    drag(seen, qtbot, 0.2, 0.1)
    assert told[0].low == -told[0].high
    assert told[0].high < 2


def test_the_histogram_and_the_marks_of_what_lies_beyond_are_painted(seen):
    levels = Levels(0.0, 1.0, signed=False)
    pictures = []
    for spread in (Spread((), 0, 0), Spread((1, 5, 100), 0, 0), Spread((1, 5, 100), 3, 0), Spread((1, 5, 100), 3, 4)):
        seen.show_scale(levels, spread)
        pictures.append(seen.scene().views()[0].grab().toImage())
    assert all(one != other for one, other in pairwise(pictures))


def test_a_low_bar_names_fewer_places(bar, qtbot):
    view = bar.scene().views()[0]
    bar.show_scale(named_axis(("time", 7)))
    for height, texts in ((110, ["0", "5"]), (400, ["0", "1", "2", "3", "4", "5", "6"])):
        view.resize(120, height)
        view.show()
        qtbot.waitUntil(lambda texts=texts: [text for _, text in bar.ticks] == texts)
