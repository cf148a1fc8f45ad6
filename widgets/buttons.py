"""Buttons with a symbol that follows light and dark."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from widgets.icons import Icon, icon


class IconButton(QToolButton):
    """A button with a symbol, and a text beside it unless that is ""; `name` is what a screen reader says."""

    def __init__(self, symbol: Icon, name: str, tip: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol = symbol
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(beside if text else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setAutoRaise(not text)
        self.setIcon(icon(symbol, self))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the symbol again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._symbol, self))
