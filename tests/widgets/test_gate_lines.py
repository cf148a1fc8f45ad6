import numpy as np
import pyqtgraph as pg
import pytest
from gate_values import gate_file, look, lstm_config
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel

from inspector.gates.gate_words import gate_words
from widgets.gate_lines import GateLines
from widgets.gate_text import missing_text
from widgets.gate_traces import GateTraces
from widgets.line_ink import line_pen
from widgets.theme import Theme, apply_theme, colours

CONFIG = lstm_config(hidden=6)


@pytest.fixture
def opened(tmp_path):
    return gate_file(tmp_path, CONFIG, time=12, batch=3, lengths=(12, 9, 4))


@pytest.fixture
def page(qtbot, opened):
    made = GateLines()
    qtbot.addWidget(made)
    made.resize(900, 560)
    made.show_kind(gate_words(CONFIG))
    show(made, opened)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(page, opened, unit=2, sample=0):
    page.show_unit(unit, 6, tuple(look(opened, sample=sample).lines(unit)), 12)


def drawn(page):
    """The lines of each plot, by their numbers."""
    plots = page.findChild(GateTraces)._plots
    return [[tuple(line.yData) for line in plot.listDataItems()] for plot in plots]


def reading(page):
    texts = [label.text() for label in page.findChildren(QLabel)]
    return next(text for text in texts if text.startswith(("time ", "Point")))


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def test_gates_stand_in_one_plot_and_states_in_another(page, opened):
    gates, states, given = drawn(page)
    assert gates == [tuple(opened.mapped(0, 0, name)[:, 0, 2].astype(float)) for name in "ifo"]
    assert states == [tuple(opened.mapped(0, 0, name)[:, 0, 2].astype(float)) for name in "gch"]
    assert given == []


def test_lines_end_with_the_sample(page, opened):
    show(page, opened, sample=2)
    gates, _, _ = drawn(page)
    assert [len(line) for line in gates] == [4, 4, 4]


def test_another_unit_takes_the_place_of_the_former(page, opened):
    show(page, opened, unit=3)
    assert [len(lines) for lines in drawn(page)] == [3, 3, 0]


def test_few_features_are_lines_and_many_a_strip(page):
    few = np.arange(36.0).reshape(12, 3)
    page.show_input(few)
    assert drawn(page)[2] == [tuple(few[:, at]) for at in range(3)]
    many = np.arange(120.0).reshape(12, 10)
    page.show_input(many)
    assert drawn(page)[2] == []
    strips = [item for item in page.findChild(GateTraces).scene().items() if isinstance(item, pg.ImageItem)]
    assert [strip.image.shape for strip in strips] == [(10, 12)]
    page.show_input(None)
    assert not page.findChild(GateTraces)._plots[2].isVisible()


def test_arrows_read_steps_and_go_to_other_units(page, qtbot, opened):
    chosen = collected(page.unit_chosen)
    page.show_input(np.arange(24.0).reshape(12, 2))
    for _ in range(3):
        qtbot.keyClick(page, Qt.Key.Key_Right)
    values = [f"{name} {opened.mapped(0, 0, name)[2, 0, 2]:.4f}".replace("-", "−") for name in "ifgoch"]
    assert reading(page) == "   ".join(["time 2:", *values, "input 4.0000, 5.0000"])
    qtbot.keyClick(page, Qt.Key.Key_Up)
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert chosen == [3, 1]
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert reading(page).startswith("Point at a time step")


def test_there_is_no_unit_beyond_the_last(page, qtbot, opened):
    chosen = collected(page.unit_chosen)
    show(page, opened, unit=5)
    qtbot.keyClick(page, Qt.Key.Key_Up)
    show(page, opened, unit=0)
    qtbot.keyClick(page, Qt.Key.Key_Down)
    assert chosen == []


def test_the_mouse_reads_and_the_keyboards_step_comes_back(page, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_Right)
    traces = page.findChild(GateTraces)
    box = traces._plots[1].getViewBox()
    traces.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(8, 0)))
    assert reading(page).startswith("time 8:")
    traces.pointed.emit(None)
    assert reading(page).startswith("time 0:")


def test_beyond_the_sample_there_is_padding(page, opened, qtbot):
    show(page, opened, sample=2)
    for _ in range(5):
        qtbot.keyClick(page, Qt.Key.Key_Right)
    assert reading(page) == "time 4: padding"


def test_the_plots_share_one_time_axis(page):
    plots = page.findChild(GateTraces)._plots
    plots[0].setXRange(3, 6, padding=0)
    assert all(np.allclose(plot.getViewBox().viewRange()[0], (3, 6)) for plot in plots)


@pytest.mark.parametrize("names", ["ifo", "gch", "rz", "nh", "0123"])
def test_no_two_lines_of_a_plot_are_told_apart_by_colour_alone(names, qapp):
    pens = [line_pen(name, colours(qapp.palette())) for name in names]
    assert len({pen.style() for pen in pens}) == len(names)


def test_lines_take_the_colours_of_another_theme(page, qapp):
    for theme in (Theme.DARK, Theme.LIGHT):
        apply_theme(qapp, theme)
        line = page.findChild(GateTraces)._plots[0].listDataItems()[1]
        assert line.opts["pen"].color() == colours(page.palette()).accent


def test_numbers_below_zero_have_a_true_minus_sign(page):
    axis = page.findChild(GateTraces)._plots[1].getAxis("left")
    assert axis.tickStrings([-0.5, 0.0, 0.5], 1.0, 0.5) == ["\N{MINUS SIGN}0.5", "0", "0.5"]


def test_time_steps_without_numbers_are_counted():
    some, none = np.array([1.0, np.nan, np.inf]), np.array([1.0, 2.0, np.nan])
    assert missing_text([("i", none), ("c", some)]) == ["No line at 2 of 3 time steps: NaN or infinite."]
    assert missing_text([("i", np.ones(3))]) == []
