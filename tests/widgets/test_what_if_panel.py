import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QLabel, QSpinBox, QTableView

from inspector.model.config import Kind, RecurrentConfig
from inspector.tensor.what_if import what_if
from widgets.what_if_items import WhatIfItems
from widgets.what_if_panel import WhatIfPanel

LSTM = RecurrentConfig(Kind.LSTM, 10, 20, num_layers=2, bidirectional=True, batch_first=False)
NOW = what_if(LSTM, 3, 5, False)
CELL = RecurrentConfig(Kind.GRU_CELL, 10, 20)


@pytest.fixture
def panel(qtbot):
    made = WhatIfPanel()
    qtbot.addWidget(made)
    made.show()
    return made


def control(panel, name):
    return next(child for child in panel.findChildren(QSpinBox) if child.accessibleName() == name)


def rows(panel):
    items = panel.findChild(QTableView).model()
    return [[items.index(row, column).data() for column in range(3)] for row in range(items.rowCount())]


def marked(panel):
    """The tensors whose shape is marked as changed, by weight and for a screen reader."""
    items = panel.findChild(QTableView).model()
    cells = [items.index(row, 2) for row in range(items.rowCount())]
    bold = [cell.data(Qt.ItemDataRole.FontRole) for cell in cells]
    said = [cell.data(Qt.ItemDataRole.AccessibleDescriptionRole) for cell in cells]
    assert [font is not None and font.weight() > QFont.Weight.Normal for font in bold] == [bool(text) for text in said]
    return [cell.siblingAtColumn(0).data() for cell, text in zip(cells, said, strict=True) if text == "changes"]


def test_is_a_sound_item_model(qapp, qtmodeltester):
    items = WhatIfItems(QFont())
    qtmodeltester.check(items)
    items.set_shapes(NOW, what_if(LSTM, 4, 5, True))
    qtmodeltester.check(items)


def test_nothing_is_said_until_a_layer_is_chosen(panel):
    assert [label.text() for label in panel.findChildren(QLabel) if label.isVisible()] == [
        "Choose a tensor of a recurrent layer to see the shapes that other sizes would give."
    ]


def test_it_begins_with_the_shapes_as_they_are(panel):
    panel.show_call("lstm, call 0", LSTM, NOW)
    shapes = [
        ["input", "(5 time, 3 batch, 10 input)"],
        ["output", "(5 time, 3 batch, 40 direction × hidden)"],
        ["h_n", "(4 layer × direction, 3 batch, 20 hidden)"],
        ["c_n", "(4 layer × direction, 3 batch, 20 hidden)"],
    ]
    assert rows(panel) == [[role, text, text] for role, text in shapes]
    assert marked(panel) == []


def test_other_sizes_are_marked(panel):
    panel.show_call("lstm, call 0", LSTM, NOW)
    control(panel, "Time").setValue(7)
    assert marked(panel) == ["input", "output"]
    control(panel, "Batch").setValue(2)
    assert rows(panel)[1] == [
        "output", "(5 time, 3 batch, 40 direction × hidden)", "(7 time, 2 batch, 40 direction × hidden)"
    ]  # fmt: skip
    assert marked(panel) == ["input", "output", "h_n", "c_n"]
    control(panel, "Batch").setValue(0)
    assert control(panel, "Batch").text() == "none"
    assert rows(panel)[2][2] == "(4 layer × direction, 20 hidden)"


def test_batch_first_changes_input_and_output_only(panel):
    panel.show_call("lstm, call 0", LSTM, NOW)
    panel.findChild(QCheckBox).setChecked(True)
    assert rows(panel)[0][2] == "(3 batch, 5 time, 10 input)"
    assert marked(panel) == ["input", "output"]


def test_what_is_set_stays_for_another_tensor_of_the_call_and_goes_with_it(panel):
    panel.show_call("lstm, call 0", LSTM, NOW)
    control(panel, "Batch").setValue(9)
    panel.show_call("lstm, call 0", LSTM, NOW)
    assert control(panel, "Batch").value() == 9
    panel.show_call("other, call 0", LSTM, what_if(LSTM, None, 6, False))
    assert (control(panel, "Batch").value(), control(panel, "Time").value()) == (0, 6)
    panel.show_nothing()
    panel.show_call("lstm, call 0", LSTM, NOW)
    assert (control(panel, "Batch").value(), marked(panel)) == (3, [])


def test_a_cell_has_no_time(panel):
    panel.show_call("cell, call 0", CELL, what_if(CELL, 3, None, False))
    assert rows(panel) == [
        ["input", "(3 batch, 10 input)", "(3 batch, 10 input)"],
        ["h_n", "(3 batch, 20 hidden)", "(3 batch, 20 hidden)"],
    ]
    assert not control(panel, "Time").isEnabled()
    assert not panel.findChild(QCheckBox).isEnabled()
