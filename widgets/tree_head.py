"""What stands above a tree of tensors: the line that filters it, the kind of tensors, NaN and Inf, the order."""

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from inspector.reshape.arranged_outline import LineOrder
from inspector.reshape.outline_filter import OutlineFilter, TensorGroup

from .buttons import IconButton
from .filter_line import FilterLine
from .icons import Icon, icon
from .narrow_box import NarrowBox

_ALL = "All kinds"


class TreeHead(QWidget):
    """Tells which lines are wanted and in which order. NaN and Inf can be asked for where there are figures."""

    changed = Signal()

    def __init__(self, figures: bool) -> None:
        super().__init__()
        self.line = FilterLine()
        self._mark = self.line.addAction(icon(Icon.FILTER, self), QLineEdit.ActionPosition.LeadingPosition)
        self._missing = IconButton(Icon.NOT_FINITE, "Only with NaN or Inf", "Only tensors with NaN or Inf")
        self._missing.setCheckable(True)
        self._missing.setVisible(figures)
        self._groups = _box("Kind of tensors", "Only tensors of one kind", (_ALL, *TensorGroup))
        self._orders = _box("Order of the lines", "Sort by run order, name or size", tuple(LineOrder))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line, 1)
        for widget in (self._missing, self._groups, self._orders):
            layout.addWidget(widget)
        self.line.textChanged.connect(self.changed)
        self._missing.toggled.connect(self.changed)
        self._groups.currentIndexChanged.connect(self.changed)
        self._orders.currentIndexChanged.connect(self.changed)

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the keyboard comes to behind the line, in order."""
        return self._missing, self._groups, self._orders

    @property
    def wanted(self) -> OutlineFilter:
        """Which lines are wanted."""
        place = self._groups.currentIndex()
        group = list(TensorGroup)[place - 1] if place > 0 else None
        return OutlineFilter(self.line.text().strip(), group, self._missing.isChecked())

    @property
    def order(self) -> LineOrder:
        """How they are sorted."""
        return list(LineOrder)[self._orders.currentIndex()]

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Colour the mark again when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mark.setIcon(icon(Icon.FILTER, self))


def _box(name: str, tip: str, choices: tuple[str, ...]) -> NarrowBox:
    box = NarrowBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    box.setIconSize(QSize(0, 0))
    box.addItems(list(choices))
    return box
