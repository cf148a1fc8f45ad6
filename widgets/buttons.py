"""Buttons with a symbol that follows light and dark."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from widgets.icons import Icon, icon
from widgets.theme import bold

_SIDE = 22  # as high as a line of text
_MAIN_HEIGHT = 32


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
        if not text:
            self.setFixedSize(_SIDE, _SIDE)
        self.setIcon(icon(symbol, self))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the symbol again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._symbol, self))


class MainButton(QPushButton):
    """The one button of a panel that everything else leads to: larger, bolder, in the accent's shade."""

    def __init__(self, symbol: Icon, text: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._symbol = symbol
        self.setToolTip(tip)
        self.setDefault(True)
        self.setFont(bold(self.font()))
        self.setFixedHeight(_MAIN_HEIGHT)
        self.setIcon(icon(symbol, self))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the symbol again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._symbol, self))
