"""The controls that say which two axes of a tensor are shown, and where the others are held."""

from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget
from superqt import QFlowLayout

from inspector.tensor.axis import Axes
from inspector.tensor.position import axis_title
from inspector.tensor.slice_spec import ResolvedSlice, SliceSpec

from .held_axis import HeldAxis
from .icons import Icon, icon
from .narrow_box import NarrowBox

_LEAST_BOX = 80  # pixels: about eight letters


class TensorSlicer(QWidget):
    """Shows a resolved slice; `changed` carries the wish for another. One line, more where the width asks for it."""

    changed = Signal(object)  # SliceSpec

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes: Axes = ()
        self._resolved = ResolvedSlice(None, None, ())
        self._held: list[HeldAxis] = []
        self._rows, self._columns = _axis_box("Rows"), _axis_box("Columns")
        self._swap = QToolButton()
        self._swap.setAutoRaise(True)
        self._swap.setAccessibleName("Swap rows and columns")
        self._swap.setToolTip("Swap rows and columns")
        self._swap.clicked.connect(self._exchange)
        self._shown = _in_a_line(QLabel("Rows"), self._rows, self._swap, QLabel("Columns"), self._columns)
        self._flow = QFlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setHorizontalSpacing(4)
        self._flow.setVerticalSpacing(4)
        self._flow.addWidget(self._shown)
        self._rows.activated.connect(self._choose_rows)
        self._columns.activated.connect(self._choose_columns)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._colour()

    def show_slice(self, axes: Axes, resolved: ResolvedSlice) -> None:
        """Show which part of a tensor with these axes is seen."""
        if axes != self._axes:
            self._axes = axes
            self._rebuild()
        self._resolved = resolved
        for box, shown in ((self._rows, resolved.row), (self._columns, resolved.column)):
            with QSignalBlocker(box):
                box.setCurrentIndex(-1 if shown is None else shown)
        for at, control in enumerate(self._held):
            control.setVisible(at in resolved.held and axes[at].size > 1)  # else there is nothing to choose
            control.show_index(resolved.position[at])
        self.setVisible(len(axes) > 1)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Colour the icon again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Have the boxes of rows and columns stand in one line, shortened if need be: a second costs the picture."""
        super().resizeEvent(event)
        self._shown.setMaximumWidth(event.size().width())

    def _colour(self) -> None:
        self._swap.setIcon(icon(Icon.SWAP, self))

    def _rebuild(self) -> None:
        """Make the choices and one control for each axis; those of the axes that are shown stay hidden."""
        for box in (self._rows, self._columns):
            with QSignalBlocker(box):
                box.clear()
                box.addItems([f"{axis_title(axis)} ({axis.size})" for axis in self._axes])
        for control in self._held:
            self._flow.removeWidget(control)
            control.hide()
            control.deleteLater()
        self._held = [HeldAxis(axis, self) for axis in self._axes]
        for at, control in enumerate(self._held):
            control.moved.connect(partial(self._hold, at))
            self._flow.addWidget(control)
        before: QWidget = self._columns
        for control in self._held:
            before = control.follow_in_tab_order(before)

    def _choose_rows(self, at: int) -> None:
        taken = at == self._resolved.column
        self._wish(at, self._resolved.row if taken else self._resolved.column)

    def _choose_columns(self, at: int) -> None:
        taken = at == self._resolved.row
        self._wish(self._resolved.column if taken else self._resolved.row, at)

    def _exchange(self) -> None:
        self._wish(self._resolved.column, self._resolved.row)

    def _hold(self, at: int, index: int) -> None:
        position = self._resolved.position
        fixed = (*position[:at], index, *position[at + 1 :])
        self.changed.emit(SliceSpec(self._resolved.row, self._resolved.column, fixed))

    def _wish(self, row: int | None, column: int | None) -> None:
        self.changed.emit(SliceSpec(row, column, self._resolved.position))


def _axis_box(name: str) -> NarrowBox:
    box = NarrowBox()
    box.setAccessibleName(name)
    box.setToolTip(f"The axis that runs along the {name.lower()} of the picture")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setMinimumWidth(_LEAST_BOX)
    box.setMaximumWidth(box.fontMetrics().horizontalAdvance("direction × hidden (64)") + 36)
    return box


def _in_a_line(*parts: QWidget) -> QWidget:
    """Put the parts side by side; a label is the name of what follows, without a letter for Alt.

    There are two slicers, and menus.
    """
    group = QWidget()
    layout = QHBoxLayout(group)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.setAlignment(Qt.AlignmentFlag.AlignLeft)
    for part, following in zip(parts, (*parts[1:], None), strict=True):
        layout.addWidget(part)
        if isinstance(part, QLabel) and following is not None:
            part.setBuddy(following)
    return group
