"""Lines of text in the panels: headings by weight, quiet remarks, names that are shortened to fit."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget
from superqt import QElidingLabel

from widgets.theme import bold


def heading(text: str, buddy: QWidget | None = None) -> QLabel:
    """Give the heading of a section."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(bold(label.font()))
    if buddy is not None:
        label.setBuddy(buddy)
    return label


def quiet(text: str = "") -> QLabel:
    """Give a line that explains and does not ask for attention; it wraps."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def elided(name: str, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> QElidingLabel:
    """Give a line that is shortened where it is too long; `name` is what a screen reader says before it."""
    label = QElidingLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setElideMode(mode)
    label.setAccessibleName(name)
    return label


def with_signs(text: str) -> str:
    """Write products with a sign: `4 = 2 layers × 2 directions`; for words of ours only, as `x` may be a name."""
    return text.replace(" x ", " × ")


def plain_tip(text: str) -> str:
    """Give a tooltip that shows the text as it is written, line by line; Qt takes what looks like markup for markup."""
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f"<p>{lines}</p>" if text else ""
