"""One line of the sample input: the argument, what it is given, why, and what else fits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from inspector.run.inferred_input import InferredInput
from inspector.run.input import Fill, InputSpec, parse_input
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.input_table_dialog import InputTableDialog
from widgets.labels import quiet
from widgets.notice import Notice, Tone
from widgets.parsed_line import ParsedLine

_AUTOMATIC = "chosen automatically"
_OTHER = "Another reading; the model runs with it, too."
_TIP = (
    f"{', '.join(Fill)} or tokens with sizes: normal(batch=3,time=5,10), tokens(4,7;high=100); "
    "int:5, float:0.5, bool:true, none; lengths(7,5,2); values([[0.1, 0.2], [0.3, 0.4]]); file:sample.npy; "
    "several in tuple(zeros(1,3,6), zeros(1,3,6)), list(…), dict(tokens=tokens(3,7;high=10)) or object(…)"
)


class InputRow(QWidget):
    """The name of an argument (or its position) and what it is; an empty text is no input."""

    edited = Signal()
    remove_requested = Signal()

    def __init__(self, name: str, spec: InputSpec | None) -> None:
        super().__init__()
        self._found: InferredInput | None = None
        self.name = QLineEdit(name)
        self.name.setAccessibleName("Argument")
        self.name.setToolTip("Position (0, 1, …) or name of the argument of forward")
        self.name.setMaximumWidth(48)
        self.text: ParsedLine[InputSpec | None] = ParsedLine(f"Input {name}", self._read, _value_text, spec)
        self.text.line.setPlaceholderText(_AUTOMATIC)
        self.text.line.setToolTip(_TIP)
        self._menu = QMenu(self)
        self._readings = IconButton(
            Icon.SWAP,
            f"Other readings of input {name}",
            "Choose another input with which the model runs",
            "Other readings",
        )
        self._readings.setAutoRaise(True)
        self._readings.setMenu(self._menu)
        self._readings.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._readings.hide()
        self._values = self._button(Icon.VALUES, f"Values of input {name}", "Type values in a table, or choose a file")
        self._remove = self._button(Icon.REMOVE, f"Remove input {name}", "Remove this input")
        self._reason, self._error = quiet(), Notice()
        self._reason.setAccessibleName(f"Why input {name} is this")
        self._reason.hide()
        self._lay_out()
        self._values.clicked.connect(self._open_table)
        self._remove.clicked.connect(self.remove_requested)
        self.name.textEdited.connect(self.text.read_again)
        self.text.edited.connect(self._show_reading)
        self.text.edited.connect(self.edited)

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab goes through them."""
        return self.name, self.text.line, self._values, self._remove, self._readings

    def show_inferred(self, found: InferredInput | None) -> None:
        """Tell why the argument is given this, and offer what fits, too; None: nothing is known of it."""
        if found is not self._found:
            self._found = found
            self._offer(() if found is None or not found.alternatives else (found.spec, *found.alternatives))
        self._show_reading()

    def show_error(self, text: str) -> None:
        """Tell why a run would stop because of this input, "" for no reason."""
        self._error.show_text(Tone.ERROR, text)

    def _offer(self, readings: tuple[InputSpec, ...]) -> None:
        self._menu.clear()
        for spec in readings:
            action = QAction(str(spec.value), self._menu, checkable=True)
            action.setData(str(spec.value))
            action.triggered.connect(lambda _=False, text=str(spec.value): self._take_text(text))
            self._menu.addAction(action)
        self._readings.setVisible(bool(readings))

    def _show_reading(self) -> None:
        """Say why it is this input, as long as it is one that was inferred."""
        spec, found = self.text.value if self.text.valid else None, self._found
        for action in self._menu.actions():
            action.setChecked(spec is not None and action.data() == str(spec.value))
        reason = _reason(spec, found) if spec and found else ""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))

    def _open_table(self) -> None:
        spec = self.text.value
        dialog = InputTableDialog(self.name.text(), spec.value if spec else None, self)
        dialog.chosen.connect(self._take_text)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_text(self, text: str) -> None:
        self.text.line.setText(text)
        self.text.line.setCursorPosition(0)
        self.text.read_again()

    def _read(self, text: str) -> InputSpec | None:
        return parse_input(f"{self.name.text()}={text}") if text.strip() else None

    def _button(self, symbol: Icon, name: str, tip: str) -> IconButton:
        button = IconButton(symbol, name, tip)
        self.text.add_button(button)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.name, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        for widget in (self.text, self._error, self._reason):
            column.addWidget(widget)
        column.addWidget(self._readings, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)


def _reason(spec: InputSpec, found: InferredInput) -> str:
    if spec == found.spec:
        return found.reason
    return _OTHER if spec in found.alternatives else ""


def _value_text(spec: InputSpec | None) -> str:
    return "" if spec is None else str(spec.value)
