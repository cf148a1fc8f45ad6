"""The files opened last, kept between sessions, and their menu."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

_KEY = "recent_files"
_COUNT = 10


def recent_files(settings: QSettings) -> tuple[Path, ...]:
    """Give the files opened last, the newest first; those that are gone are left out."""
    stored = settings.value(_KEY, [])
    texts = stored if isinstance(stored, list) else [stored]  # a list of one comes back as a plain text
    return tuple(path for path in (Path(str(text)) for text in texts if text) if path.exists())


def remember_file(settings: QSettings, path: Path) -> None:
    """Put the file first."""
    others = [str(known) for known in recent_files(settings) if known != path]
    settings.setValue(_KEY, [str(path), *others][:_COUNT])


def fill_recent(menu: QMenu, settings: QSettings, open_path: Callable[[Path], None]) -> None:
    """Fill the menu with them anew; choosing one opens it."""
    menu.clear()
    for path in recent_files(settings):
        action = QAction(str(path).replace("&", "&&"), menu)
        action.triggered.connect(lambda _=False, chosen=path: open_path(chosen))
        menu.addAction(action)
    if menu.isEmpty():
        menu.addAction("Nothing was opened yet").setEnabled(False)
