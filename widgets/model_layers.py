"""The list of the recurrent layers that a model holds."""

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from inspector.model.summary import NamedLayer
from widgets.labels import heading, plain_tip
from widgets.model_words import config_words

_ROWS = 5


class ModelLayers(QWidget):
    """One row of two lines for each layer, its name above its kind and sizes; choosing one asks to run it alone."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._list = QTreeWidget()
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAccessibleName("Recurrent layers")
        self._list.header().setStretchLastSection(True)
        title = heading("Recurrent layers", self._list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(title)
        layout.addWidget(self._list)
        self._list.itemSelectionChanged.connect(self._emit_chosen)  # focus alone makes a line current

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

    def _emit_chosen(self) -> None:
        for item in self._list.selectedItems():
            self.chosen.emit(item.data(0, Qt.ItemDataRole.UserRole))

    def _height(self, layers: int) -> int:
        row = max(self._list.sizeHintForRow(0), 1)
        return min(max(layers, 1), _ROWS) * row + 2 * self._list.frameWidth()


def _row(layer: NamedLayer) -> QTreeWidgetItem:
    words = config_words(layer.config)
    text = f"{layer.name or '(the model)'}\n{words}"
    item = QTreeWidgetItem([text])
    item.setData(0, Qt.ItemDataRole.UserRole, layer.name)
    item.setToolTip(0, plain_tip(text))
    return item
