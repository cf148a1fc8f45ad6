"""The sample input: one line for each argument of the model, in the words of the command line."""

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.errors import InputError
from inspector.run.inferred_input import InferredInput
from inspector.run.input import InputSpec
from widgets.buttons import IconButton
from widgets.icons import Icon
from widgets.input_row import InputRow
from widgets.labels import heading
from widgets.notice import Notice, Tone


class RunInputs(QWidget):
    """The rows; `value` is what they say as soon as all of them can be read."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.value: tuple[InputSpec, ...] = ()
        self._inferred: tuple[InferredInput, ...] = ()
        self._blame = ("", "")  # the argument, "" for all of them, and what is wrong with it
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
        self._error = Notice()
        layout.addWidget(self._error)
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

    def show_inferred(self, inferred: tuple[InferredInput, ...]) -> None:
        """Tell at each line why it is this input, and what else fits."""
        self._inferred = inferred
        self._annotate()

    def show_error(self, argument: str, text: str) -> None:
        """Tell beside its line which input would stop the run, "" for the inputs as a whole."""
        self._blame = (argument, text)
        self._annotate()

    def _annotate(self) -> None:
        found = {inferred.spec.name: inferred for inferred in self._inferred}
        argument, text = self._blame
        blamed = next((row for row in self._rows if argument and row.name.text().strip() == argument), None)
        for row in self._rows:
            row.show_inferred(found.get(row.name.text().strip()))
            row.show_error(text if row is blamed else "")
        self._error.show_text(Tone.ERROR, "" if argument else text)

    def _show_rows(self, value: tuple[InputSpec, ...]) -> None:
        self.value = value
        for row in self._rows:
            self._take_away(row)
        self._rows = []
        for spec in value:
            self._append(spec.name, spec)
        if not value:
            self._append("0", None)
        self._annotate()

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
        self._annotate()
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
