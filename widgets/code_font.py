"""The font that code is written in."""

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication


def code_font() -> QFont:
    """Give the system's monospace font in the size of the program's text."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(QApplication.font().pointSizeF())
    return font
