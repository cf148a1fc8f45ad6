"""The choices above lines: along which axis they run, what each shows, and whether each has a plot of its own."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget
from superqt import QFlowLayout

from .narrow_box import NarrowBox

_LEAST_BOX = 72  # pixels: about seven letters


class LineHead(QWidget):
    """`along_chosen` and `shown_chosen` carry the place of what was chosen among the choices."""

    along_chosen = Signal(int)
    shown_chosen = Signal(int)
    apart_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._along, self._shown, self._apart = NarrowBox(), NarrowBox(), QCheckBox("Small plots")
        self._along.setToolTip("The axis that the lines run along; Rows and Columns above choose which two there are")
        self._shown.setToolTip("Single values, or their mean over an axis that is held, with how they spread there")
        self._apart.setToolTip("Give each line a plot of its own, all with the same scale")
        flow = QFlowLayout(self)
        flow.setContentsMargins(0, 0, 0, 0)
        flow.setHorizontalSpacing(8)
        flow.setVerticalSpacing(4)
        for part in (_named("Along", self._along), _named("Show", self._shown), self._apart):
            flow.addWidget(part)
        self._along.activated.connect(self.along_chosen)
        self._shown.activated.connect(self.shown_chosen)
        self._apart.toggled.connect(lambda _: self.apart_toggled.emit())

    @property
    def apart(self) -> bool:
        """Whether each line has a plot of its own."""
        return self._apart.isChecked()

    def show_along(self, choices: Sequence[str], current: int) -> None:
        """Offer the axes that lines can run along."""
        _fill(self._along, choices, current)

    def show_shown(self, choices: Sequence[str], current: int) -> None:
        """Offer what each line can show."""
        _fill(self._shown, choices, current)


def _named(text: str, box: NarrowBox) -> QWidget:
    group, label = QWidget(), QLabel(text)
    label.setBuddy(box)
    box.setAccessibleName(text)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    box.setMinimumWidth(_LEAST_BOX)
    layout = QHBoxLayout(group)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(label)
    layout.addWidget(box)
    return group


def _fill(box: NarrowBox, choices: Sequence[str], current: int) -> None:
    with QSignalBlocker(box):
        box.clear()
        box.addItems(list(choices))
        box.setCurrentIndex(current)
    box.setEnabled(len(choices) > 1)
