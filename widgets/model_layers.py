"""The list of the recurrent layers that a model holds."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from inspector.model.summary import NamedLayer
from widgets.labels import heading, plain_tip
from widgets.model_words import config_words

_ROWS = 8
_ROW_HEIGHT = 20


class ModelLayers(QWidget):
    """One row for each layer: name, kind and sizes; choosing one asks for it to be run alone."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._list = QTreeWidget()
        self._list.setHeaderLabels(["Layer", "Kind and sizes"])
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAccessibleName("Recurrent layers")
        self._list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self._list.header().setStretchLastSection(True)
        title = heading("Recurrent layers", self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(self._list)
        self._list.currentItemChanged.connect(self._emit_chosen)

    def show_layers(self, layers: tuple[NamedLayer, ...]) -> None:
        """Show these layers; nothing at all where there are none."""
        with QSignalBlocker(self._list):
            self._list.clear()
            for layer in layers:
                self._list.addTopLevelItem(_row(layer))
        self._list.setFixedHeight(self._height(len(layers)))
        self.setVisible(bool(layers))

    def show_chosen(self, name: str | None) -> None:
        """Mark the layer of this name, or none."""
        with QSignalBlocker(self._list):
            self._list.setCurrentIndex(QModelIndex())
            self._list.clearSelection()
            for row in range(self._list.topLevelItemCount()):
                item = self._list.topLevelItem(row)
                if item is not None and name is not None and item.data(0, Qt.ItemDataRole.UserRole) == name:
                    self._list.setCurrentItem(item)

    def _emit_chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def _height(self, layers: int) -> int:
        row = max(self._list.sizeHintForRow(0), _ROW_HEIGHT)
        frame = 2 * self._list.frameWidth()
        return self._list.header().sizeHint().height() + min(max(layers, 1), _ROWS) * row + frame


def _row(layer: NamedLayer) -> QTreeWidgetItem:
    words = config_words(layer.config)
    item = QTreeWidgetItem([layer.name or "(the model)", words])
    item.setData(0, Qt.ItemDataRole.UserRole, layer.name)
    item.setSizeHint(1, QSize(0, _ROW_HEIGHT))
    item.setToolTip(0, plain_tip(layer.name))
    item.setToolTip(1, plain_tip(words))
    return item
