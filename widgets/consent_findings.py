"""The list of what a program would do beside computing."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from inspector.model.program_finding import ProgramFinding

from .consent_items import ConsentItems
from .icons import Icon, icon

_WIDTHS = (112, 220, 190)  # of all columns but the last, which takes the rest
_MOST_ROWS = 10


class ConsentFindings(QTreeView):
    """One line for each finding; the tip of a cell is the whole of its text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items = ConsentItems(self)
        self.setModel(self._items)
        self.setAccessibleName("What it would do beside computing")
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        columns = self.header()
        columns.setSectionsMovable(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, width)
        self._show_symbol()

    def show_findings(self, findings: tuple[ProgramFinding, ...]) -> None:
        """Show these in place of the former."""
        self._items.show_findings(findings)
        self.scrollToTop()
        rows = min(len(findings), _MOST_ROWS) * max(self.sizeHintForRow(0), self.fontMetrics().lineSpacing())
        self.setFixedHeight(self.header().sizeHint().height() + rows + 2 * self.frameWidth())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the symbol again when light and dark change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_symbol()

    def _show_symbol(self) -> None:
        self._items.show_symbol(icon(Icon.WARNING, self))
