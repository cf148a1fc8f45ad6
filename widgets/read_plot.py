"""A widget around a plot that the keyboard reads: the plot shows where the focus is, and follows the theme."""

from typing import Protocol

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFocusEvent, QPalette
from PySide6.QtWidgets import QWidget


class FocusedPlot(Protocol):
    """A plot that can be framed and coloured."""

    def show_focus(self, focused: bool) -> None:
        """Show whether the keyboard reads it."""

    def recolour(self, palette: QPalette) -> None:
        """Take the colours of the palette."""


class ReadPlot(QWidget):
    """Shows its plot framed while the keyboard is here; the plot itself takes no focus."""

    _plot: FocusedPlot

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's names
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self._plot.show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._plot.show_focus(False)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._plot.recolour(self.palette())
            self._plot.show_focus(self.hasFocus())
