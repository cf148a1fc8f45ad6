"""A tree of many lines as Qt wants it: nothing is made for a line until it is looked at."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex

from inspector.reshape.arranged_outline import ArrangedOutline

AnyIndex = QModelIndex | QPersistentModelIndex
BATCH = 1000  # children: a view lays out every line that it knows of, so a wide parent tells of some at a time
_FAR = 10_000  # rows: a line further down is not reached for, because the view would have to lay out all before it
_ROOT = QModelIndex()


class FlatItems(QAbstractItemModel):
    """The lines of an arranged outline; an index carries the number of its line, so none is found by walking."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: ArrangedOutline | None = None
        self._told: dict[int, int] = {}  # how many children of a line the view knows of, where not the first batch

    def show_lines(self, lines: ArrangedOutline | None) -> None:
        """Show these lines; only the first batch below each is known again."""
        self.beginResetModel()
        self._lines, self._told = lines, {}
        self.endResetModel()

    @property
    def shown(self) -> int:
        """How many lines there are to see."""
        return self._lines.size if self._lines else 0

    def line_at(self, index: AnyIndex) -> int:
        """Give the number of a valid index's line."""
        return index.internalId()

    def index_at(self, line: int) -> QModelIndex:
        """Give the index of a line; an invalid one where it is hidden, or below what the view knows of."""
        lines = self._lines
        if lines is None or not lines.shows(line):
            return QModelIndex()
        above = line
        while above:
            row, above = lines.row(above), lines.parent(above)
            if row >= self._known(above):
                return QModelIndex()
        return self.createIndex(lines.row(line), 0, line)

    def reach(self, line: int) -> QModelIndex:
        """Let the view know of the line and give its index; an invalid one where it is hidden, or far down."""
        lines = self._lines
        if lines is None or not lines.shows(line):
            return QModelIndex()
        path = [line]
        while path[-1]:
            path.append(lines.parent(path[-1]))
        for above, below in zip(path[:0:-1], path[-2::-1], strict=True):
            row = lines.row(below)
            if row < _FAR:
                self._tell(above, row + 1)
        return self.index_at(line)

    def branches(self, line: int) -> list[int]:
        """Give the children that the view knows of and that have children themselves."""
        return self._lines.branches(line, self._known(line)) if self._lines else []

    def index(self, row: int, column: int, parent: AnyIndex = _ROOT) -> QModelIndex:
        """Give the index of a child, as Qt asks for it."""
        if row < 0 or not 0 <= column < self.columnCount() or row >= self.rowCount(parent) or self._lines is None:
            return QModelIndex()
        return self.createIndex(row, column, self._lines.child(parent.internalId(), row) if parent.isValid() else 0)

    def parent(self, index: AnyIndex = _ROOT) -> QModelIndex:  # type: ignore[override]  # QObject.parent() of the stubs
        """Give the index of the parent, as Qt asks for it."""
        line = index.internalId() if index.isValid() else 0
        if not line or self._lines is None:
            return QModelIndex()
        above = self._lines.parent(line)
        return self.createIndex(self._lines.row(above), 0, above)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:  # noqa: N802  # Qt's names from here on
        """Count the children that the view knows of."""
        if not parent.isValid():
            return min(1, self.shown)
        return self._known(parent.internalId()) if parent.column() == 0 else 0

    def hasChildren(self, parent: AnyIndex = _ROOT) -> bool:  # noqa: N802
        """Tell whether there is a line below."""
        return self.rowCount(parent) > 0

    def canFetchMore(self, parent: AnyIndex) -> bool:  # noqa: N802
        """Tell whether there are children that the view does not know of yet."""
        if not parent.isValid() or parent.column() or self._lines is None:
            return False
        line = parent.internalId()
        return self._known(line) < self._lines.count(line)

    def fetchMore(self, parent: AnyIndex) -> None:  # noqa: N802
        """Let the view know of another batch."""
        if self.canFetchMore(parent):
            self._tell(parent.internalId(), self._known(parent.internalId()) + 1)

    def _known(self, line: int) -> int:
        return min(self._lines.count(line), self._told.get(line, BATCH)) if self._lines else 0

    def _tell(self, line: int, least: int) -> None:
        """Let the view know of the line's children, at least so many, in whole batches."""
        known = self._known(line)
        if self._lines is None or least <= known:
            return
        told = min(self._lines.count(line), -(-least // BATCH) * BATCH)
        self.beginInsertRows(self.createIndex(self._lines.row(line), 0, line), known, told - 1)
        self._told[line] = told
        self.endInsertRows()
