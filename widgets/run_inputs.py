"""The sample input: one line for each argument of the model, in the words of the command line."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inspector.errors import InputError
from inspector.run.input import Fill, InputSpec, parse_input
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.input_table_dialog import InputTableDialog
from widgets.labels import heading
from widgets.parsed_line import ParsedLine

_AUTOMATIC = "chosen automatically"
_TIP = (
    f"{', '.join(Fill)} or tokens with sizes: normal(batch=3,time=5,10), tokens(4,7;high=100); "
    "int:5, float:0.5; file:sample.npy; values([[0.1, 0.2], [0.3, 0.4]])"
)


class InputRow(QWidget):
    """The name of an argument (or its position) and what it is; an empty text is no input."""

    edited = Signal()
    remove_requested = Signal()

    def __init__(self, name: str, spec: InputSpec | None) -> None:
        super().__init__()
        self.name = QLineEdit(name)
        self.name.setAccessibleName("Argument")
        self.name.setToolTip("Position (0, 1, …) or name of the argument of forward")
        self.name.setMaximumWidth(48)
        self.text: ParsedLine[InputSpec | None] = ParsedLine(f"Input {name}", self._read, _value_text, spec)
        self.text.line.setPlaceholderText(_AUTOMATIC)
        self.text.line.setToolTip(_TIP)
        self._values = IconButton(Icon.VALUES, f"Values of input {name}", "Type values in a table, or choose a file")
        self._values.clicked.connect(self._open_table)
        self.text.add_button(self._values)
        self._remove = remove = IconButton(Icon.REMOVE, f"Remove input {name}", "Remove this input")
        self.text.add_button(remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.name, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        remove.clicked.connect(self.remove_requested)
        self.name.textEdited.connect(self.text.read_again)
        self.text.edited.connect(self.edited)

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """The controls in the order in which Tab goes through them."""
        return self.name, self.text.line, self._values, self._remove

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


class RunInputs(QWidget):
    """The rows; `value` is what they say as soon as all of them can be read."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.value: tuple[InputSpec, ...] = ()
        self._rows: list[InputRow] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        add = IconButton(Icon.ADD, "Add an input", "Give the model one more argument", "Add input")
        add.setAutoRaise(True)
        add.clicked.connect(self._add)
        self._add_button = add
        self._title = heading("Inputs", add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._start = QWidget(self, focusPolicy=Qt.FocusPolicy.TabFocus)
        self._start.hide()  # never seen; Qt sets the order only after what takes the focus
        layout.addWidget(self._title)
        layout.addLayout(self._column)
        layout.addWidget(add)
        self._show_rows(())

    @property
    def valid(self) -> bool:
        """Tell whether every row can be read."""
        return all(row.text.valid for row in self._rows)

    def show_value(self, value: tuple[InputSpec, ...], fresh: bool = False) -> None:
        """Show these inputs; what is being typed stays where it says them already, unless `fresh`."""
        if fresh or value != self.value:
            self._show_rows(value)

    def _show_rows(self, value: tuple[InputSpec, ...]) -> None:
        self.value = value
        for row in self._rows:
            self._take_away(row)
        self._rows = []
        for spec in value:
            self._append(spec.name, spec)
        if not value:
            self._append("0", None)

    def _append(self, name: str, spec: InputSpec | None) -> InputRow:
        row = InputRow(name, spec)
        self._rows.append(row)
        self._column.addWidget(row)
        row.show()  # at once, so that it can take the focus
        row.edited.connect(self._read)
        row.remove_requested.connect(lambda: self._remove(row))
        self._order_tab_stops()
        self._title.setBuddy(self._rows[0].text.line)
        return row

    def _order_tab_stops(self) -> None:
        """Have Tab go through the rows before the button under them; a new row would come last in the window."""
        stops = (stop for row in self._rows for stop in row.tab_stops)
        for before, after in pairwise((self._start, *stops, self._add_button)):
            QWidget.setTabOrder(before, after)

    def _add(self) -> None:
        taken = {row.name.text() for row in self._rows}
        free = next(str(number) for number in range(len(taken) + 1) if str(number) not in taken)
        self._append(free, None).text.line.setFocus()

    def _remove(self, row: InputRow) -> None:
        self._rows.remove(row)
        self._take_away(row)
        if not self._rows:
            self._append("0", None)
        self._read()

    def _take_away(self, row: InputRow) -> None:
        self._column.removeWidget(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _read(self) -> None:
        for row in self._rows:
            row.text.check()  # a name that stood twice may be free again
        self._refuse_doubles()
        if self.valid:
            self.value = tuple(row.text.value for row in self._rows if row.text.value is not None)
        self.edited.emit()

    def _refuse_doubles(self) -> None:
        names: set[str] = set()
        for row in self._rows:
            name = row.name.text().strip()
            if name in names and row.text.valid:
                row.text.refuse(InputError(f"There are two inputs for the argument {name!r}.", "Rename one of them."))
            names.add(name)


def _value_text(spec: InputSpec | None) -> str:
    return "" if spec is None else str(spec.value)
