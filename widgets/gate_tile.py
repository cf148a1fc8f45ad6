"""One gate among the others: its name, the button to its formula, and its picture."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inspector.gates.gate_look import GatePicture
from inspector.gates.gate_words import GateWords

from .gate_marks import Mark
from .gate_plot import GatePlot
from .labels import heading, plain_tip, quiet

_LEAST = 72  # pixels of the picture


class GateTile(QWidget):
    """Shows a gate's picture under its title; `explained` tells whether the person wants its formula, or no more."""

    explained = Signal(bool)

    def __init__(self, words: GateWords, with_time: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = words.name
        self.plot = GatePlot(with_time)
        self.plot.setMinimumHeight(_LEAST)
        self.plot.setAccessibleName(f"{words.name}, {words.title}")
        self.formula = QToolButton()
        self.formula.setText("Formula")
        self.formula.setCheckable(True)
        self.formula.setAutoRaise(True)
        self.formula.setAccessibleName(f"Formula of the {words.title}")
        self.formula.setToolTip(f"Show what the {words.title} does, and its formula")
        self.formula.toggled.connect(self.explained)
        self._marked = quiet()
        self._marked.setWordWrap(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head(words))
        layout.addWidget(self.plot, 1)

    def show_picture(self, picture: GatePicture, marks: Mapping[int, Mark], marked: str) -> None:
        """Show this one, with marks on rows of the tensor, and what they count in words."""
        self.plot.show_picture(picture, marks)
        self._marked.setText(marked)
        self.plot.setAccessibleDescription(marked)

    def show_explained(self, shown: bool) -> None:
        """Show whether this is the gate whose formula stands below."""
        with QSignalBlocker(self.formula):
            self.formula.setChecked(shown)

    def _head(self, words: GateWords) -> QHBoxLayout:
        name, title = heading(words.name), QLabel(words.title)
        title.setTextFormat(Qt.TextFormat.PlainText)
        for label in (name, title):
            label.setToolTip(plain_tip(words.sentence))
        self._marked.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(title)
        row.addWidget(self._marked, 1)
        row.addWidget(self.formula)
        return row
