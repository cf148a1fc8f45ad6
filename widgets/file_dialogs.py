"""Asking for a file without waiting for the answer: the window stays alive meanwhile."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[Path], None]


def ask_file_to_open(parent: QWidget, title: str, kinds: str, chosen: Chosen) -> None:
    """Ask for an existing file; `kinds` is Qt's filter text."""
    dialog = _dialog(parent, title, kinds, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()


def ask_file_to_save(parent: QWidget, title: str, name: str, kinds: str, chosen: Chosen) -> None:
    """Ask where to save; a file that exists is only named after the person agreed to replace it."""
    dialog = _dialog(parent, title, kinds, chosen)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix)
    dialog.selectFile(name)
    dialog.open()


def _dialog(parent: QWidget, title: str, kinds: str, chosen: Chosen) -> QFileDialog:
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.finished.connect(dialog.deleteLater)
    return dialog
