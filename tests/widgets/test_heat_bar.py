import pyqtgraph as pg
import pytest

from inspector.tensor.axis import named_axis
from inspector.tensor.levels import Levels
from widgets.heat_bar import HeatBar


@pytest.fixture
def bar(qtbot):
    made = pg.GraphicsLayoutWidget()
    qtbot.addWidget(made)
    shown = HeatBar()
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
        pytest.param(("<b>", 1), ["0"], "&lt;b&gt; 0", id="markup"),
    ],
)
def test_places_are_whole_numbers_or_names(bar, axis, texts, label):
    bar.show_scale(named_axis(axis), False)
    assert [text for _, text in bar.axis._tickLevels[0]] == texts
    assert bar.axis.labelText == label
    assert bar.axis.label.isVisibleTo(bar.axis)
    assert bar.levels() == (-0.5, axis[1] - 0.5)


def test_names_have_the_room_they_need(bar):
    bar.show_scale(named_axis(("batch", 32)), False)
    narrow = bar.axis.maximumWidth()
    bar.show_scale(named_axis(("direction", 2)), False)
    assert bar.axis.minimumWidth() > narrow


def test_only_values_can_be_stretched(bar):
    bar.show_scale(named_axis(("batch", 32)), False)
    assert not bar.region.isVisible()
    bar.show_scale(Levels(-2.0, 2.0, signed=True), False)
    assert bar.region.isVisible()
    assert bar.levels() == (-2.0, 2.0)
    assert not bar.axis.label.isVisibleTo(bar.axis)
    assert bar.axis._tickLevels is None


def test_a_low_bar_names_fewer_places(bar, qtbot):
    view = bar.getViewWidget()
    bar.show_scale(named_axis(("time", 7)), False)
    for height, texts in ((90, ["0", "2", "4", "6"]), (400, ["0", "1", "2", "3", "4", "5", "6"])):
        view.resize(120, height)
        view.show()
        qtbot.waitUntil(lambda texts=texts: [text for _, text in bar.axis._tickLevels[0]] == texts)
