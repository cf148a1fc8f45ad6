"""The choice of the initial state: zeros, drawn, or read from a file."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from inspector.errors import InputError
from inspector.run.state import FileState, NormalState, StateSpec, ZeroState
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.parsed_line import ParsedLine

_ZEROS, _NORMAL, _FILE = "zeros", "normal", "file…"
_FILES = "Tensors (*.safetensors *.npz *.npy *.pt);;All files (*)"


class RunState(QWidget):
    """A choice, and a line for the path where the state comes from a file."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice = QComboBox()
        self._choice.addItems([_ZEROS, _NORMAL, _FILE])
        self._choice.setAccessibleName("Initial state")
        self._choice.setToolTip("h_0, and c_0 of an LSTM, for a layer that runs alone")
        self.setFocusProxy(self._choice)
        self._path: ParsedLine[str] = ParsedLine("File of the initial state", _read_path, str, "")
        self._path.line.setPlaceholderText("file with h_0 and c_0")
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

    @property
    def value(self) -> StateSpec:
        """The state that is chosen; of a path that cannot be read, the last one that could."""
        match self._choice.currentText():
            case "zeros":
                return ZeroState()
            case "normal":
                return NormalState()
        return FileState(self._path.value) if self._path.value else ZeroState()

    @property
    def valid(self) -> bool:
        """Tell whether a file is named where one is needed."""
        return self._choice.currentText() != _FILE or (self._path.valid and bool(self._path.value))

    def show_value(self, state: StateSpec, fresh: bool = False) -> None:
        """Show the state; a path that is being mended stays unless `fresh`."""
        if not fresh and state == self.value:
            return
        with QSignalBlocker(self._choice):
            match state:
                case ZeroState():
                    self._choice.setCurrentText(_ZEROS)
                case NormalState():
                    self._choice.setCurrentText(_NORMAL)
                case FileState(path):
                    self._choice.setCurrentText(_FILE)
                    self._path.show_value(path, fresh)
        self._path.setVisible(isinstance(state, FileState))

    def _choose(self, text: str) -> None:
        self._path.setVisible(text == _FILE)
        if text == _FILE:
            self._path.read_again()
            self._path.setFocus()
        else:
            self.edited.emit()

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Choose the file of the initial state", "", _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_path(self, path: str) -> None:
        self._path.line.setText(path)
        self._path.read_again()


def _read_path(text: str) -> str:
    if not text.strip():
        raise InputError("No file is named.", "Choose one that holds h_0, and c_0 for an LSTM.")
    return text.strip()
