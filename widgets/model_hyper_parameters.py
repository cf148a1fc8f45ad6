"""The hyper-parameters that stand beside the weights of a file."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from widgets.labels import heading, plain_tip

_ROWS = 6  # more than these are reached by scrolling
_NAME_SHARE = 0.6  # of the width, at most


class ModelHyperParameters(QWidget):
    """Shows names and values as they stand in the file; what is too long is shortened and told in full by a tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = QTreeWidget()
        self._list.setColumnCount(2)
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName("Hyper-parameters")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(heading("Hyper-parameters", self._list))
        layout.addWidget(self._list)

    def show_values(self, values: tuple[tuple[str, str], ...]) -> None:
        """Show these names with their values; nothing at all where there are none."""
        self._list.clear()
        self._list.addTopLevelItems([_row(name, value) for name, value in values])
        self._list.resizeColumnToContents(0)
        most = int(self._list.viewport().width() * _NAME_SHARE)
        self._list.setColumnWidth(0, min(self._list.columnWidth(0), most))
        row = max(self._list.sizeHintForRow(0), 1)
        self._list.setFixedHeight(min(max(len(values), 1), _ROWS) * row + 2 * self._list.frameWidth())
        self.setVisible(bool(values))


def _row(name: str, value: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, " ".join(value.split())])
    tip = plain_tip(f"{name} = {value}")
    item.setToolTip(0, tip)
    item.setToolTip(1, tip)
    return item
