"""A sentence in place of what cannot be shown: an empty state, or an error that can be selected and copied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def message_label(text: str = "") -> QLabel:
    """Give a label that wraps, shows markup as it is written, and lets its text be selected."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setMargin(16)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
