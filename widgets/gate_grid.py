"""Pictures of all gates and states of a layer, which are read, zoomed and moved together."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector.gates.gate_look import GatePicture
from inspector.gates.gate_words import GateWords
from inspector.gates.unit_habits import UnitHabits

from .gate_plot import TIME_NUMBERS, Span
from .gate_text import marked_text, marks_of
from .gate_tile import GateTile
from .heat_place import Cell

_MOVES = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_PageUp: (-10, 0), Qt.Key.Key_PageDown: (10, 0),
}  # fmt: skip
# What is multiplied stands side by side: i with g, f with c, o with h.
_PLACES = {"i": (0, 0), "g": (0, 1), "f": (1, 0), "c": (1, 1), "o": (2, 0), "h": (2, 1)}
_GRU_PLACES = {"r": (0, 0), "n": (0, 1), "z": (1, 0), "h": (1, 1)}


class GateGrid(QWidget):
    """Shows gates over time.

    `read` carries the picture that is pointed at and the cell of it, or None twice; `chosen` the cell that was clicked,
    or on which Enter was pressed; `explained` the name of a gate, and whether its formula is wanted.
    """

    read = Signal(object, object)  # GatePicture | None, Cell | None
    chosen = Signal(object)  # Cell
    explained = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles: tuple[GateTile, ...] = ()
        self._pictures: tuple[GatePicture, ...] = ()
        self._cell: Cell | None = None  # the keyboard's
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        for column in range(2):
            self._grid.setColumnStretch(column, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Gates over time")

    def show_kind(self, words: tuple[GateWords, ...]) -> None:
        """Make room for the gates of a kind of layer, in place of those of another."""
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        places = _PLACES if len(words) == len(_PLACES) else _GRU_PLACES
        self._tiles = tuple(GateTile(each, with_time=places[each.name][0] == 0) for each in words)
        self._pictures, self._cell = (), None
        for tile in self._tiles:
            self._grid.addWidget(tile, *places[tile.name])
            self._join(tile)
        for before, after in pairwise((self, *(tile.formula for tile in self._tiles))):
            QWidget.setTabOrder(before, after)  # what is made later would be reached last
        self._share_height()

    def show_pictures(self, pictures: tuple[GatePicture, ...], units: tuple[UnitHabits, ...]) -> None:
        """Show the gates that `show_kind` made room for, with marks on saturated and dead units."""
        self._pictures = pictures
        for tile, picture in zip(self._tiles, pictures, strict=True):
            marks = marks_of(tile.name, units) if picture.row_title == "hidden" else {}
            tile.show_picture(picture, marks, marked_text(marks, picture.size))
        self._go(self._nearest(*self._cell) if self._cell else None)

    def show_explained(self, name: str) -> None:
        """Show whose formula is shown elsewhere; "" for none."""
        for tile in self._tiles:
            tile.show_explained(tile.name == name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's names from here on
        """Move the cross-hair with the arrows, choose its row with Enter, forget it with Esc, show all with A."""
        move = _MOVES.get(Qt.Key(event.key()))
        if self._pictures and move:
            row, column = self._cell or (-move[0] if move[0] > 0 else 0, -move[1] if move[1] > 0 else 0)
            self._go(self._nearest(row + move[0], column + move[1]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cell is not None:
            self.chosen.emit(self._cell)
        elif event.key() == Qt.Key.Key_Escape and self._cell:
            self._go(None)
        elif event.key() == Qt.Key.Key_A and not event.modifiers():
            for tile in self._tiles:
                tile.plot.reset()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self._show_focus()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._show_focus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for tile in self._tiles:
                tile.plot.recolour(self.palette())
            self._show_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the pictures equally high."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        """Give every row of pictures the same height, and the first one that of the time's numbers beside."""
        rows = len(self._tiles) // 2
        body = max(1, (self.height() - TIME_NUMBERS) // max(rows, 1))
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, (row < rows) * (body + (row == 0) * TIME_NUMBERS))

    def _show_focus(self) -> None:
        for tile in self._tiles:
            tile.plot.show_focus(self.hasFocus())

    def _join(self, tile: GateTile) -> None:
        tile.plot.pointed.connect(partial(self._read, tile))
        tile.plot.clicked.connect(partial(self._choose, tile))
        tile.plot.moved.connect(partial(self._follow, tile))
        tile.explained.connect(partial(self.explained.emit, tile.name))

    def _follow(self, moved: GateTile, rows: Span, time: Span) -> None:
        """Show in every picture the part that is seen in one; only where rows are the same, the same rows."""
        for tile, picture in zip(self._tiles, self._pictures, strict=False):
            if tile is not moved:
                tile.plot.show_span(rows if picture.alike(self._picture(moved)) else None, time)

    def _choose(self, tile: GateTile, cell: Cell) -> None:
        """Choose a cell; a row of a projected h is no unit."""
        if self._picture(tile).alike(self._pictures[0]):
            self._go(cell)
            self.chosen.emit(cell)

    def _go(self, cell: Cell | None) -> None:
        self._cell = cell
        if self._pictures:
            self._read(self._tiles[0], cell)

    def _read(self, at: GateTile, cell: Cell | None) -> None:
        """Show the cross-hair of a cell of one picture in all; without a cell, that of the keyboard's, or none."""
        if not self._pictures:
            return
        source, cell = (self._picture(at), cell) if cell is not None else (self._pictures[0], self._cell)
        for tile, picture in zip(self._tiles, self._pictures, strict=True):
            row = cell[0] * picture.part.row_step if cell is not None and picture.alike(source) else None
            tile.plot.show_cross(row, None if cell is None else cell[1] * picture.part.column_step)
        self.read.emit(source, cell)

    def _picture(self, tile: GateTile) -> GatePicture:
        return self._pictures[self._tiles.index(tile)]

    def _nearest(self, row: int, column: int) -> Cell:
        rows, columns = self._pictures[0].part.array.shape
        return min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
