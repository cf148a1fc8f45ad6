"""The window in which an input is typed, or a file is chosen for it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from inspector.run.input import FromFile, InputValue
from inspector.run.typed_start import typed_start
from widgets.input_table import InputTable

_FILES = "Arrays and tensors (*.npy *.npz *.pt *.safetensors *.csv);;All files (*)"
_SIZE = (560, 400)


class InputTableDialog(QDialog):
    """A window around an InputTable, for the argument of that name; `open()` it.

    `chosen` carries what stands in the row afterwards, `values(...)` or `file:PATH`.
    """

    chosen = Signal(str)

    def __init__(self, name: str, value: InputValue | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Values of input {name}")
        self.table = InputTable(*typed_start(value))
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )  # fmt: skip
        file = self._buttons.addButton("File…", QDialogButtonBox.ButtonRole.ResetRole)
        file.setToolTip("Read the input from a file instead")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._buttons)
        self.resize(*_SIZE)
        self.table.focus_cells()
        self._buttons.accepted.connect(self._take)
        self._buttons.rejected.connect(self.reject)
        file.clicked.connect(self._browse)
        self.table.changed.connect(self._enable)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Leave Enter to the cell or the sizes that it ends the editing of; Qt would press OK."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _enable(self) -> None:
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.table.valid)

    def _take(self) -> None:
        self.table.apply_sizes()
        if self.table.valid:
            self.chosen.emit(str(self.table.value))
            self.accept()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose the file of the input", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_file(self, path: str) -> None:
        self.chosen.emit(str(FromFile(path)))
        self.accept()
