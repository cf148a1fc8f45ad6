import numpy as np
import pytest
from gate_values import gate_file, look, lstm_config
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from inspector.gates.gate_look import Rows
from inspector.gates.gate_words import gate_words
from inspector.gates.layer_units import layer_units
from inspector.model.config import Kind, RecurrentConfig
from inspector.tensor.levels import Levels
from inspector.tensor.slice_spec import Window
from widgets.gate_heatmaps import GateHeatmaps
from widgets.gate_marks import Mark
from widgets.gate_plot import GatePlot
from widgets.gate_text import note_text
from widgets.theme import Theme, apply_theme

CONFIG = lstm_config(hidden=6)


@pytest.fixture
def opened(tmp_path):
    return gate_file(tmp_path, CONFIG, time=12, batch=3, lengths=(12, 9, 4))


@pytest.fixture
def page(qtbot, opened):
    made = GateHeatmaps()
    qtbot.addWidget(made)
    made.resize(900, 560)
    show(made, CONFIG, look(opened), layer_units(opened)[0].habits.units)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(page, config, shown, units=()):
    page.show_kind(gate_words(config))
    page.show_pictures(shown.pictures, units)
    page.show_note(note_text(shown, shown.pictures))


def plots(page):
    return {plot.accessibleName()[0]: plot for plot in page.findChildren(GatePlot)}


def box(plot):
    return plot._plot.getViewBox()


def texts(page):
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def reading(page):
    return next(text for text in texts(page) if text.startswith(("time ", "Point")))


def hover(plot, row, step):
    plot.scene().sigMouseMoved.emit(box(plot).mapViewToScene(QPointF(step, row)))


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def value(opened, name, step, sample, unit):
    return f"{name} {opened.mapped(0, 0, name)[step, sample, unit]:.4f}".replace("-", "−")


def test_each_gate_has_a_picture_with_its_name(page):
    assert set(plots(page)) == set("ifgoch")
    assert {"forget gate", "cell state", "input gate"} <= set(texts(page))


def test_pointing_at_one_reads_all_at_the_same_step_and_unit(page, opened):
    hover(plots(page)["c"], 4, 7)
    expected = [value(opened, name, 7, 0, 4) for name in "ifgoch"]
    assert reading(page) == "   ".join(["time 7, hidden 4:", *expected])


def test_the_cross_hair_stands_in_every_picture(page):
    hover(plots(page)["f"], 2, 5)
    for plot in plots(page).values():
        crosses = plot.marks.hair
        assert [line.value() for line in (*crosses._down, *crosses._across)] == [5, 5, 2, 2]
        assert all(line.isVisible() for line in (*crosses._down, *crosses._across))


def test_zooming_one_moves_all(page):
    seen = plots(page)
    box(seen["g"]).setRange(xRange=(2.5, 6.5), yRange=(0.5, 3.5), padding=0)
    for plot in seen.values():
        assert np.allclose(box(plot).viewRange(), [(2.5, 6.5), (0.5, 3.5)])


def test_the_keyboard_moves_the_cross_hair_chooses_and_forgets(page, qtbot, opened):
    grid, chosen = page.focusProxy(), collected(page.row_chosen)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(grid, key)
    assert reading(page).startswith("time 3, hidden 1:")
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert chosen == [1]
    qtbot.keyClick(grid, Qt.Key.Key_Escape)
    assert reading(page).startswith("Point at a cell")
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert chosen == [1]


def test_a_click_chooses_the_unit(page):
    chosen = collected(page.row_chosen)
    plots(page)["o"].clicked.emit((5, 3))
    assert chosen == [5]


def test_all_is_shown_again_with_a(page, qtbot):
    seen = plots(page)
    box(seen["g"]).setRange(xRange=(2.5, 6.5), yRange=(0.5, 3.5), padding=0)
    qtbot.keyClick(page.focusProxy(), Qt.Key.Key_A)
    assert np.allclose(box(seen["i"]).viewRange(), [(-0.5, 11.5), (-0.5, 5.5)])


def test_saturated_and_dead_units_are_marked_and_counted(page):
    marks = {name: dict(plot._strip._marks) for name, plot in plots(page).items()}
    assert marks["f"][0] is Mark.HIGH
    assert marks["o"][1] is Mark.LOW
    assert marks["h"] == {1: Mark.DEAD}
    assert marks["g"] == marks["c"] == {}
    assert "× 1 dead of 6 units" in texts(page)
    assert any(text.startswith("▲ 1 open") for text in texts(page))


