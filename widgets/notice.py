"""A sentence that stands beside what it is about: an error, a warning, a success or a remark."""

from enum import Enum

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from inspector.errors import CancelledError, InspectorError
from widgets.icons import Icon, icon
from widgets.wrapped_text import WrappedText

_SYMBOL = 16
_MOST_LINES = 10


class Tone(Enum):
    """What kind of sentence it is; the value is the word that a screen reader says first."""

    ERROR = "Error"
    WARNING = "Warning"
    SUCCESS = "Success"
    REMARK = "Note"


_ICONS = {Tone.ERROR: Icon.ERROR, Tone.WARNING: Icon.WARNING, Tone.SUCCESS: Icon.OK}


class Notice(QFrame):
    """A symbol and a sentence that can be selected; it takes no room while there is nothing to say.

    `most_lines` None is for a place that scrolls by itself.
    """

    def __init__(self, most_lines: int | None = _MOST_LINES, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tone = Tone.REMARK
        self._symbol = QLabel()
        self._text = WrappedText("Note", most_lines)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._symbol, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence, "" while there is none."""
        return self._text.toPlainText()

    def show_text(self, tone: Tone, text: str) -> None:
        """Show this sentence; an empty one hides the notice."""
        if not text and not self.text and self.isHidden():  # most of them, each time that anything changes
            return
        self.tone = tone
        self._show_symbol()
        self._text.setAccessibleName(tone.value)
        self._text.show_text(text)
        self.setVisible(bool(text))

    def show_error(self, error: InspectorError) -> None:
        """Show what is wrong and what to do; what the person stopped is no error."""
        self.show_text(Tone.REMARK if isinstance(error, CancelledError) else Tone.ERROR, str(error))

    def clear(self) -> None:
        """Say nothing more."""
        self.show_text(Tone.REMARK, "")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the symbol again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_symbol()

    def _show_symbol(self) -> None:
        found = _ICONS.get(self.tone)
        self._symbol.setVisible(found is not None)
        if found is not None:
            self._symbol.setPixmap(icon(found, self).pixmap(_SYMBOL, _SYMBOL))
