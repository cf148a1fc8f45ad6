"""The view of an outline's lines, and those of them that match a filter."""

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from .tensor_tree_cells import SEARCH_ROLE, OutlineCells
from .tensor_tree_items import OutlineItems


def filtered(items: OutlineItems, parent: QWidget) -> QSortFilterProxyModel:
    """Give the lines that match, with all above and below them."""
    rows = QSortFilterProxyModel(parent)
    rows.setRecursiveFilteringEnabled(True)
    rows.setAutoAcceptChildRows(True)
    rows.setFilterRole(SEARCH_ROLE)
    rows.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    rows.setSourceModel(items)
    return rows


def outline_view(rows: QSortFilterProxyModel, cells: type[OutlineCells], name: str) -> QTreeView:
    """Give the view of the lines; `name` is what a screen reader says."""
    view = QTreeView()
    view.setModel(rows)
    view.setAccessibleName(name)
    view.setUniformRowHeights(True)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.setIndentation(12)
    view.setAlternatingRowColors(True)
    view.setAllColumnsShowFocus(True)
    view.setExpandsOnDoubleClick(False)  # a double click activates, and so does Enter: see OutlineTree._choose
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.header().setStretchLastSection(not cells.figures)
    _set_widths(view, cells.samples)
    return view


def _set_widths(view: QTreeView, samples: tuple[str, ...]) -> None:
    """Give each column room for a sample of what stands in it."""
    for column, text in enumerate(samples):
        view.setColumnWidth(column, view.fontMetrics().horizontalAdvance(text) + 8)
    view.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
