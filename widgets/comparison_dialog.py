"""The window that shows a step as it was written, and the right ones, side by side."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.findings.finding import Severity

from .colour_by import ColourBy
from .comparison import Comparison
from .comparison_side import ComparedSide
from .heat_outline import Mask
from .labels import elided, plain_tip
from .notice import Tone
from .tensor_slicer import TensorSlicer
from .theme import bold

_SIZE, _LEAST_SIZE = (1000, 560), (700, 420)
_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.REMARK}
_GAP = 16  # between the sides


class ComparisonDialog(QDialog):
    """Shows a comparison; the rest of the program stays in use. It closes once the right steps are chosen.

    `left_hovered` and `right_hovered` carry the element pointed at, `slice_changed` the part wished for on both sides.
    """

    left_hovered = Signal(object)  # tuple[int, ...] | None
    right_hovered = Signal(object)  # tuple[int, ...] | None
    colouring_chosen = Signal(str)
    slice_changed = Signal(object)  # SliceSpec
    right_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare as written and right")
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_SIZE)
        self._rule, self._headline = QLabel(), elided("Finding", Qt.TextElideMode.ElideRight)
        self._colour_by, self._slicer = ColourBy(), TensorSlicer()
        self._left, self._right = ComparedSide("As written"), ComparedSide("Right")
        self._verdict = QLabel()
        self._use, self._close = QPushButton("Use the right steps"), QPushButton("Close")
        self._lay_out()
        self._left.hovered.connect(self.left_hovered)
        self._right.hovered.connect(self.right_hovered)
        self._colour_by.chosen.connect(self.colouring_chosen)
        self._slicer.changed.connect(self.slice_changed)
        self._use.clicked.connect(self._choose)
        self._close.clicked.connect(self.reject)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show this one in place of the former; cells that were linked are so no more."""
        with QSignalBlocker(self):
            self._rule.setText(comparison.rule)
            self._headline.setText(comparison.headline)
            self._headline.setAccessibleName(f"{comparison.rule}: {comparison.headline}")
            self._headline.setToolTip(plain_tip(comparison.headline))
            self._colour_by.show_choices(comparison.colourings, comparison.colouring)
            self._show_slice(comparison)
            self._left.show_side(comparison.wrong, _TONES[comparison.severity])
            self._right.show_side(comparison.right, Tone.SUCCESS)
            self._verdict.setText(comparison.verdict)
            self._use.setToolTip(plain_tip(f"Put {comparison.right.title} in place of the step (Enter)"))
        self._align()

    def show_linked_left(self, cells: Mask | None) -> None:
        """Mark the cells on the left that hold what is pointed at on the right, or none."""
        self._left.picture.show_linked(cells)

    def show_linked_right(self, cells: Mask | None) -> None:
        """Mark the cells on the right that hold what is pointed at on the left, or none."""
        self._right.picture.show_linked(cells)

    def show_text_left(self, text: str) -> None:
        """Say under the left picture where the element pointed at is from, or where it stands; "" for nothing."""
        self._left.picture.show_link_text(text)

    def show_text_right(self, text: str) -> None:
        """Say under the right picture where the element pointed at is from, or where it stands; "" for nothing."""
        self._right.picture.show_link_text(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Leave Enter to a box in which something is chosen or typed; Qt would press the default button."""
        chooses = any(box.isAncestorOf(self.focusWidget()) for box in (self._colour_by, self._slicer))
        if not chooses or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """Align the pictures at the new width."""
        super().resizeEvent(event)
        self._align()

    def _show_slice(self, comparison: Comparison) -> None:
        """Show the choice of the part where there is one, and it is the same on both sides."""
        right = comparison.right
        if comparison.sliced_alike and len(right.axes) > 2:
            self._slicer.show_slice(right.axes, right.part.resolved)
        else:
            self._slicer.hide()

    def _align(self) -> None:
        pictures = self._left.picture, self._right.picture
        height = max(picture.height_of_words for picture in pictures)
        for picture in pictures:
            picture.give_words_height(height)

    def _choose(self) -> None:
        self.right_chosen.emit()
        self.accept()

    def _lay_out(self) -> None:
        self._rule.setFont(bold(self.font()))
        self._rule.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._rule.setToolTip("The number of the rule that found it")
        self._headline.setFont(bold(self.font()))
        for label in (self._rule, self._verdict):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._verdict.setWordWrap(True)
        self._verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._use.setDefault(True)
        self._close.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(_row((self._rule, self._headline, self._colour_by), stretched=1))
        column.addWidget(self._slicer)
        column.addLayout(self._sides(), 1)
        column.addLayout(_row((self._verdict, self._use, self._close), stretched=0))
        self._use.setFocus()

    def _sides(self) -> QGridLayout:
        """Put both sides into the rows of one grid, so that what belongs together stands at one height."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(4)
        for column, side in enumerate((self._left, self._right)):
            grid.setColumnStretch(column, 1)
            for row, part in enumerate(side.parts):
                grid.addWidget(part, row, column)
                grid.setRowStretch(row, int(part is side.picture))
        return grid


def _row(widgets: tuple[QWidget, ...], stretched: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for at, widget in enumerate(widgets):
        row.addWidget(widget, int(at == stretched))
    return row
