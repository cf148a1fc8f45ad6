import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox, QToolButton

from inspector.tensor.axis import named_axis
from inspector.tensor.slice import read_slice
from inspector.tensor.slice_spec import SliceSpec, resolve_slice
from inspector.tensor.values import StoredValues
from widgets.heat_origins import Origins
from widgets.sentences import Sentences
from widgets.tensor_heatmap import TensorHeatmap
from widgets.tensor_slicer import TensorSlicer
from widgets.tensor_view import TensorView
from widgets.view_switch import ViewSwitch

AXES = (named_axis(("batch", 32)), named_axis(("time", 20)), named_axis(("direction", 2), ("hidden", 32)))
TITLE = "encoder.lstm/0/output  (32 batch, 20 time, 64 direction x hidden)  float32"
SENTENCES = tuple(
    f"Sentence {number} says what an axis of this tensor means and where it is from." for number in range(9)
)
PART = read_slice(StoredValues(np.zeros((32, 20, 64))), resolve_slice(SliceSpec(), AXES), 100, 100)


@pytest.fixture
def view(qtbot):
    made = TensorView()
    qtbot.addWidget(made)
    made.resize(480, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


def texts(view):
    return [label.text() for label in view.findChildren(QLabel) if label.isVisible()]


def test_asks_for_a_tensor_while_there_is_none(view):
    assert texts(view) == ["Choose a tensor to see its values here."]


def test_the_picture_keeps_its_height_whatever_is_to_be_said(view, qtbot):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    qtbot.waitUntil(lambda: view.findChild(Sentences).height() > 20)
    picture = view.findChild(TensorHeatmap)
    assert picture.height() >= 176
    assert picture.mapTo(view, QPoint(0, picture.height())).y() <= view.height()


def test_the_explanation_can_be_folded_away(view, qtbot):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    assert view.findChild(Sentences).text().splitlines() == list(SENTENCES)
    fold = next(button for button in view.findChildren(QToolButton) if button.accessibleName() == "Explanation")
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert not view.findChild(Sentences).isVisible()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert view.findChild(Sentences).isVisible()


def test_the_keyboard_comes_to_every_control_in_the_order_in_which_they_stand(view, qtbot):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    with qtbot.waitActive(view):
        view.activateWindow()
    view.findChild(QToolButton).setFocus()
    reached = []
    while view.focusWidget() is not view.findChild(TensorHeatmap):
        reached.append(view.focusWidget().accessibleName())
        qtbot.keyClick(view.focusWidget(), Qt.Key.Key_Tab)
    assert [name for name in reached if name] == [
        "Explanation", "Heatmap", "Rows", "Swap rows and columns", "Columns", "batch, slider", "batch, index",
        "Play along batch",
    ]  # fmt: skip


def test_wishes_and_pointing_are_passed_on(view, qtbot):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    number = next(box for box in view.findChildren(QSpinBox) if box.isVisible())
    with qtbot.waitSignal(view.slice_changed) as wish:
        number.setValue(3)
    assert wish.args == [SliceSpec(1, 2, (3, 0, 0))]
    with qtbot.waitSignal(view.hovered) as pointed:
        qtbot.keyClick(view.findChild(TensorHeatmap), Qt.Key.Key_Down)
    assert pointed.args == [(0, 0, 0)]


def test_without_values_yet_the_controls_of_the_former_tensor_go(view):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    view.show_tensor("lstm/0/h_n", (), AXES[:2], None)
    assert not view.findChild(TensorSlicer).isVisible()
    assert "No values to show." in texts(view)


def test_an_error_is_shown_as_it_is_written(view):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    view.show_message("<b>gone</b>")
    assert texts(view) == ["<b>gone</b>"]
    label = next(label for label in view.findChildren(QLabel) if label.isVisible())
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_a_colouring_is_chosen_beside_the_title(view, qtbot):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    box = next(box for box in view.findChildren(QComboBox) if box.accessibleName() == "Colour by")
    assert not box.isVisible()
    view.show_colourings(("value", "batch", "time"), "value")
    assert box.isVisible()
    with qtbot.waitSignal(view.colouring_chosen) as chosen:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert chosen.args == ["batch"]
    view.show_tensor(TITLE, SENTENCES, AXES, PART, Origins(named_axis(("batch", 32)), np.full((20, 64), 3.0)))
    assert any("Coloured by sample" in text for text in texts(view))
    view.show_colourings((), "value")
    assert not box.isVisible()


def test_what_is_linked_and_what_is_chosen_go_through(view, qtbot):
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    view.show_link_text("")
    view.grab()
    before = view.grab().toImage()
    view.show_linked(np.eye(20, 64, dtype=bool))
    view.show_link_text("goes to the mean")
    assert "goes to the mean" in texts(view)
    assert view.grab().toImage() != before
    view.show_linked(None)
    view.show_link_text("")
    assert view.grab().toImage() == before
    heatmap = view.findChild(TensorHeatmap)
    qtbot.keyClick(heatmap, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(heatmap, Qt.Key.Key_Return)
    assert chosen.args == [(0, 0, 0)]


def test_the_keyboard_comes_to_a_button_of_the_head_where_it_stands(view, qtbot):
    button = QToolButton()
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    view.add_button(button)
    view.show_tensor(TITLE, SENTENCES, AXES, PART)
    view.findChild(ViewSwitch).last.setFocus()
    qtbot.keyClick(view.window().focusWidget(), Qt.Key.Key_Tab)
    assert view.window().focusWidget() is button
