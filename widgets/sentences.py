"""A few sentences that can be folded away, one a line, in no more room than they are given."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from .labels import plain_tip

_LEAST_LINES = 3


class Sentences(QScrollArea):
    """Shows sentences; where there is too little height, it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = 0
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._label.setAccessibleName("What this tensor is")
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setMinimumHeight(self._line())

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show other sentences, from the first on."""
        self._label.setText("\n".join(sentences))
        self.setToolTip(plain_tip(self._label.text()))
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def give_height(self, most: int) -> None:
        """Set the height in pixels beyond which it scrolls."""
        self._most = most
        self.updateGeometry()

    def text(self) -> str:
        """Give what is shown."""
        return self._label.text()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Ask for another height where the text wraps otherwise; a line or two have no room for a scroll bar."""
        super().resizeEvent(event)
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if self.height() < _LEAST_LINES * self._line() else needed)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Ask for the height of the text, within bounds."""
        wanted = max(self._label.heightForWidth(max(self.viewport().width(), 1)), self._line())
        most = self._most // self._line() * self._line()  # no line is cut in half
        return QSize(self._label.sizeHint().width(), max(min(wanted, most), self._line()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Need one line only; a scroll area would ask for room for its scroll bars."""
        return QSize(0, self._line())

    def _line(self) -> int:
        return self.fontMetrics().lineSpacing()
