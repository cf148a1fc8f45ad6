import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QSpinBox, QToolButton

from inspector.tensor.axis import named_axis
from inspector.tensor.slice_spec import ResolvedSlice, SliceSpec
from widgets.tensor_slicer import TensorSlicer

AXES = (named_axis(("call", 3)), named_axis(("batch", 32)), named_axis(("time", 20)), named_axis(("hidden", 64)))
SEEN = ResolvedSlice(2, 3, (1, 5, 0, 0))


@pytest.fixture
def slicer(qtbot):
    made = TensorSlicer()
    qtbot.addWidget(made)
    made.resize(900, 100)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def wishes(slicer):
    told = []
    slicer.changed.connect(told.append)
    slicer.show_slice(AXES, SEEN)
    return told


def named(slicer, kind, name):
    return next(child for child in slicer.findChildren(kind) if child.accessibleName() == name)


def test_shows_the_slice_and_tells_nobody(slicer, wishes):
    assert named(slicer, QComboBox, "Rows").currentText() == "time (20)"
    assert named(slicer, QComboBox, "Columns").currentText() == "hidden (64)"
    assert named(slicer, QSpinBox, "batch, index").text() == "5 / 32"
    assert named(slicer, QSlider, "call, slider").value() == 1
    assert [box.accessibleName() for box in slicer.findChildren(QSpinBox) if box.isVisible()] == [
        "call, index",
        "batch, index",
    ]
    assert wishes == []


def test_a_slider_and_a_number_move_one_axis(slicer, wishes, qtbot):
    qtbot.keyClick(named(slicer, QSlider, "batch, slider"), Qt.Key.Key_Right)
    assert wishes == [SliceSpec(2, 3, (1, 6, 0, 0))]
    assert named(slicer, QSpinBox, "batch, index").value() == 6
    number = named(slicer, QSpinBox, "call, index")
    number.setFocus()
    qtbot.keyClick(number, Qt.Key.Key_Up)
    assert wishes[-1].fixed[0] == 2


def test_typing_a_number_is_one_wish(slicer, wishes, qtbot):
    number = named(slicer, QSpinBox, "batch, index")
    number.setFocus()
    number.selectAll()
    qtbot.keyClicks(number, "12")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert wishes == [SliceSpec(2, 3, (1, 12, 0, 0))]


def test_choosing_an_axis(slicer, wishes, qtbot):
    qtbot.keyClick(named(slicer, QComboBox, "Rows"), Qt.Key.Key_Up)
    assert wishes == [SliceSpec(1, 3, SEEN.position)]


def test_choosing_the_axis_of_the_other_swaps_them(slicer, wishes, qtbot):
    qtbot.keyClick(named(slicer, QComboBox, "Rows"), Qt.Key.Key_Down)
    assert wishes == [SliceSpec(3, 2, SEEN.position)]
    qtbot.mouseClick(slicer.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert wishes[-1] == SliceSpec(3, 2, SEEN.position)


def test_another_place_keeps_the_controls_so_that_a_slider_can_be_dragged(slicer, wishes):
    slider = named(slicer, QSlider, "batch, slider")
    slicer.show_slice(AXES, ResolvedSlice(2, 3, (1, 9, 0, 0)))
    assert named(slicer, QSlider, "batch, slider") is slider
    assert slider.value() == 9


def test_two_axes_need_one_line_in_480_pixels(slicer, wishes, qtbot):
    axes = (named_axis(("time", 20)), named_axis(("direction", 2), ("hidden", 32)))
    slicer.show_slice(axes, ResolvedSlice(0, 1, (0, 0)))
    line = named(slicer, QComboBox, "Rows").parentWidget().sizeHint().height()
    assert slicer.heightForWidth(600) <= line + 8


def test_rows_and_columns_stay_in_one_line_where_it_is_narrow(slicer, wishes, qtbot):
    axes = (named_axis(("time", 20), ("batch", 32)), named_axis(("direction", 2), ("hidden", 32)))
    slicer.show_slice(axes, ResolvedSlice(0, 1, (0, 0)))
    slicer.resize(330, 100)
    rows, columns = (named(slicer, QComboBox, name) for name in ("Rows", "Columns"))
    qtbot.waitUntil(lambda: columns.mapTo(slicer, columns.rect().bottomRight()).x() < 330)
    assert rows.mapTo(slicer, QPoint()).y() == columns.mapTo(slicer, QPoint()).y()
    assert slicer.heightForWidth(330) <= rows.parentWidget().sizeHint().height() + 8


def test_a_vector_needs_no_controls(slicer, wishes):
    slicer.show_slice(AXES[:1], ResolvedSlice(None, 0, (0,)))
    assert not slicer.isVisible()


def test_every_control_has_a_name(slicer, wishes):
    for kind in (QComboBox, QSlider, QSpinBox, QToolButton):
        assert all(child.accessibleName() for child in slicer.findChildren(kind))


def test_an_axis_of_one_index_offers_no_choice(slicer):
    axes = (named_axis(("layer", 1)), named_axis(("batch", 32)), named_axis(("hidden", 64)))
    slicer.show_slice(axes, ResolvedSlice(1, 2, (0, 0, 0)))
    assert [box for box in slicer.findChildren(QSpinBox) if box.isVisible()] == []


def test_tab_comes_to_the_held_axes_after_the_shown_ones(slicer, wishes, qtbot):
    with qtbot.waitActive(slicer):
        slicer.activateWindow()
    named(slicer, QComboBox, "Columns").setFocus()
    names = []
    for _ in range(6):
        qtbot.keyClick(slicer.focusWidget(), Qt.Key.Key_Tab)
        names.append(slicer.focusWidget().accessibleName())
    assert names == [
        "call, slider", "call, index", "Play along call", "batch, slider", "batch, index", "Play along batch",
    ]  # fmt: skip


def test_no_letter_for_alt_is_taken_from_the_menus(slicer):
    assert not any("&" in label.text() for label in slicer.findChildren(QLabel))


def play_button(slicer, name):
    return next(each for each in slicer.findChildren(QToolButton) if each.accessibleName().endswith(f"along {name}"))


def test_playing_goes_to_the_last_place_and_stops(slicer, wishes, qtbot):
    button = play_button(slicer, "call")
    assert button.accessibleName() == "Play along call"
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert button.accessibleName() == "Stop playing along call"
    qtbot.waitUntil(lambda: not button.isChecked())
    assert [wish.fixed[0] for wish in wishes] == [2]
    named(slicer, QSlider, "call, slider").setFocus()
    qtbot.keyClick(named(slicer, QSlider, "call, slider"), Qt.Key.Key_Space)
    assert button.isChecked()
    qtbot.waitUntil(lambda: not button.isChecked())
    assert [wish.fixed[0] for wish in wishes] == [2, 0, 1, 2]


def test_what_is_hidden_plays_no_more(slicer, wishes, qtbot):
    button = play_button(slicer, "batch")
    button.menu().actions()[-1].trigger()
    button.click()
    qtbot.waitUntil(lambda: len(wishes) > 1)
    slicer.show_slice(AXES, ResolvedSlice(1, 3, (0, 0, 0, 0)))
    assert not button.isChecked()
