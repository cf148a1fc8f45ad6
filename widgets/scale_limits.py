"""The dialog in which the limits of a colour scale are typed."""

from math import isfinite

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from inspector.tensor.levels import Levels
from inspector.tensor.scale import FixedScale

from .number_text import MINUS
from .theme import tabular

_HINT = "The colours span these two values for every tensor, until another scale is chosen."


class ScaleLimits(QDialog):
    """Asks for two numbers; `chosen` carries the FixedScale."""

    chosen = Signal(object)  # FixedScale

    def __init__(self, levels: Levels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Limits of the colour scale")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._low, self._high = (_field(name, value) for name, value in (("Lower", levels.low), ("Upper", levels.high)))
        self._told = QLabel(_HINT)
        self._told.setWordWrap(True)
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        form = QFormLayout()
        form.addRow("&Lower limit", self._low)
        form.addRow("&Upper limit", self._high)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        for part in (form, self._told, self._buttons):
            layout.addLayout(part) if isinstance(part, QFormLayout) else layout.addWidget(part)
        for field in (self._low, self._high):
            field.textChanged.connect(self._check)
        self._buttons.accepted.connect(self._accept)
        self._buttons.rejected.connect(self.reject)

    def _check(self) -> None:
        why = limits_error(self._low.text(), self._high.text())
        self._told.setText(why or _HINT)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not why)

    def _accept(self) -> None:
        self.chosen.emit(FixedScale(_number(self._low.text()), _number(self._high.text())))
        self.accept()


def limits_error(low: str, high: str) -> str:
    """Say why two texts are no limits; "" where they are."""
    for name, text in (("lower", low), ("upper", high)):
        try:
            number = _number(text)
        except ValueError:
            return f"The {name} limit is no number: write it as 0.5 or 1e-3."
        if not isfinite(number):
            return f"The {name} limit must be finite."
    return "" if _number(low) < _number(high) else "The lower limit must be below the upper one."


def _number(text: str) -> float:
    return float(text.strip().replace(MINUS, "-"))


def _field(name: str, value: float) -> QLineEdit:
    field = QLineEdit(f"{value:.6g}")
    field.setAccessibleName(f"{name} limit")
    field.setFont(tabular(field.font()))
    return field
