"""Where the cells of a picture stand on the axes of a slice."""

from dataclasses import dataclass
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF

from inspector.tensor.slice import Slice
from inspector.tensor.slice_spec import Window

SIDE = 1024  # cells along an axis of a picture that is not on the screen yet: about what that can show

Cell = tuple[int, int]  # row and column of the array, whatever the steps are


@dataclass(frozen=True, slots=True)
class HeatPlace:
    """A picture of `cells` (rows, columns), each of `steps` elements, from the element `start` of a slice of `size`.

    An element stands in the middle of a square of side 1, the first one at 0; a cell covers those of its elements.
    """

    cells: tuple[int, int]
    steps: tuple[int, int]
    start: tuple[int, int]
    size: tuple[int, int]

    @property
    def extent(self) -> QRectF:
        """The rectangle that the cells cover; the last ones may reach beyond the slice."""
        (rows, columns), (height, width), (top, left) = self.cells, self.steps, self.start
        return QRectF(left - 0.5, top - 0.5, columns * width, rows * height)

    @property
    def whole(self) -> QRectF:
        """The rectangle of the slice."""
        return QRectF(-0.5, -0.5, self.size[1], self.size[0])

    def cell_at(self, point: QPointF) -> Cell | None:
        """Give the cell at a point, None outside."""
        (rows, columns), (height, width), (top, left) = self.cells, self.steps, self.start
        row, column = floor((point.y() - top + 0.5) / height), floor((point.x() - left + 0.5) / width)
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None

    def rectangle(self, cell: Cell) -> QRectF:
        """Give the rectangle of a cell."""
        (height, width), (top, left) = self.steps, self.start
        return QRectF(left + cell[1] * width - 0.5, top + cell[0] * height - 0.5, width, height)

    def window(self, view: QRectF) -> Window:
        """Give the rows and columns that lie in the view, if only in part."""
        return Window(
            _inside(view.top(), view.bottom(), self.size[0]), _inside(view.left(), view.right(), self.size[1])
        )

    def between(self, one: QPointF, other: QPointF) -> Window:
        """Give the rows and columns of the elements from one point to another, one of each at least."""
        height, width = self.size
        rows = sorted(_clipped(point.y(), height) for point in (one, other))
        columns = sorted(_clipped(point.x(), width) for point in (one, other))
        return Window((rows[0], rows[1] + 1), (columns[0], columns[1] + 1))

    def spanned(self, one: Cell, other: Cell) -> Window:
        """Give the rows and columns of the elements that the cells from one to another stand for."""
        frame = self.rectangle(one).united(self.rectangle(other)).adjusted(0.25, 0.25, -0.25, -0.25)
        return self.between(frame.topLeft(), frame.bottomRight())

    def suits(self, window: Window, room: Cell) -> bool:
        """Tell whether all of the window is in the picture, as finely as `room` (rows, columns of cells) allows."""
        spans = zip((window.rows, window.columns), self.start, self.steps, self.cells, room, strict=True)
        return all(
            first >= start and end <= start + step * cells and step <= max(1, ceil((end - first) / most))
            for (first, end), start, step, cells, most in spans
        )


def place_of(part: Slice) -> HeatPlace:
    """Give where the cells of the slice stand."""
    row, column = part.resolved.row, part.resolved.column
    sizes = part.values.shape
    size = 1 if row is None else sizes[row], 1 if column is None else sizes[column]
    rows, columns = part.array.shape
    return HeatPlace((rows, columns), (part.row_step, part.column_step), (part.row_start, part.column_start), size)


def _clipped(at: float, size: int) -> int:
    return min(max(floor(at + 0.5), 0), size - 1)


def _inside(low: float, high: float, size: int) -> tuple[int, int]:
    """Give the whole numbers whose squares reach into the span: half a thousandth of one does not count."""
    return max(floor(low + 0.501), 0), min(ceil(high + 0.499), size)
