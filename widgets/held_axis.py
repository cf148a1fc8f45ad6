"""One axis that is not shown in the picture: slider and number for the place where it is held, and a play button."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QWidget

from inspector.tensor.axis import Axis
from inspector.tensor.position import axis_title

from .labels import plain_tip
from .play_button import PlayButton
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
        self._play = PlayButton(name)
        self._play.stepped.connect(self._step)
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self._number)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(4)
        for part in (label, self._slider, self._number, self._play):
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
        QWidget.setTabOrder(self._number, self._play)
        return self._play

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play with Space, or stop."""
        if event.key() == Qt.Key.Key_Space:
            self._play.toggle()
        else:
            super().keyPressEvent(event)

    def _step(self) -> None:
        """Go on by one place and stop at the last; from the last one it begins anew."""
        index, last = self._slider.value(), self._slider.maximum()
        self._move(index + 1 if index < last else 0)
        if index + 1 == last:
            self._play.stop()

    def _move(self, index: int) -> None:
        self.show_index(index)
        self.moved.emit(index)
