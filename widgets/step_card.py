"""What a step did to memory, in a quiet line."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.reshape.memory import allocated_nbytes, is_contiguous, result_nbytes
from inspector.reshape.outcome import StepOutcome
from inspector.tensor.position import axis_title
from widgets.labels import elided, plain_tip
from widgets.theme import tabular

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_CONTIGUOUS = "The elements lie in row-major order without gaps"
_SCATTERED = "The elements do not lie in row-major order without gaps: .view may refuse, .contiguous() copies"


class StepCard(QWidget):
    """Shows view or copy, contiguous or not, bytes and strides; the tooltip has them axis by axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = elided("Memory of the step", Qt.TextElideMode.ElideRight)
        self._line.setFont(tabular(self.font()))
        self._line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line)
        self.hide()

    def show_outcome(self, outcome: StepOutcome | None) -> None:
        """Show what torch says of this step; None hides the card."""
        self.setVisible(outcome is not None)
        if outcome is not None:
            self._line.setText(memory_line(outcome))
            self._line.setToolTip(plain_tip(_memory_tip(outcome)))


def memory_line(outcome: StepOutcome) -> str:
    """Give `View  ·  not contiguous  ·  160 KiB  ·  strides (1280, 1)`; a single number has no strides."""
    kind = "View" if outcome.shares_memory else "Copy"
    order = "contiguous" if is_contiguous(outcome.shape, outcome.stride) else "not contiguous"
    strides = (f"strides {outcome.stride}",) if outcome.stride else ()
    return "  ·  ".join((kind, order, nbytes_text(result_nbytes(outcome)), *strides))


def nbytes_text(nbytes: int) -> str:
    """Give `24 bytes`, `160 KiB`, `1.5 MiB`: in the unit in which the number is below 1024."""
    size, unit = float(nbytes), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    if unit == 0:
        return "1 byte" if nbytes == 1 else f"{nbytes} bytes"
    return f"{size:.0f} {_UNITS[unit]}" if size >= 100 or size == int(size) else f"{size:.1f} {_UNITS[unit]}"


def _memory_tip(outcome: StepOutcome) -> str:
    whole = result_nbytes(outcome)
    kind = "a view of the step's input" if outcome.shares_memory else "a copy of the step's input"
    new = "no new memory" if outcome.shares_memory else f"{allocated_nbytes(outcome):,} bytes of new memory"
    order = _CONTIGUOUS if is_contiguous(outcome.shape, outcome.stride) else _SCATTERED
    sizes = " × ".join(map(str, outcome.shape)) or "1"
    told = [f"{outcome.code}: {kind}, {new}", order, f"{whole:,} bytes: {sizes} elements of {outcome.dtype}"]
    if outcome.stride:
        told += ["Neighbours lie so many elements apart:", *_strides(outcome)]
    return "\n".join(told)


def _strides(outcome: StepOutcome) -> list[str]:
    titles = (axis_title(axis) if axis.atoms else "axis of size 1" for axis in outcome.axes)
    return [f"{step:,} along {title}" for title, step in zip(titles, outcome.stride, strict=True)]
