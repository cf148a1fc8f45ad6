"""The views of one tensor over each other: the one that is seen is given the slice."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from inspector.tensor.axis import Axes
from inspector.tensor.padding import NoPadding
from inspector.tensor.slice import Slice
from inspector.tensor.slice_spec import Window

from .tensor_distribution import TensorDistribution
from .tensor_heatmap import TensorHeatmap
from .tensor_lines import TensorLines
from .tensor_table import TensorTable
from .view_switch import TensorLook

Units = dict[int, tuple[int, ...]]  # indices by the axis along which they count

_MOST = 1000  # of a selected part: many more than lines that can be told apart


class TensorLooks(QStackedWidget):
    """Heatmap, lines, table and distribution of what `show_slice` was given last.

    `hovered` carries the element that is read in lines or table, or None, `chosen` one on which Enter was pressed. The
    heatmap is given its slice, which may be a part in more detail, by who owns it.
    """

    hovered = Signal(object)  # tuple[int, ...] | None
    chosen = Signal(object)  # tuple[int, ...]

    def __init__(self, heatmap: TensorHeatmap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heatmap, self.lines, self.table = heatmap, TensorLines(), TensorTable()
        self.distribution = TensorDistribution()
        self._part: Slice | None = None
        self._axes: Axes = ()
        for view in (heatmap, self.lines, self.table, self.distribution):
            self.addWidget(view)
        self._index: tuple[int, ...] | None = None
        for view in (self.lines, self.table):
            view.hovered.connect(self._tell)
        self.table.chosen.connect(self.chosen)
        self._picked: Units = {}  # in the heatmap, and not taken by the lines yet
        heatmap.chosen.connect(self._pick)
        heatmap.part_selected.connect(self._pick_part)

    def show_slice(self, part: Slice | None, axes: Axes) -> None:
        """Show another slice in the view that is seen; what is no heatmap reads its values itself."""
        if axes != self._axes:
            self._picked = {}
        self._part, self._axes = part, axes
        self._show()

    def turn_to(self, look: TensorLook) -> None:
        """Show another view of the same slice; the keyboard, where it read the former, reads this one."""
        focused = QApplication.focusWidget()
        reads = focused is not None and self.isAncestorOf(focused)
        self._tell(None)
        self.setCurrentIndex(list(TensorLook).index(look))
        self._show()
        if reads:
            self.take_focus()

    def take_focus(self) -> None:
        """Let the keyboard read the view that is seen."""
        seen = self.currentWidget()
        if seen is not None:
            seen.setFocus()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        """Ask for what the heatmap needs: the others make do with it."""
        return self.heatmap.minimumSizeHint()

    def _tell(self, index: tuple[int, ...] | None) -> None:
        if index != self._index:
            self._index = index
            self.hovered.emit(index)

    def _pick(self, index: tuple[int, ...]) -> None:
        self._picked = {axis: (at,) for axis, at in enumerate(index)}

    def _pick_part(self, window: Window | None) -> None:
        self._picked = {}
        if window is not None and self._part is not None:
            shown = (self._part.resolved.row, window.rows), (self._part.resolved.column, window.columns)
            self._picked = {axis: tuple(range(*span)[:_MOST]) for axis, span in shown if axis is not None}

    def _show(self) -> None:
        self.distribution.show_axes(self._axes, self._part.padding if self._part else NoPadding())
        for view in (self.lines, self.table):
            if self.currentWidget() is view:
                view.show_slice(self._part, self._axes)
        if self.currentWidget() is self.lines and self._picked:
            self.lines.show_units_of(self._picked)
            self._picked = {}
