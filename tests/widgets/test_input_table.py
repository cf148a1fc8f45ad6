from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QFileDialog, QLineEdit, QSpinBox, QTableView

from inspector.run.input import parse_input_value
from inspector.run.typed_values import Typed
from widgets.input_items import InputItems
from widgets.input_table_dialog import InputTableDialog
from widgets.notice import Notice
from widgets.typed_cells import TypedCells, read_block

ROOT = QModelIndex()
CUBE = Typed((2, 2, 3), tuple(float(number) for number in range(12)))


@pytest.fixture
def items(qapp):
    made = InputItems()
    made.set_cells(TypedCells(CUBE, whole=False))
    return made


@pytest.fixture
def dialog(qtbot, request):
    text = getattr(request, "param", "ramp(2,2,3)")
    made = InputTableDialog("0", parse_input_value(text))
    qtbot.addWidget(made)
    made.open()
    return made


def texts(items, role=Qt.ItemDataRole.DisplayRole):
    return [
        [items.index(row, column).data(role) for column in range(items.columnCount())]
        for row in range(items.rowCount())
    ]


def named(dialog, kind, name):
    return next(child for child in dialog.findChildren(kind) if child.accessibleName() == name)


def view_of(dialog):
    return named(dialog, QTableView, "Values")


def button(dialog, which=QDialogButtonBox.StandardButton.Ok):
    return dialog.findChild(QDialogButtonBox).button(which)


def notice(dialog):
    return next((found.text for found in dialog.findChildren(Notice) if found.isVisible()), "")


def accepted(qtbot, dialog):
    with qtbot.waitSignal(dialog.chosen) as chosen:
        qtbot.mouseClick(button(dialog), Qt.MouseButton.LeftButton)
    return chosen.args[0]


@pytest.mark.parametrize("sizes", [(2, 2, 3), (4, 3), (5,), (), (1, 1, 1)])
def test_is_a_sound_item_model(qapp, qtmodeltester, sizes):
    count = 1
    for size in sizes:
        count *= size
    items = InputItems()
    items.set_cells(TypedCells(Typed(sizes, (0.5,) * count), whole=False))
    items.setData(items.index(0, 0), "x")
    qtmodeltester.check(items)


def test_the_cells_are_one_matrix(items):
    assert texts(items) == [["0", "1", "2"], ["3", "4", "5"]]
    items.set_cells(items.cells, 1)
    assert texts(items) == [["6", "7", "8"], ["9", "10", "11"]]
    assert items.headerData(2, Qt.Orientation.Horizontal) == "2"


def test_a_number_is_shown_short_and_edited_in_full(items):
    items.setData(items.index(0, 0), "0.123456789")
    cell = items.index(0, 0)
    assert (cell.data(), cell.data(Qt.ItemDataRole.EditRole)) == ("0.123457", "0.123456789")
    assert "0.123456789" in cell.data(Qt.ItemDataRole.ToolTipRole)


def test_a_wrong_cell_keeps_its_text_and_says_why(items):
    items.set_error_colour(QColor("red"))
    items.set_cells(items.cells, 1)
    cell = items.index(1, 2)
    assert items.setData(cell, "1,5")
    assert (cell.data(), cell.data(Qt.ItemDataRole.EditRole)) == ("1,5 ✗", "1,5")
    assert cell.data(Qt.ItemDataRole.AccessibleDescriptionRole).startswith("'1,5' is not a number.")
    assert cell.data(Qt.ItemDataRole.ForegroundRole).color() == QColor("red")
    assert items.cells.first_wrong.startswith("[1, 1, 2]: '1,5' is not a number.")
    items.setData(cell, "1.5")
    assert items.cells.first_wrong == ""
    assert items.cells.value.numbers[11] == 1.5


def test_whole_numbers_refuse_others_and_are_cut():
    cells = TypedCells(Typed((4,), (1.9, -1.9, float("nan"), float("inf"))), whole=False).as_kind(whole=True)
    assert cells.value == Typed((4,), (1, -1, 0, 0))
    assert cells.value.whole
    cells.write(2, "0.5")
    assert cells.first_wrong == "[2]: '0.5' is not a whole number. Write one, or choose floating point."
    assert TypedCells(Typed((1,), (2,)), whole=False).value.numbers == (2.0,)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\t2\n3\t4\n", [["1", "2"], ["3", "4"]]),
        ("1,2\r\n3,4\r\n", [["1", "2"], ["3", "4"]]),
        ("1;2", [["1", "2"]]),
        ("5", [["5"]]),
        ("", []),
    ],
)
def test_a_block_of_a_spreadsheet(text, block):
    assert read_block(text) == block


