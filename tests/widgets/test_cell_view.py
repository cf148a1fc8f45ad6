from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QToolButton

from inspector.model.config import Kind, RecurrentConfig
from tests.inspector.gates.made_traces import GRU, LSTM, broken_trace, gru_trace, lstm_trace
from widgets.cell_drawing import CellDrawing
from widgets.cell_figure import cell_figure, picture_size
from widgets.cell_inks import cell_inks
from widgets.cell_picture import picture
from widgets.cell_stepper import CellStepper
from widgets.cell_strip import CellStrip
from widgets.cell_view import CellView
from widgets.notice import Notice, Tone
from widgets.theme import Theme, apply_theme, is_dark

Key = Qt.Key


@pytest.fixture
def view(qtbot):
    made = CellView()
    qtbot.addWidget(made)
    made.resize(1280, 620)
    made.show_choices(4, 8)
    made.show_trace(lstm_trace(), LSTM)
    made.show()
    return made


def drawing(view):
    return view.findChild(CellDrawing)


def step(view):
    return drawing(view).figure.step.time_step


def button(view, name):
    return next(each for each in view.findChildren(QToolButton) if each.accessibleName() == name)


def number(view, name):
    return next(each for each in view.findChildren(QSpinBox) if each.accessibleName() == name)


def pressed(view, qtbot, *keys):
    for key in keys:
        qtbot.keyClick(drawing(view), key)
    return step(view)


def test_the_keyboard_goes_through_time(view, qtbot):
    assert step(view) == 0
    assert pressed(view, qtbot, Key.Key_Right, Key.Key_Right, Key.Key_Right) == 3
    assert pressed(view, qtbot, Key.Key_Left) == 2
    assert pressed(view, qtbot, Key.Key_End) == 11
    assert pressed(view, qtbot, Key.Key_Right) == 11
    assert pressed(view, qtbot, Key.Key_Home, Key.Key_Left) == 0
    qtbot.keyClick(view.findChild(CellStrip), Key.Key_Right)
    assert step(view) == 1


def test_buttons_go_through_time_and_know_the_ends(view, qtbot):
    for name, after in (("Step forward", 1), ("Last step", 11), ("Step back", 10), ("First step", 0)):
        button(view, name).click()
        assert step(view) == after
    assert not button(view, "First step").isEnabled()
    assert not button(view, "Step back").isEnabled()
    assert button(view, "Last step").isEnabled()


def test_number_and_strip_choose_a_step(view):
    number(view, "Time step").setValue(7)
    assert step(view) == 7
    view.findChild(CellStrip).step_chosen.emit(4)
    assert (step(view), number(view, "Time step").value()) == (4, 4)
    assert drawing(view).figure.formulas[-1].quantity == "h"
    assert view.findChild(CellStrip).accessibleDescription().startswith("Time step 4:")


def test_play_goes_on_by_itself_and_stays_at_the_end(view, qtbot):
    speed = next(each for each in view.findChildren(QComboBox) if each.accessibleName() == "Speed")
    speed.setCurrentIndex(speed.count() - 1)
    stepper = view.findChild(CellStepper)
    pressed(view, qtbot, Key.Key_End, Key.Key_Space)
    assert (step(view), stepper.is_playing) == (0, True)
    assert button(view, "Pause").isVisible()
    assert not button(view, "Play").isVisible()
    with qtbot.waitSignal(stepper.moved, check_params_cb=lambda shown: shown == 11):
        pass
    qtbot.waitUntil(lambda: not stepper.is_playing)
    assert button(view, "Play").isVisible()


def test_play_stops_where_it_is_wanted_and_where_nobody_sees_it(view, qtbot):
    stepper = view.findChild(CellStepper)
    button(view, "Play").click()
    button(view, "Pause").click()
    assert not stepper.is_playing
    pressed(view, qtbot, Key.Key_Space)
    view.hide()
    assert not stepper.is_playing


def test_another_unit_is_shown_at_the_same_step(view):
    number(view, "Time step").setValue(9)
    view.show_trace(lstm_trace(unit=5, seed=1), LSTM)
    assert (step(view), number(view, "Unit").value()) == (9, 5)
    view.show_trace(lstm_trace(steps=4), LSTM)
    assert step(view) == 3
    view.show_trace(gru_trace(), GRU)
    assert [formula.quantity for formula in drawing(view).figure.formulas] == ["r", "z", "n", "h"]


def test_a_reverse_direction_is_told_by_the_steps_as_it_reads(view):
    view.show_trace(replace(lstm_trace(), direction=1), LSTM)
    assert number(view, "Step from the end").value() == 0
    assert drawing(view).figure.caption.endswith(
        "reverse, sample 0, unit 3: step 0 as it reads, from the end (0 to 11)"
    )
    view.show_trace(lstm_trace(), LSTM)
    assert number(view, "Time step").isEnabled()


def test_units_and_samples_are_wanted_by_the_person_alone(view):
    found = []
    view.unit_chosen.connect(lambda unit: found.append(("unit", unit)))
    view.sample_chosen.connect(lambda sample: found.append(("sample", sample)))
    view.show_trace(lstm_trace(unit=6), LSTM)
    view.show_choices(3, 7)
    assert found == []
    number(view, "Unit").setValue(2)
    number(view, "Sample").setValue(1)
    assert found == [("unit", 2), ("sample", 1)]
    assert (number(view, "Unit").maximum(), number(view, "Sample").maximum()) == (6, 2)


