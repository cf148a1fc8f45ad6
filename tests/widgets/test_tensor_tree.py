import pytest
from outline_values import FIGURES, LAYER_1, OUTPUT, STATE, large_tree, tree
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QTreeView, QWidget

from widgets.tensor_tree import TensorTree


@pytest.fixture
def panel(qtbot):
    made = TensorTree()
    qtbot.addWidget(made)
    made.resize(900, 400)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def chosen(panel):
    told = []
    panel.selected.connect(told.append)
    return told


def view(panel):
    return panel.findChild(QTreeView)


def visible(panel):
    lines, index = [], view(panel).model().index(0, 0)
    while index.isValid():
        lines.append(index.data())
        index = view(panel).indexBelow(index)
    return lines


def test_says_what_to_do_while_it_is_empty(panel):
    panel.show_outline(None, None)
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Open or run a model to see its tensors here."]
    assert not panel.findChild(QLineEdit).isEnabled()


def test_a_small_tree_is_open_down_to_its_tensors(panel, chosen):
    panel.show_outline(tree(), OUTPUT)
    assert visible(panel) == ["model.pt", "lstm", "call 0", "output", "h_n"]
    assert view(panel).currentIndex().data() == "output"
    assert chosen == []


def test_a_large_tree_is_open_down_to_its_layers(panel):
    panel.show_outline(large_tree(150), None)
    assert visible(panel) == ["model.pt", *(f"lstm{number}" for number in range(150))]


def test_the_keyboard_chooses(panel, chosen, qtbot):
    panel.show_outline(tree(), OUTPUT)
    qtbot.keyClick(view(panel), Qt.Key.Key_Down)
    assert chosen == [STATE]
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert chosen == [STATE, STATE]


def test_enter_folds_what_cannot_be_chosen(panel, chosen, qtbot):
    panel.show_outline(tree(), OUTPUT)
    qtbot.keyClick(view(panel), Qt.Key.Key_Up)
    qtbot.keyClick(view(panel), Qt.Key.Key_Return)
    assert visible(panel) == ["model.pt", "lstm", "call 0"]
    assert chosen == []


def test_showing_a_selection_opens_the_way_to_it_and_tells_nobody(panel, chosen):
    panel.show_outline(tree(), None)
    panel.show_selection(LAYER_1)
    assert view(panel).currentIndex().data() == "layer 1"
    assert "layer 1" in visible(panel)
    assert chosen == []


def test_the_filter_keeps_parents_and_the_selection(panel, chosen, qtbot):
    panel.show_outline(tree(), OUTPUT)
    line = panel.findChild(QLineEdit)
    qtbot.keyClicks(line, "h_n")
    assert visible(panel) == ["model.pt", "lstm", "call 0", "h_n", "layer 0", "layer 1"]
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert visible(panel) == ["model.pt", "lstm", "call 0", "output", "h_n"]
    assert view(panel).currentIndex().data() == "output"
    assert chosen == []


def test_a_filter_that_finds_nothing_says_so(panel, qtbot):
    panel.show_outline(tree(), None)
    qtbot.keyClicks(panel.findChild(QLineEdit), "<b>attention")
    assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()] == [
        "Nothing matches “<b>attention”."
    ]


def test_control_f_goes_to_the_filter(panel, qtbot):
    panel.show_outline(tree(), OUTPUT)
    view(panel).setFocus()
    qtbot.keyClick(view(panel), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.focusWidget() is panel.findChild(QLineEdit)


def test_control_c_copies_the_line_for_a_spreadsheet(panel, qtbot):
    panel.show_outline(tree(), OUTPUT)
    panel.show_statistics({OUTPUT: FIGURES})
    view(panel).setFocus()
    qtbot.keyClick(view(panel), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied == "output\t32 batch × 20 time × 64 hidden\tfloat32\t-0.1235\t1235\t0\t0"


def test_tab_comes_to_the_filter_and_then_to_the_lines(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    before, panel = QLineEdit(), TensorTree()
    for widget in (before, panel):
        widget.setParent(window)
    window.show()
    panel.show_outline(tree(), OUTPUT)
    with qtbot.waitActive(window):
        window.activateWindow()
    before.setFocus()
    qtbot.keyClick(before, Qt.Key.Key_Tab)
    assert panel.findChild(QLineEdit).hasFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert view(panel).hasFocus()


def test_a_line_is_copied_only_where_the_keyboard_is_in_the_tree(panel, qtbot):
    panel.show_outline(tree(), OUTPUT)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    QGuiApplication.clipboard().setText("before")
    line = panel.findChild(QLineEdit)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"


def test_the_room_of_the_shapes_follows_them_until_the_person_chooses(panel):
    def width():
        return view(panel).columnWidth(1)

    narrow = width()
    panel.show_outline(large_tree(300), None)
    panel.show_outline(tree(), OUTPUT)
    assert width() >= narrow
    view(panel).setColumnWidth(1, 77)
    panel.show_outline(large_tree(300), None)
    assert width() == 77
