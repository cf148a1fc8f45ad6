"""What the keys do in a heatmap."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from .heat_place import Cell
from .heat_plot import HeatPlot
from .heat_zoom import STEP

_MOVES = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_PageUp: (-10, 0), Qt.Key.Key_PageDown: (10, 0),
}  # fmt: skip
_ZOOMING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier  # with which + may be typed


def moved_to(event: QKeyEvent, cell: Cell | None) -> Cell | None:
    """Give where an arrow key leads from a cell, or from none to the first one; None for another key."""
    move = _MOVES.get(Qt.Key(event.key()))
    if move is None:
        return None
    row, column = cell or (-move[0] if move[0] > 0 else 0, -move[1] if move[1] > 0 else 0)
    return row + move[0], column + move[1]


def is_selecting(event: QKeyEvent) -> bool:
    """Tell whether an arrow key is to select."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def zoomed(event: QKeyEvent, plot: HeatPlot, cell: Cell | None) -> bool:
    """Zoom as a key says, around a cell or the middle; tell whether it does."""
    if event.modifiers() & ~_ZOOMING:
        return False
    match event.key():
        case Qt.Key.Key_A:
            plot.reset()
        case Qt.Key.Key_1:
            plot.show_one_to_one(cell)
        case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
            plot.zoom(STEP, cell)
        case Qt.Key.Key_Minus:
            plot.zoom(1 / STEP, cell)
        case _:
            return False
    return True
