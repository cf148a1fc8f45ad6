"""The limits within which a model may run."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from widgets.run_rows import add_row, form_in


class RunLimits(QWidget):
    """Memory in GB and time in seconds; 0 is no limit."""

    edited = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self._memory = _spin(" GB", 4096, 1)
        self._memory.setToolTip("The model's process is stopped when it wants more memory")
        self._time = _spin(" s", 86400, 0)
        self._time.setToolTip("The model's process is stopped after this time")
        form = form_in(self)
        add_row(form, "Memory limit", self._memory)
        add_row(form, "Time limit", self._time)
        self._memory.valueChanged.connect(self._emit)
        self._time.valueChanged.connect(self._emit)

    def show_limits(self, memory_gb: float, timeout_s: float) -> None:
        """Show the limits."""
        with QSignalBlocker(self):
            self._memory.setValue(memory_gb)
            self._time.setValue(timeout_s)

    def _emit(self) -> None:
        self.edited.emit(self._memory.value(), self._time.value())


def _spin(unit: str, most: float, decimals: int) -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setDecimals(decimals)
    spin.setRange(0, most)
    spin.setSuffix(unit)
    spin.setSpecialValueText("none")
    spin.setKeyboardTracking(False)
    return spin
