"""What a cell of the tree of tensors shows, for each of Qt's roles."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QFont, QIcon, QPalette

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.tensor.statistics import Statistics

from .icons import Icon, icon
from .labels import plain_tip
from .number_text import MINUS
from .tensor_row_text import PENDING, figure_text, shape_text, shape_words, tooltip_text
from .theme import bold, colours, tabular

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Column(IntEnum):
    """The columns of the tree, from left to right."""

    NAME = 0
    SHAPE = 1
    TYPE = 2
    MIN = 3
    MAX = 4
    MEAN = 5
    NAN = 6

    @property
    def title(self) -> str:
        """The heading."""
        return "NaN" if self is Column.NAN else self.name.capitalize()


_SHAPE = "32 batch × 20 time × 64 hidden "
_CHANGE = 2  # the column of a predicted tree that says what was


class OutlineCells:
    """Cells in the colours of a palette: words, pictures, and the way in which they are drawn."""

    titles = tuple(column.title for column in Column)
    figures = range(Column.MIN, Column.NAN + 1)  # the columns that show numbers
    samples = (
        "mmmmmmm weight_ih_l0",
        _SHAPE,
        "bfloat16",
        *[f"{MINUS}0.00000"] * 3,
        "12 NaN",
    )  # for which each column has room at first
    widest_shape = 320

    def __init__(self, palette: QPalette, font: QFont) -> None:
        self._font, self._found = tabular(font), bold(font)
        self._text_wanted = ""
        self.set_palette(palette)

    def mark(self, text: str) -> None:
        """Write in bold what has this text, "" for nothing."""
        self._text_wanted = text.lower()

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours of icons and notes from the palette."""
        self._icons: dict[str, QIcon] = {kind: icon(kind.value, palette) for kind in NodeKind}
        self._warning = icon(Icon.WARNING, palette)
        self._muted = QBrush(colours(palette).muted)

    def data(self, node: OutlineNode, figures: Statistics | None, column: int, role: int) -> Any:
        """Give what the cell shows; `figures` are None until they are known."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(node, figures, column)
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(node, figures, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(tooltip_text(node))
            case Qt.ItemDataRole.ForegroundRole:
                return self._muted if self._is_faint(node, figures, column) else None
        return self._figure_style(role) if column in self.figures else self._word_style(node, column, role)

    def _text(self, node: OutlineNode, figures: Statistics | None, column: int) -> str:
        match column:
            case Column.NAME:
                return node.label
            case Column.SHAPE:
                return shape_text(node.record.axes) if node.record else node.note
            case Column.TYPE:
                return node.record.dtype if node.record else ""
        return figure_text(node, figures, Column(column).name.lower())

    def _picture(self, node: OutlineNode, figures: Statistics | None, column: int) -> QIcon | None:
        if column == Column.NAME:
            return self._icons[node.kind]
        broken = column == Column.NAN and figures is not None and (figures.nan or figures.inf)
        return self._warning if broken else None

    def _is_faint(self, node: OutlineNode, figures: Statistics | None, column: int) -> bool:
        return (column == Column.SHAPE and not node.record) or self._text(node, figures, column) == PENDING

    def _word_style(self, node: OutlineNode, column: int, role: int) -> Any:
        if role not in (Qt.ItemDataRole.FontRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return None
        if not self._text_wanted or self._text_wanted not in self._words(node, column).lower():
            return None
        return self._found if role == Qt.ItemDataRole.FontRole else "matches the filter"

    def _words(self, node: OutlineNode, column: int) -> str:
        """Give what a filter finds the line by, as far as this column shows it; of the root nothing."""
        if node.kind is NodeKind.MODEL:
            return ""
        if column == Column.NAME:
            return node.label if node.selection is None else f"{node.label}\n{node.selection.key.name}"
        return shape_words(node.record) if column == Column.SHAPE and node.record else self._text(node, None, column)

    def _figure_style(self, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT
            case Qt.ItemDataRole.FontRole:
                return self._font
        return None


class PredictedCells(OutlineCells):
    """Cells of a tree without values: in place of the figures stands what the line was in the last run."""

    titles = ("Name", "Shape", "Last run", "Type")
    figures = range(0)
    samples = ("mmmmm weight_ih_l0", _SHAPE, "was 12 batch, 40 time", "bfloat16")
    widest_shape = 288  # so that the last run stays in sight

    def _text(self, node: OutlineNode, figures: Statistics | None, column: int) -> str:
        if column == _CHANGE:
            return node.change
        return super()._text(node, figures, Column.TYPE if column > _CHANGE else column)
