"""Text that wraps anywhere, takes the height it needs, and can be selected and copied."""

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

_NARROWEST = 120
_HIGHEST = 16_777_215  # Qt's largest height


class WrappedText(QTextEdit):
    """Plain text as read-only as a label; unlike a label it breaks long words, such as paths, and never clips.

    Beyond `most_lines` it scrolls, so that a long error does not make the window higher than the screen.
    """

    def __init__(self, name: str, most_lines: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_lines = most_lines
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.setBackgroundRole(QPalette.ColorRole.NoRole)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        """Show this text, as plain text whatever is in it."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self.updateGeometry()
            self._choose_bar()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Have a scroll bar where the text is cut at this width."""
        super().resizeEvent(event)
        self._choose_bar()

    def hasHeightForWidth(self) -> bool:  # noqa: N802  # Qt's name
        """Tell the layout to ask for the height."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Give the height of the wrapped text, or of the most lines that are shown at once."""
        return min(self._whole_height(width), self._most_height())

    def _choose_bar(self) -> None:
        cut = self._whole_height(self.width()) > self._most_height()
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if cut else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        # Qt does not wrap anew for a bar that comes while it resizes: the bar would cover the ends of the lines.
        self.document().setTextWidth(self.viewport().width())

    def _most_height(self) -> int:
        return _HIGHEST if self._most_lines is None else self._most_lines * self.fontMetrics().lineSpacing()

    def _whole_height(self, width: int) -> int:
        document = self.document().clone()
        document.setDefaultFont(self.font())
        document.setTextWidth(width)
        return ceil(document.size().height())

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Give a size that suits a narrow panel."""
        width = max(_NARROWEST, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Give the height that the text needs at the present width."""
        return QSize(_NARROWEST, self.sizeHint().height())
