"""The line in which code is typed."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from widgets.code_font import code_font


class CodeLine(QLineEdit):
    """A line that undoes its own text; with nothing of its own to undo, the key is left to the window's steps."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(code_font())

    def event(self, event: QEvent) -> bool:
        """Claim undo and redo before they become shortcuts of the window, only while they do something here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)
