"""Choosing whose cell is drawn: the sample and the unit."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QWidget


class CellChoice(QWidget):
    """Two numbers, counted from 0; both signals carry what the person chose."""

    sample_chosen = Signal(int)
    unit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._sample, self._samples = _number(row, "&Sample")
        row.addSpacing(8)
        self._unit, self._units = _number(row, "&Unit")
        self._sample.valueChanged.connect(self.sample_chosen)
        self._unit.valueChanged.connect(self.unit_chosen)
        self.show_choices(0, 0)

    def show_choices(self, samples: int, units: int) -> None:
        """Tell how many there are of each."""
        for number, of, count in ((self._sample, self._samples, samples), (self._unit, self._units, units)):
            with QSignalBlocker(number):
                number.setRange(0, max(0, count - 1))
            number.setEnabled(count > 1)
            of.setText(f"(0 to {count - 1:,})" if count else "")

    def show_chosen(self, sample: int, unit: int) -> None:
        """Show what is drawn; a number beyond what there is known of is taken as well."""
        for number, value in ((self._sample, sample), (self._unit, unit)):
            with QSignalBlocker(number):
                number.setMaximum(max(number.maximum(), value))
                number.setValue(value)


def _number(row: QHBoxLayout, title: str) -> tuple[QSpinBox, QLabel]:
    label, number, of = QLabel(title), QSpinBox(), QLabel()
    label.setBuddy(number)
    number.setKeyboardTracking(False)
    number.setAccessibleName(title.replace("&", ""))
    for widget in (label, number, of):
        row.addWidget(widget)
    return number, of
