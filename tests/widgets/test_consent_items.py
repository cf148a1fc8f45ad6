import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector.model.program_finding import ProgramFinding
from widgets.consent_items import ConsentItems
from widgets.icons import Icon, icon

FOUND = (
    ProgramFinding("__torch__/own.py", "torch.save", "writes files", True),
    ProgramFinding("__torch__/own.py", "<b>mylib.run</b>", "calls operators that are not torch's"),
)
TABLE = [
    ["Dangerous", "torch.save", "__torch__/own.py", "Writes files"],
    ["", "<b>mylib.run</b>", "__torch__/own.py", "Calls operators that are not torch's"],
]


@pytest.fixture
def items(qapp):
    made = ConsentItems()
    made.show_findings(FOUND)
    return made


def test_it_is_a_sound_model(items, qtmodeltester):
    qtmodeltester.check(items)
    items.show_findings(())
    qtmodeltester.check(items)


def test_each_finding_is_a_row(items):
    columns = range(items.columnCount())
    assert [[items.index(row, column).data() for column in columns] for row in range(items.rowCount())] == TABLE
    titles = [items.headerData(column, Qt.Orientation.Horizontal) for column in columns]
    assert titles == ["Danger", "Name in the file", "Where", "What it does"]


def test_danger_has_a_symbol_beside_its_word(items, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    with qtbot.waitSignal(items.dataChanged):
        items.show_symbol(icon(Icon.WARNING, widget))
    symbols = [items.index(row, 0).data(Qt.ItemDataRole.DecorationRole) for row in range(2)]
    assert not symbols[0].isNull()
    assert symbols[1] is None
    assert items.index(0, 1).data(Qt.ItemDataRole.DecorationRole) is None


def test_a_tip_is_the_whole_text_and_no_markup(items):
    assert items.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == "<p>&lt;b&gt;mylib.run&lt;/b&gt;</p>"
