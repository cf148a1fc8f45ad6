"""What a cell of the tree of tensors shows, for each of Qt's roles."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QFont, QIcon, QPalette

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.tensor.statistics import Statistics

from .icons import Icon, icon
from .labels import plain_tip
from .tensor_row_text import PENDING, figure_text, search_text, shape_text, tooltip_text
from .theme import colours, tabular

SEARCH_ROLE = Qt.ItemDataRole.UserRole + 1
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


class OutlineCells:
    """Cells in the colours of a palette: words, pictures, and the way in which they are drawn."""

    def __init__(self, palette: QPalette, font: QFont) -> None:
        self._font = tabular(font)
        self.set_palette(palette)

    def set_palette(self, palette: QPalette) -> None:
        """Take the colours of icons and notes from the palette."""
        self._icons: dict[str, QIcon] = {kind: icon(kind.value, palette) for kind in NodeKind}
        self._warning = icon(Icon.WARNING, palette)
        self._muted = QBrush(colours(palette).muted)

    def data(self, node: OutlineNode, figures: Statistics | None, column: Column, role: int) -> Any:
        """Give what the cell shows; `figures` are None until they are known."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(node, figures, column)
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(node, figures, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(tooltip_text(node))
            case Qt.ItemDataRole.ForegroundRole:
                return self._muted if _is_faint(node, figures, column) else None
        if role == SEARCH_ROLE:
            return search_text(node)
        return self._figure_style(role) if column >= Column.MIN else None

    def _picture(self, node: OutlineNode, figures: Statistics | None, column: Column) -> QIcon | None:
        if column is Column.NAME:
            return self._icons[node.kind]
        broken = column is Column.NAN and figures is not None and (figures.nan or figures.inf)
        return self._warning if broken else None

    def _figure_style(self, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT
            case Qt.ItemDataRole.FontRole:
                return self._font
        return None


def _is_faint(node: OutlineNode, figures: Statistics | None, column: Column) -> bool:
    return (column is Column.SHAPE and not node.record) or _text(node, figures, column) == PENDING


def _text(node: OutlineNode, figures: Statistics | None, column: Column) -> str:
    match column:
        case Column.NAME:
            return node.label
        case Column.SHAPE:
            return shape_text(node.record.axes) if node.record else node.note
        case Column.TYPE:
            return node.record.dtype if node.record else ""
    return figure_text(node, figures, column.name.lower())
