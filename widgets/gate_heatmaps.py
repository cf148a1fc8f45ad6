"""The page with a picture of each gate and state, what is read in them, and what a gate does."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from inspector.gates.gate_look import GatePicture
from inspector.gates.gate_words import GateWords
from inspector.gates.unit_habits import UnitHabits

from .gate_grid import GateGrid
from .gate_text import reading_text
from .heat_place import Cell
from .labels import elided, quiet
from .theme import tabular
from .wrapped_text import WrappedText

_PROMPT = "Point at a cell or use the arrow keys to read one step; click it or press Enter to go to the {}."


class GateHeatmaps(QWidget):
    """Shows gates over time; `row_chosen` carries the unit or the sample, whichever the rows are, that was chosen.

    `explain_requested` carries the name of the gate whose formula the person wants, "" for none.
    """

    row_chosen = Signal(int)
    explain_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: tuple[GatePicture, ...] = ()
        self._words: tuple[GateWords, ...] = ()
        self._grid = GateGrid()
        self._reading = elided("Values at the cross-hair", Qt.TextElideMode.ElideRight)
        self._note = quiet()
        self._explained = WrappedText("What the gate does")
        self._lay_out()
        self._grid.read.connect(self._read)
        self._grid.chosen.connect(self._choose)
        self._grid.explained.connect(lambda name, wanted: self.explain_requested.emit(name if wanted else ""))
        self.setFocusProxy(self._grid)

    def show_kind(self, words: tuple[GateWords, ...]) -> None:
        """Make room for the gates of a kind of layer."""
        if words != self._words:
            self._words, self._pictures = words, ()
            self._grid.show_kind(words)
            self.show_explained("", "")

    def show_pictures(self, pictures: tuple[GatePicture, ...], units: tuple[UnitHabits, ...]) -> None:
        """Show the gates that `show_kind` made room for; saturated and dead units are marked where rows are units."""
        self._pictures = pictures
        self._grid.show_pictures(pictures, units)

    def show_note(self, text: str) -> None:
        """Say what is particular about the pictures; "" for nothing."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def show_explained(self, name: str, text: str) -> None:
        """Show what the gate of this name does; "" hides it."""
        self._grid.show_explained(name)
        self._explained.show_text(text)
        self._explained.setVisible(bool(text))

    def _read(self, picture: GatePicture, cell: Cell | None) -> None:
        kind = "sample" if picture.row_title == "batch" else "unit"
        text = _PROMPT.format(kind) if cell is None else reading_text(self._pictures, *cell, picture)
        self._reading.setText(text)

    def _choose(self, cell: Cell) -> None:
        self.row_chosen.emit(cell[0] * self._pictures[0].part.row_step)

    def _lay_out(self) -> None:
        self._reading.setFont(tabular(self.font()))
        self._reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._reading.setFixedHeight(self.fontMetrics().height())
        self._explained.hide()
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._grid, 1)
        for line in (self._reading, self._note, self._explained):
            layout.addWidget(line)