def test_padded_steps_are_hatched_and_read_as_such(page, opened):
    show(page, CONFIG, look(opened, sample=2))
    assert all(plot.marks.hatch.windows == (Window((0, 6), (4, 12)),) for plot in plots(page).values())
    assert "Hatched: padding, where there is no time step." in texts(page)
    hover(plots(page)["f"], 2, 4)
    assert reading(page) == "time 4, hidden 2: padding"
    hover(plots(page)["f"], 2, 3)
    assert reading(page).startswith("time 3, hidden 2:   i ")


def test_scales_are_fixed_whatever_the_values_are(page):
    scales = {name: plot._scale for name, plot in plots(page).items()}
    assert scales["i"] == scales["f"] == scales["o"] == Levels(0.0, 1.0, signed=False)
    assert scales["g"] == scales["h"] == Levels(-1.0, 1.0, signed=True)


def test_a_projected_h_shares_the_time_but_not_the_units(qtbot, page, tmp_path):
    config = lstm_config(hidden=6, proj_size=2)
    opened = gate_file(tmp_path, config, time=12, name="projected")
    show(page, config, look(opened))
    chosen, seen = collected(page.row_chosen), plots(page)
    hover(seen["f"], 4, 7)
    assert reading(page) == "   ".join(["time 7, hidden 4:", *[value(opened, name, 7, 0, 4) for name in "ifgoc"]])
    hair = seen["h"].marks.hair
    assert [line.isVisible() for line in (*hair._across, *hair._down)] == [False] * 2 + [True] * 2
    hover(seen["h"], 1, 3)
    assert reading(page) == f"time 3, projection 1:   {value(opened, 'h', 3, 0, 1)}"
    seen["h"].clicked.emit((1, 3))
    assert chosen == []


def test_rows_may_be_the_samples_of_one_unit(page, tmp_path):
    opened = gate_file(tmp_path, CONFIG, time=12, batch=3, lengths=(12, 9, 4), name="samples")
    chosen = collected(page.row_chosen)
    show(page, CONFIG, look(opened, rows=Rows.SAMPLES))
    seen = plots(page)
    assert seen["f"].marks.hatch.windows == (Window((1, 2), (9, 12)), Window((2, 3), (4, 12)))
    assert all(plot._strip._marks == {} for plot in seen.values())
    seen["f"].clicked.emit((2, 0))
    assert chosen == [2]
    assert reading(page).startswith("time 0, batch 2:")


def test_a_gru_takes_the_place_of_an_lstm(page, tmp_path, qtbot):
    config = RecurrentConfig(Kind.GRU, 4, 6)
    opened = gate_file(tmp_path, config, name="gru")
    show(page, config, look(opened))
    qtbot.waitUntil(lambda: {name for name, plot in plots(page).items() if plot.isVisible()} == set("rznh"))


def test_the_backward_direction_says_how_it_reads(page, tmp_path):
    config = lstm_config(hidden=6, bidirectional=True)
    opened = gate_file(tmp_path, config, name="both")
    show(page, config, look(opened, direction=1))
    assert "The backward direction reads from right to left." in texts(page)


def test_one_formula_is_one_click_away(page):
    asked = collected(page.explain_requested)
    buttons = {button.accessibleName(): button for button in page.findChildren(QToolButton)}
    forget, cell = buttons["Formula of the forget gate"], buttons["Formula of the cell state"]
    forget.click()
    page.show_explained("f", "How much is kept.")
    assert (forget.isChecked(), cell.isChecked()) == (True, False)
    cell.click()
    page.show_explained("c", "The memory.")
    assert (forget.isChecked(), cell.isChecked()) == (False, True)
    cell.click()
    assert asked == ["f", "c", ""]


def test_every_picture_takes_the_colours_of_another_theme(page, qapp):
    for theme in (Theme.DARK, Theme.LIGHT):
        apply_theme(qapp, theme)
        colours = {plot._shades.text.name() for plot in plots(page).values()}
        assert colours == {page.palette().windowText().color().name()}


def test_the_keyboard_comes_to_the_pictures_and_then_to_their_formulas(page, qtbot):
    page.setFocus()
    reached = []
    for _ in range(6):
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
        reached.append(page.window().focusWidget().accessibleName())
    assert reached == [f"Formula of the {words.title}" for words in gate_words(CONFIG)]
