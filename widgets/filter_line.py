"""The line that narrows the tree."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class FilterLine(QLineEdit):
    """A line whose text Esc clears; without a text, Esc is left to the window, which stops a run with it."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Filter by name, shape or type")
        self.setAccessibleName("Filter the tensors")
        self.setToolTip("A part of a name, a shape such as 32, 20 or a type such as float32 (Ctrl+F; Esc clears)")
        self.setClearButtonEnabled(True)

    def event(self, event: QEvent) -> bool:
        """Claim Esc before it becomes a shortcut of the window, while there is something to clear."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            if event.type() == QEvent.Type.KeyPress:
                self.clear()
            event.accept()
            return True
        return super().event(event)
