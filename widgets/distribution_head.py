"""The choice of what a distribution is of, and on which scale its counts are drawn."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QWidget

from inspector.tensor.axis import Axes
from inspector.tensor.position import axis_title

from .narrow_box import NarrowBox

_WHOLE = "the whole tensor"


class DistributionHead(QWidget):
    """Offers the whole tensor and each of its axes; `chosen` carries the axis, None for the whole tensor.

    `logarithmic_toggled` tells on which scale counts are to be drawn.
    """

    chosen = Signal(object)  # int | None
    logarithmic_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes: Axes = ()
        self._of, self._log = NarrowBox(), QCheckBox("Log counts")
        self._of.setAccessibleName("Distribution of")
        self._of.setToolTip("The whole tensor, or each index of an axis: each unit, each time step, each sample")
        self._of.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._log.setToolTip("Counts on a logarithmic scale: a single value can be seen beside a million")
        self._of.activated.connect(lambda _: self.chosen.emit(self.axis))
        self._log.toggled.connect(self.logarithmic_toggled)
        self.setFocusProxy(self._of)
        label = QLabel("Of")
        label.setBuddy(self._of)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label)
        layout.addWidget(self._of)
        layout.addSpacing(4)
        layout.addWidget(self._log)
        layout.addStretch(1)

    @property
    def axis(self) -> int | None:
        """The axis that is chosen, None for the whole tensor."""
        return self._of.currentIndex() - 1 if self._of.currentIndex() > 0 else None

    def show_axes(self, axes: Axes) -> None:
        """Offer the axes of a tensor; what was chosen stays where the tensor has an axis of that name."""
        if axes == self._axes:
            return
        former = self._axes[self.axis].name if self.axis is not None else ""
        self._axes = axes
        names = [axis.name for axis in axes]
        with QSignalBlocker(self._of):
            self._of.clear()
            self._of.addItems([_WHOLE, *(f"along {axis_title(axis)} ({axis.size})" for axis in axes)])
            self._of.setCurrentIndex(names.index(former) + 1 if former in names else 0)

    def show_logarithmic_choice(self, shown: bool) -> None:
        """Offer the choice of a scale, or not where nothing is counted."""
        self._log.setVisible(shown)
