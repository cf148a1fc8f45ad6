"""What stands in place of the ways to reach a shape while there are none: how to ask, and wishes to try."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from widgets.code_font import code_font
from widgets.labels import quiet

_HOW = "Type the shape that you want, or choose what takes the tensor next; the steps that lead there are listed here."
EXAMPLES = (
    ("batch, features", "axes by name: one vector a sample"),
    ("b t f -> b f t", "a pattern: the features before time"),
    ("Linear", "what takes the tensor next"),
)


class WishExamples(QWidget):
    """Shows how to ask; `chosen` carries the example that was clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(quiet(_HOW), 0, 0, 1, 2)
        grid.setRowMinimumHeight(1, 4)
        for row, (wish, description) in enumerate(EXAMPLES, start=2):
            grid.addWidget(self._button(wish, description), row, 0)
            grid.addWidget(quiet(description), row, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(EXAMPLES) + 2, 1)

    def _button(self, wish: str, description: str) -> QPushButton:
        button = QPushButton(wish)
        button.setFont(code_font())
        button.setAccessibleName(f"Ask for {wish}")
        button.setAccessibleDescription(description)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.chosen.emit(wish))
        return button
