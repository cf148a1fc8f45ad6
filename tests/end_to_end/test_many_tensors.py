"""A file with many tensors in the real window: the one that is looked for is found, counted first, and chosen."""

from pathlib import Path

import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTreeView
from pytestqt.qtbot import QtBot

from inspector.reshape.selection import Selection
from inspector.run.key import file_key
from widgets.main_window import MainWindow

_WAIT = 60_000
_COUNT = 2000
_LOOKED_FOR = Selection(file_key("block.19.t1999"))


def test_what_is_looked_for_is_found_counted_first_and_chosen(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace, tree = window.workspace, window.panels.tree
    path = tmp_path / "model.pt"
    torch.save(
        {f"block.{number // 100}.t{number}": torch.full((2, 3), float(number)) for number in range(_COUNT)}, path
    )
    with qtbot.waitSignal(workspace.opening.opened, timeout=_WAIT):
        window.open_path(path)
    line, view = tree.findChild(QLineEdit), tree.findChild(QTreeView)
    with qtbot.waitSignal(tree.awaited, check_params_cb=lambda awaited: awaited == (_LOOKED_FOR,), timeout=_WAIT):
        qtbot.keyClicks(line, "t1999")
    figures = workspace.files.figures
    qtbot.waitUntil(lambda: len(figures.found) == _COUNT, timeout=_WAIT)
    assert list(figures.found).index(_LOOKED_FOR) < _COUNT - 256, "it does not wait for its turn"
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        while workspace.session.selection != _LOOKED_FOR:
            qtbot.keyClick(view, Qt.Key.Key_Down)
    index = view.currentIndex()
    assert [index.siblingAtColumn(column).data() for column in (0, 1, 3, 6)] == ["t1999", "2 × 3", "1999", "0"]
    line.clear()
    assert view.currentIndex().data() == "t1999", "the choice stays when the filter goes"
    assert workspace.session.selection == _LOOKED_FOR
