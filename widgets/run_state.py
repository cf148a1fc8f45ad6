"""The choice of the initial state: zeros, drawn, read from a file, or carried from a run."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from inspector.errors import InputError
from inspector.run.state import CarryState, FileState, NormalState, StateSpec, ZeroState
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.narrow_box import NarrowBox
from widgets.parsed_line import ParsedLine

_ZEROS, _NORMAL, _FILE = "zeros", "normal", "file…"
_LAST, _SAVED = "carry from the last run", "carry from a saved run…"
_FILES = {
    _FILE: "Tensors (*.safetensors *.npz *.npy *.pt);;All files (*)",
    _SAVED: "Saved runs (*.safetensors);;All files (*)",
}
_PLACEHOLDERS = {_FILE: "file with h_0 and c_0", _SAVED: "saved run"}
_TIP = (
    "h_0, and c_0 of an LSTM, for a layer that runs alone. Carried: they are the h_n and c_n of an earlier run, so "
    "that the chunks of a long sequence give what the whole would"
)


class RunState(QWidget):
    """A choice, and a line for the path where the state comes from a file or a saved run."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = NarrowBox()
        self._last = ""
        self._choice.addItems([_ZEROS, _NORMAL, _FILE, _LAST, _SAVED])
        self._choice.setAccessibleName("Initial state")
        self._choice.setToolTip(_TIP)
        self.setFocusProxy(self._choice)
        self._path: ParsedLine[str] = ParsedLine("File of the initial state", _read_path, str, "")
        browse = IconButton(Icon.OPEN, "Choose the file of the initial state", "Choose a file")
        self._path.add_button(browse)
        self._path.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._choice)
        layout.addWidget(self._path)
        self._choice.currentTextChanged.connect(self._choose)
        self._path.edited.connect(self.edited)
        browse.clicked.connect(self._browse)
        self.show_last_run("")

    @property
    def value(self) -> StateSpec:
        """The state that is chosen; of a path that cannot be read, the last one that could."""
        choice, path = self._choice.currentText(), self._path.value
        if choice == _NORMAL:
            return NormalState()
        if choice == _LAST and self._last:
            return CarryState(self._last)
        if choice in _FILES and path:
            return FileState(path) if choice == _FILE else CarryState(path)
        return ZeroState()

    @property
    def valid(self) -> bool:
        """Tell whether a file is named where one is needed."""
        return self._choice.currentText() not in _FILES or (self._path.valid and bool(self._path.value))

    def show_value(self, state: StateSpec, fresh: bool = False) -> None:
        """Show the state; a path that is being mended stays unless `fresh`."""
        if not fresh and state == self.value:
            return
        self._show(state, fresh)

    def show_last_run(self, path: str) -> None:
        """Offer the state of the run on screen, "" for none; the state that is chosen stays the same."""
        state, self._last = self.value, path
        items = self._choice.model()
        assert isinstance(items, QStandardItemModel)
        items.item(self._choice.findText(_LAST)).setEnabled(bool(path))
        if isinstance(state, CarryState):
            self._show(state, fresh=False)

    def _show(self, state: StateSpec, fresh: bool) -> None:
        with QSignalBlocker(self._choice):
            match state:
                case ZeroState():
                    self._choice.setCurrentText(_ZEROS)
                case NormalState():
                    self._choice.setCurrentText(_NORMAL)
                case CarryState(path) if path == self._last:
                    self._choice.setCurrentText(_LAST)
                case FileState(path) | CarryState(path):
                    self._choice.setCurrentText(_FILE if isinstance(state, FileState) else _SAVED)
                    self._path.show_value(path, fresh)
        self._show_path()

    def _show_path(self) -> None:
        text = self._choice.currentText()
        self._path.setVisible(text in _FILES)
        self._path.line.setPlaceholderText(_PLACEHOLDERS.get(text, ""))

    def _choose(self, text: str) -> None:
        self._show_path()
        if text in _FILES:
            self._path.read_again()
            self._path.line.setFocus()
        else:
            self.edited.emit()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose the file of the initial state", "", _FILES[self._choice.currentText()])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_path(self, path: str) -> None:
        self._path.line.setText(path)
        self._path.read_again()


def _read_path(text: str) -> str:
    if not text.strip():
        raise InputError("No file is named.", "Choose one that holds h_0, and c_0 for an LSTM, or a saved run.")
    return text.strip()
