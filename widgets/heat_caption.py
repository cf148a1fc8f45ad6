"""The lines under a heatmap: what its colours mean, the element that is read, and where that one belongs elsewhere."""

from html import escape
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from .labels import elided, plain_tip
from .scale_button import ScaleButton
from .theme import tabular


class HeatCaption(QWidget):
    """Shows a note, a reading, beside it `scale`, and, while it is given one, a line about the linked element."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = QLabel()
        self._reading = elided("Element", Qt.TextElideMode.ElideMiddle)  # where it stands, and what it is: both ends
        self._link = elided("Linked element", Qt.TextElideMode.ElideRight)
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.RichText)
        self._link.setForegroundRole(QPalette.ColorRole.Link)  # the colour of the cells that it speaks of
        for line in (self._reading, self._link):
            line.setFont(tabular(self.font()))
            line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            line.setFixedHeight(self.fontMetrics().height())  # the same with and without text
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._note.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.scale = ScaleButton()
        self.scale.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._reading, 1)
        row.addWidget(self.scale)
        layout.addWidget(self._note)
        layout.addLayout(row)
        layout.addWidget(self._link)
        self.show_link(None)

    @property
    def height_of_words(self) -> int:
        """The height in pixels that the lines need at the present width."""
        layout = cast(QLayout, self.layout())
        wraps = layout.hasHeightForWidth()
        height = layout.totalHeightForWidth(self.width()) if wraps else layout.totalSizeHint().height()
        return height - self.contentsMargins().bottom()

    def show_note(self, counted: tuple[tuple[QColor, str], ...], note: str, muted: QColor) -> None:
        """Show how many cells have a colour of their own, and what else is to be said, in a muted colour."""
        parts = [f'<span style="color:{colour.name()}">■</span> {escape(text)}' for colour, text in counted]
        words = [f'<span style="color:{muted.name()}">{escape(note)}</span>'] if note else []
        self._note.setText("&nbsp;&nbsp; ".join(parts + words))
        self._note.setVisible(bool(parts or words))

    def show_reading(self, text: str) -> None:
        """Show what is read."""
        if plain_tip(text) != self._reading.toolTip():  # in most frames nothing else is read
            self._reading.setText(text)
            self._reading.setToolTip(plain_tip(text))

    def show_link(self, text: str | None) -> None:
        """Show where the linked element stands; "" keeps the line's room, None gives it back."""
        self._link.setVisible(text is not None)
        self._link.setText(text or "")
        self._link.setToolTip(plain_tip(text or ""))