@pytest.mark.parametrize(
    ("show", "told"),
    [
        (lambda view: view.show_trace(None, LSTM), "Choose a sample and a unit to see what its cell does"),
        (lambda view: view.show_trace(lstm_trace(steps=0), LSTM), "This sample has no time steps"),
        (lambda view: view.show_message("An RNN has no gates."), "An RNN has no gates."),
    ],
)
def test_without_a_trace_it_says_so(view, qtbot, show, told):
    show(view)
    assert any(label.isVisible() and label.text().startswith(told) for label in view.findChildren(QLabel))
    assert not drawing(view).isVisible()
    assert not view.findChild(CellStrip).isVisible()
    assert not any(button(view, name).isEnabled() for name in ("Play", "Copy picture", "Save picture"))
    qtbot.keyClick(view, Key.Key_Space)
    view.show_trace(lstm_trace(), LSTM)
    assert drawing(view).isVisible()
    assert button(view, "Play").isEnabled()


def test_the_mouse_marks_what_it_points_at(view, qtbot):
    shown = drawing(view)
    for quantity, area in [(gate.quantity, gate.sums) for gate in shown.figure.parts.gates]:
        qtbot.mouseMove(shown, shown.places.transform.map(area.center()).toPoint())
        assert shown.meant == quantity
    plain, formula = shown.grab().toImage(), shown.places.formulas[-1]
    qtbot.mouseMove(shown, shown.places.transform.map(formula.area.center()).toPoint())
    assert shown.meant == "h"
    assert shown.grab().toImage() != plain


def test_up_and_down_mark_the_formulas_in_order(view, qtbot):
    shown = drawing(view)
    order = []
    for _ in range(7):
        qtbot.keyClick(shown, Key.Key_Down)
        order.append(shown.meant)
    assert order == ["f", "i", "g", "o", "c", "h", "h"]
    qtbot.keyClick(shown, Key.Key_Up)
    assert "c_t = f_t · c_{t-1} + i_t · g_t: " in shown.accessibleDescription()
    qtbot.keyClick(shown, Key.Key_Right)
    assert shown.meant == "c"
    qtbot.keyClick(shown, Key.Key_Escape)
    assert shown.meant == ""
    view.show_trace(gru_trace(), GRU)
    qtbot.keyClick(shown, Key.Key_Up)
    assert shown.meant == "h"


@pytest.mark.parametrize(
    ("trace", "config"),
    [
        pytest.param(lambda: lstm_trace(scale=1e-7), LSTM, id="tiny"),
        pytest.param(lambda: lstm_trace(scale=50), LSTM, id="saturated"),
        pytest.param(broken_trace, LSTM, id="NaN"),
        pytest.param(lambda: lstm_trace(steps=1), LSTM, id="one step"),
        pytest.param(lambda: gru_trace(scale=1e5), GRU, id="large"),
        pytest.param(lambda: lstm_trace(), RecurrentConfig(Kind.LSTM_CELL, 5, 8, bias=False), id="no bias"),
    ],
)
def test_every_trace_is_drawn_in_light_and_dark(view, qapp, qtbot, trace, config):
    palette, grounds = qapp.palette(), set()
    view.show_trace(trace(), config)
    for theme in (Theme.LIGHT, Theme.DARK):
        apply_theme(qapp, theme)
        qtbot.waitUntil(lambda: is_dark(drawing(view).palette()) == (theme is Theme.DARK))  # noqa: B023
        for time_step in range(len(trace().h)):
            number(view, "Time step").setValue(time_step)
            image = drawing(view).grab().toImage()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
        assert len(colours) > 20
        grounds.add(image.pixel(2, 2))
    qapp.setPalette(palette)
    assert len(grounds) == 2


@pytest.mark.parametrize("size", [(720, 480), (1280, 720), (1920, 1080), (720, 1000)])
def test_it_fits_the_window(view, size):
    view.resize(*size)
    view.grab()
    assert (view.width(), view.height()) == size
    shown = drawing(view)
    sheet = shown.places.transform.mapRect(QRectF(0, 0, *shown.places.size))
    assert QRectF(shown.rect()).contains(sheet)
    assert max(sheet.width() / shown.width(), sheet.height() / shown.height()) > 0.95


def test_the_picture_goes_to_the_clipboard(view):
    button(view, "Copy picture").click()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == tuple(2 * side for side in picture_size())
    notice = view.findChild(Notice)
    assert (notice.tone, notice.text) == (Tone.SUCCESS, "The picture is on the clipboard.")
    button(view, "Step forward").click()
    assert notice.text == ""


def test_the_picture_is_saved_as_png_and_svg(view, tmp_path):
    view.save_picture(tmp_path / "cell.png")
    assert QImage(str(tmp_path / "cell.png")) == picture(
        cell_figure(lstm_trace(), 0, LSTM), cell_inks(view.palette(), view.font())
    ).convertToFormat(QImage(str(tmp_path / "cell.png")).format())
    view.save_picture(tmp_path / "cell.svg")
    drawn = QSvgRenderer(str(tmp_path / "cell.svg"))
    assert (drawn.viewBox().width(), drawn.viewBox().height()) == picture_size()
    text = (tmp_path / "cell.svg").read_text()
    assert "forget gate" in text
    assert "sample 0, unit 3" in text
    assert view.findChild(Notice).text == "Saved as cell.svg."


@pytest.mark.parametrize("name", ["cell.png", "cell.svg"])
def test_a_place_that_cannot_be_written_is_told(view, tmp_path, name):
    view.save_picture(tmp_path / "missing" / name)
    notice = view.findChild(Notice)
    assert notice.tone is Tone.ERROR
    assert notice.text.startswith("The picture cannot be written: ")
