"""A sentence about a step, and buttons that put what is right in its place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import ReshapeStep
from widgets.labels import plain_tip
from widgets.notice import Notice, Tone

_LONGEST = 220  # pixels of code on a button
_INDENT = 20  # the text of the notice begins beside its symbol


class Advice(QWidget):
    """A notice; under it a button "Use ..." where other steps are right, and one to compare where that is possible.

    `taken` comes with the right steps, `compared` when the person wants to see both results.
    """

    taken = Signal(tuple)
    compared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self._steps: tuple[ReshapeStep, ...] = ()
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
        words = "" if steps is None else f"Use {steps_text(steps)}" if steps else "Leave it out"
        self._use.setText(self._shortened(words))
        self._use.setAccessibleName(words)
        self._use.setToolTip(plain_tip(f"{words} in place of the step" if steps else "Take the step out of the list"))
        self._use.setVisible(steps is not None)
        self._compare.setVisible(compares)
        self._buttons.setVisible(steps is not None or compares)
        self.setVisible(bool(text))

    def show_error(self, error: InspectorError) -> None:
        """Show what is wrong; nothing takes its place."""
        self.show_text(Tone.ERROR, str(error))

    def clear(self) -> None:
        """Say nothing more."""
        self.show_text(Tone.REMARK, "")

    def _shortened(self, words: str) -> str:
        return self._use.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, _LONGEST).replace("&", "&&")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(_INDENT, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._use)
        row.addWidget(self._compare)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.notice)
        column.addWidget(self._buttons)
