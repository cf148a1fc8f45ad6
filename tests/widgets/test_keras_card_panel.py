import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QTextEdit

from inspector.model.config import Kind, RecurrentConfig
from inspector.run.run import Call, StoredTensor
from inspector.tensor.keras_card import keras_card
from widgets.code_font import code_font
from widgets.keras_card import KerasCardPanel
from widgets.keras_items import KerasItems


def card(**options):
    config = RecurrentConfig(Kind.LSTM, 10, 64, batch_first=True, **options)
    features = config.proj_size or 64 * config.directions
    output = StoredTensor("output", (32, 20, features), (20 * features, features, 1), "float32")
    return keras_card(Call("encoder", (), config, 0, 1, None, (output,)))


LAST = "32 batch × 64 hidden"
SEQUENCE = "32 batch × 20 time × 64 hidden"
STATES = [["[1] h", "h_n[-1]", LAST], ["[2] c", "c_n[-1]", LAST]]
TABLE = [
    ["LSTM(64)", "", ""],
    ["output", "output[:, -1]", LAST],
    ["LSTM(64, return_state=True)", "", ""],
    ["[0] output", "output[:, -1]", LAST],
    *STATES,
    ["LSTM(64, return_sequences=True)", "", ""],
    ["output", "output", SEQUENCE],
    ["LSTM(64, return_sequences=True, return_state=True)", "", ""],
    ["[0] output", "output", SEQUENCE],
    *STATES,
]


@pytest.fixture
def panel(qtbot):
    panel = KerasCardPanel()
    qtbot.addWidget(panel)
    panel.resize(520, 420)
    panel.show()
    panel.show_card("encoder, call 0", card())
    return panel


def cells(items):
    return [[items.index(row, column).data() for column in range(3)] for row in range(items.rowCount())]


def text_of(panel):
    return panel.findChild(QTextEdit).toPlainText()


def test_the_table(qtmodeltester, qapp):
    items = KerasItems(code_font())
    qtmodeltester.check(items)
    items.set_forms(card().forms)
    qtmodeltester.check(items)
    assert cells(items) == TABLE
    titles = [items.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert titles == ["Returns", "PyTorch", "Shape"]
    assert items.form_rows == (0, 2, 6, 8)
    heading, code = (items.index(row, column).data(Qt.ItemDataRole.FontRole) for row, column in ((0, 0), (1, 1)))
    assert heading.weight() > code.weight()


def test_the_panel_shows_card_and_remarks(panel):
    table = panel.findChild(QTableView)
    assert cells(table.model()) == TABLE
    assert [table.columnSpan(row, 0) for row in range(5)] == [3, 1, 3, 1, 1]
    assert "element 1 is h, element 2 is c" in text_of(panel)
    assert table.isVisible()


def test_a_second_card_leaves_no_span_of_the_first(panel):
    panel.show_card("other, call 0", card(bidirectional=True))
    table = panel.findChild(QTableView)
    assert [row for row in range(table.model().rowCount()) if table.columnSpan(row, 0) == 3] == [0, 2, 8, 10]
    assert "backward state at time 0" in text_of(panel)


def test_without_a_keras_layer_the_reason_stands_alone(panel):
    panel.show_card("encoder, call 0", card(proj_size=8))
    assert not panel.findChild(QTableView).isVisible()
    assert text_of(panel).startswith("• keras.layers.LSTM has no proj_size")
    assert panel.findChild(QTextEdit).isVisible()


def test_empty_state(panel):
    panel.show_nothing()
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]
    assert shown == ["Choose a tensor of an LSTM, GRU or RNN to see what Keras's layer would return in its place."]
    assert not panel.findChild(QTableView).isVisible()


def test_copying_a_cell_and_lines(panel, qtbot):
    table = panel.findChild(QTableView)
    table.setFocus()
    table.setCurrentIndex(table.model().index(5, 1))
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "c_n[-1]"
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (4, 2):
        table.selectionModel().select(table.model().index(row, 0), rows)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == (
        f"LSTM(64, return_state=True)\n[1] h\th_n[-1]\t{LAST}\n[2] c\tc_n[-1]\t{LAST}"
    )


def test_copying_nothing_keeps_the_clipboard(panel):
    QApplication.clipboard().setText("before")
    table = panel.findChild(QTableView)
    table.clearSelection()
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "before"