def test_the_table_begins_with_the_present_values(dialog, qtbot):
    values = [[[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], [[6.0, 7.0, 8.0], [9.0, 10.0, 11.0]]]
    assert accepted(qtbot, dialog) == f"values({values})"


def test_a_cell_is_edited_in_place(dialog, qtbot):
    view = view_of(dialog)
    named(dialog, QSpinBox, "axis 0, index").setValue(1)
    view.setCurrentIndex(view.model().index(1, 2))
    view.edit(view.currentIndex())
    editor = view.viewport().findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "x")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: notice(dialog).startswith("[1, 1, 2]: 'x' is not a number."))
    assert not button(dialog).isEnabled()
    assert dialog.isVisible()
    view.model().setData(view.currentIndex(), "-7")
    assert (notice(dialog), button(dialog).isEnabled()) == ("", True)
    assert accepted(qtbot, dialog).endswith("[9.0, 10.0, -7.0]]])")


@pytest.mark.parametrize("dialog", ["values([[1.5, 2], [3, 4]])"], indirect=True)
def test_sizes_are_taken_with_enter_and_keep_the_numbers(dialog, qtbot):
    line = named(dialog, QLineEdit, "Sizes")
    line.selectAll()
    qtbot.keyClicks(line, "3, 2")
    assert view_of(dialog).model().rowCount() == 2, "not while it is typed"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert view_of(dialog).model().rowCount() == 3
    assert dialog.isVisible()
    assert accepted(qtbot, dialog) == "values([[1.5, 2.0], [3.0, 4.0], [0.0, 0.0]])"


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ("3, x", "'x' is not a size."),
        ("0", "'0' is not a size."),
        ("1,1,1,1", "A table holds at most 3 axes and 10,000 numbers."),
        ("101, 100", "A table holds at most 3 axes and 10,000 numbers."),
    ],
)
def test_wrong_sizes_are_told(dialog, qtbot, sizes, sentence):
    line = named(dialog, QLineEdit, "Sizes")
    line.selectAll()
    qtbot.keyClicks(line, sizes)
    assert notice(dialog).startswith(sentence)
    assert not button(dialog).isEnabled()


@pytest.mark.parametrize("dialog", ["zeros(3,2)"], indirect=True)
def test_a_block_is_pasted_at_the_current_cell_and_copied_out(dialog, qtbot):
    view = view_of(dialog)
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    QApplication.clipboard().setText("1\t2\n3\t4\n")
    qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert texts(view.model()) == [["0", "0"], ["1", "2"], ["3", "4"]]
    view.selectAll()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "0.0\t0.0\n1.0\t2.0\n3.0\t4.0"
    view.setCurrentIndex(view.model().index(2, 1))
    dialog.table.paste()
    assert notice(dialog).startswith("The block is 3 x 2; 5 of its numbers lie outside the table.")
    assert accepted(qtbot, dialog) == "values([[0.0, 0.0], [1.0, 2.0], [3.0, 0.0]])"


def test_tab_goes_through_every_control(dialog, qtbot):
    dialog.activateWindow()
    view_of(dialog).setFocus()
    reached = []
    for _ in range(10):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget().accessibleName() or dialog.focusWidget().text().replace("&", ""))
    above = ["Sizes", "Kind of numbers", "Copy", "Paste", "axis 0, slider", "axis 0, index", "Play along axis 0"]
    assert reached == ["OK", "Cancel", "File…", *above]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is view_of(dialog)


def test_an_empty_clipboard_is_told(dialog):
    QApplication.clipboard().setText("")
    dialog.table.paste()
    assert notice(dialog).startswith("There is no text to paste.")


@pytest.mark.parametrize(
    ("dialog", "remark", "result"),
    [
        ("normal(1,2)", "normal is drawn when the model runs", "values([[0.0, 0.0]])"),
        ("tokens(2;high=9)", "Tokens are drawn when the model runs", "values([0, 0])"),
    ],
    indirect=["dialog"],
)
def test_what_is_drawn_begins_with_zeros_and_says_so(dialog, qtbot, remark, result):
    assert notice(dialog).startswith(remark)
    assert accepted(qtbot, dialog) == result


@pytest.mark.parametrize("dialog", ["values([1.5, 2])"], indirect=True)
def test_the_kind_of_numbers_is_chosen(dialog, qtbot):
    named(dialog, QComboBox, "Kind of numbers").setCurrentText("whole numbers")
    assert accepted(qtbot, dialog) == "values([1, 2])"


def test_a_file_is_chosen_instead(dialog, qtbot, tmp_path: Path):
    (tmp_path / "x.npy").write_bytes(b"")
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    file = next(found for found in dialog.findChild(QDialogButtonBox).buttons() if found.text().startswith("File"))
    qtbot.mouseClick(file, Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog)
    with qtbot.waitSignal(dialog.chosen) as chosen:
        chooser.fileSelected.emit(str(tmp_path / "x.npy"))
    assert chosen.args == [f"file:{tmp_path / 'x.npy'}"]
    assert not dialog.isVisible()
    chooser.close()
