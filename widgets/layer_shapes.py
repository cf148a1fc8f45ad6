"""The shapes that a layer's arguments give, a line for each tensor."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from inspector.tensor.record import TensorRecord

from .labels import heading, plain_tip, quiet
from .tensor_row_text import shape_text
from .theme import tabular

_TITLE = "Shapes"
_LINES = ("input", "output", "h_n", "c_n")


class LayerShapes(QWidget):
    """Shows what goes in and what comes out; it keeps its room, so that the fields above do not move."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(heading(_TITLE), 0, 0, 1, 2)
        self._lines = [self._line(row) for row in range(1, len(_LINES) + 1)]

    def show_records(self, records: tuple[TensorRecord, ...]) -> None:
        """Show these tensors, none while the arguments cannot be read."""
        for place, (name, shape) in enumerate(self._lines):
            record = records[place] if place < len(records) else None
            name.setText(record.key.role if record else "")
            shape.setText(shape_text(record.axes) if record else "")
            shape.setToolTip(plain_tip("\n".join(axis.formula for axis in record.axes)) if record else "")
            shape.setAccessibleName(f"Shape of {record.key.role}" if record else "")

    def _line(self, row: int) -> tuple[QLabel, QLabel]:
        name, shape = quiet(), QLabel()
        name.setWordWrap(False)
        shape.setTextFormat(Qt.TextFormat.PlainText)
        shape.setFont(tabular(shape.font()))
        shape.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        for column, label in enumerate((name, shape)):
            label.setMinimumHeight(label.fontMetrics().lineSpacing())
            self._grid.addWidget(label, row, column)
        return name, shape
