"""A sentence about a step, and buttons that put what is right in its place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import ReshapeStep
from widgets.labels import plain_tip
from widgets.notice import Notice, Tone

_LONGEST, _SHORTEST = 220, 40  # pixels of code on a button
_EDGES = 24  # of the button, beside its text
_INDENT = 20  # the text of the notice begins beside its symbol
_GAP = 8


class Advice(QWidget):
    """A notice; under it a button "Use ..." where other steps are right, and one to compare where that is possible.

    `taken` comes with the right steps, `compared` when the person wants to see both results.
    """

    taken = Signal(tuple)
    compared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice(most_lines=None)  # where it stands, all of it scrolls
        self._steps: tuple[ReshapeStep, ...] = ()
        self._words = ""
        self._use, self._compare = QPushButton(), QPushButton("Compare")
        self._compare.setToolTip("Show the result of this step and of the right one side by side")
        self._buttons = QWidget()
        self._lay_out()
        self._use.clicked.connect(lambda: self.taken.emit(self._steps))
        self._compare.clicked.connect(self.compared)
        self.clear()

    def show_text(
        self, tone: Tone, text: str, steps: tuple[ReshapeStep, ...] | None = None, compares: bool = False
    ) -> None:
        """Show the sentence and what would be right: other steps, () to leave the step out, None where unknown."""
        self.notice.show_text(tone, text)
        self._steps = steps or ()
        self._words = "" if steps is None else f"Use {steps_text(steps)}" if steps else "Leave it out"
        self._use.setAccessibleName(self._words)
        tip = f"{self._words} in place of the step" if steps else "Take the step out of the list"
        self._use.setToolTip(plain_tip(tip))
        self._use.setVisible(steps is not None)
        self._compare.setVisible(compares)
        self._buttons.setVisible(steps is not None or compares)
        self._shorten()
        self.setVisible(bool(text))

    def show_error(self, error: InspectorError) -> None:
        """Show what is wrong; nothing takes its place."""
        self.show_text(Tone.ERROR, str(error))

    def clear(self) -> None:
        """Say nothing more."""
        self.show_text(Tone.REMARK, "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Shorten the code where both buttons do not fit."""
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        beside = 0 if self._compare.isHidden() else self._compare.sizeHint().width() + _GAP
        room = max(_SHORTEST, min(_LONGEST, self.width() - _INDENT - beside - _EDGES))
        words = self._use.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self._use.setText(words.replace("&", "&&"))

    def _lay_out(self) -> None:
        self._use.setMinimumWidth(_SHORTEST)  # else its text would be the least width of all that scrolls
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(_INDENT, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._use)
        row.addWidget(self._compare)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.notice)
        column.addWidget(self._buttons)
