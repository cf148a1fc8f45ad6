"""What a step did to memory, in two quiet lines."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.reshape.memory import allocated_nbytes, is_contiguous, result_nbytes
from inspector.reshape.outcome import StepOutcome
from inspector.tensor.axis import Axes
from inspector.tensor.position import axis_title
from widgets.labels import elided, plain_tip

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_CONTIGUOUS = "The elements lie in row-major order without gaps"
_SCATTERED = "The elements do not lie in row-major order without gaps: .view may refuse, .contiguous() copies"


class StepCard(QWidget):
    """Shows view or copy, contiguous or not, bytes, and the stride of each axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._memory, self._strides = elided("Memory of the step"), elided("Strides of the step")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for label in (self._memory, self._strides):
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            layout.addWidget(label)
        self.hide()

    def show_outcome(self, outcome: StepOutcome | None) -> None:
        """Show what torch says of this step; None hides the card."""
        self.setVisible(outcome is not None)
        if outcome is not None:
            self._memory.setText(memory_line(outcome))
            self._memory.setToolTip(plain_tip(_memory_tip(outcome)))
            self._strides.setText(stride_line(outcome.axes, outcome.stride))
            self._strides.setToolTip(plain_tip(_stride_tip(outcome)))
            self._strides.setVisible(bool(outcome.stride))


def memory_line(outcome: StepOutcome) -> str:
    """Give `Copy of the step's input  ·  contiguous  ·  160 KiB`."""
    kind = "View of the step's input" if outcome.shares_memory else "Copy of the step's input"
    order = "contiguous" if is_contiguous(outcome.shape, outcome.stride) else "not contiguous"
    return f"{kind}  ·  {order}  ·  {nbytes_text(result_nbytes(outcome))}"


def stride_line(axes: Axes, stride: tuple[int, ...]) -> str:
    """Give how many elements one step along each axis jumps: `Strides  batch 1280  ·  hidden 1`."""
    titles = (axis_title(axis) if axis.atoms else "axis of size 1" for axis in axes)
    return "Strides  " + "  ·  ".join(f"{title} {step}" for title, step in zip(titles, stride, strict=True))


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
    new = "no new memory" if outcome.shares_memory else f"{allocated_nbytes(outcome):,} bytes of new memory"
    order = _CONTIGUOUS if is_contiguous(outcome.shape, outcome.stride) else _SCATTERED
    sizes = " × ".join(map(str, outcome.shape)) or "1"
    return f"{outcome.code}: {new}\n{order}\n{whole:,} bytes as a tensor: {sizes} elements of {outcome.dtype}"


def _stride_tip(outcome: StepOutcome) -> str:
    return f"{outcome.code}: how many elements apart neighbours are along each axis, as torch's .stride() says"
