"""One axis that is not shown in the picture: a slider and a number for the place at which it is held."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from inspector.tensor.axis import Axis
from inspector.tensor.position import axis_title

from .labels import plain_tip
from .theme import tabular


class HeldAxis(QWidget):
    """Shows the index at which an axis is held; `moved` carries the one that the person chose."""

    moved = Signal(int)

    def __init__(self, axis: Axis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name, last = axis_title(axis), max(axis.size - 1, 0)
        hint = f"{name}: which one is shown, from 0 to {last} ({axis.formula})"
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, last)
        self._slider.setPageStep(max(1, axis.size // 10))
        self._slider.setMinimumWidth(64)
        self._slider.setMaximumWidth(120)
        self._number = QSpinBox()
        self._number.setRange(0, last)
        self._number.setSuffix(f" / {axis.size}")
        self._number.setKeyboardTracking(False)  # typing 12 is one wish, not two
        self._number.setFont(tabular(self.font()))
        for control, kind in ((self._slider, "slider"), (self._number, "index")):
            control.setAccessibleName(f"{name}, {kind}")
            control.setToolTip(plain_tip(hint))
            control.setEnabled(axis.size > 1)
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self._number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(4)
        for part in (label, self._slider, self._number):
            layout.addWidget(part)
        self._slider.valueChanged.connect(self._move)
        self._number.valueChanged.connect(self._move)

    def show_index(self, index: int) -> None:
        """Show another place."""
        for control in (self._slider, self._number):
            with QSignalBlocker(control):
                control.setValue(index)

    def follow_in_tab_order(self, before: QWidget) -> QWidget:
        """Have Tab come here from `before`; give the last control, from which it goes on."""
        QWidget.setTabOrder(before, self._slider)
        QWidget.setTabOrder(self._slider, self._number)
        return self._number

    def _move(self, index: int) -> None:
        self.show_index(index)
        self.moved.emit(index)
