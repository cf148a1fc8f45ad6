"""The real window with real workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from widgets.main_window import MainWindow
from widgets.workers import Workers
from widgets.workspace import Workspace


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    workers = Workers()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    made = MainWindow(Workspace(workers), settings)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    yield made
    made.close()
    workers.close()
