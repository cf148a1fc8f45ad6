"""The editors for the arguments of one recurrent layer, each with room for a sentence under it."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.model.config import Kind, RecurrentConfig
from widgets.notice import Notice

Editor = QLineEdit | QCheckBox | QComboBox

_CELL_ARGUMENTS = {"kind", "input_size", "hidden_size", "bias"}
_TIPS = {
    "kind": "The layer of torch.nn; a cell takes one time step per call",
    "input_size": "Number of features of each time step",
    "hidden_size": "Number of features of the hidden state h",
    "num_layers": "Layers stacked on one another; each reads the output of the one below",
    "proj_size": "0, or the smaller size to which h is projected; LSTM only",
    "dropout": "Probability with which an element between two layers is set to zero, while training",
    "bias": "Add the bias vectors b_ih and b_hh",
    "batch_first": "True: (batch, time, feature); false: (time, batch, feature). h_n and c_n ignore it",
    "bidirectional": "Read the sequence backward too; output is then twice as wide",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    name: str
    editor: Editor
    notice: Notice


class ModelFields(QWidget):
    """One row for each argument; those that the kind of layer has not are disabled and left out of `texts`."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(8)
        form.setVerticalSpacing(4)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fields = tuple(self._add_row(form, name) for name in _TIPS)

    def texts(self) -> dict[str, str]:
        """Give the text of every argument that this kind of layer has."""
        return {field.name: _text(field.editor) for field in self._fields if field.editor.isEnabled()}

    def show_config(self, config: RecurrentConfig) -> None:
        """Fill in the arguments of this layer."""
        for field in self._fields:
            value = getattr(config, field.name)
            match field.editor:
                case QComboBox() as combo:
                    combo.setCurrentText(str(value))
                case QCheckBox() as box:
                    box.setChecked(bool(value))
                case QLineEdit() as line:
                    line.setText("0.0" if value is None else str(value))
        self._enable_known(config.kind)

    def show_error(self, error: InspectorError) -> bool:
        """Show the error under the field that it names; give False where there is no such field."""
        field = next((field for field in self._fields if field.name == error.field), None)
        if field is None:
            return False
        field.editor.setAccessibleDescription(str(error))
        field.notice.show_error(error)
        return True

    def clear_errors(self) -> None:
        """Take away the sentences under the fields."""
        for field in self._fields:
            field.editor.setAccessibleDescription("")
            field.notice.clear()

    def _add_row(self, form: QFormLayout, name: str) -> _Field:
        editor, notice = self._editor(name), Notice()
        editor.setAccessibleName(name)
        editor.setToolTip(_TIPS[name])
        cell = QVBoxLayout()
        cell.setSpacing(4)
        cell.addWidget(editor)
        cell.addWidget(notice)
        label = QLabel(name)
        label.setBuddy(editor)
        form.addRow(label, cell)
        return _Field(name, editor, notice)

    def _editor(self, name: str) -> Editor:
        if name == "kind":
            combo = QComboBox()
            combo.addItems([kind.value for kind in Kind])
            combo.currentTextChanged.connect(self._kind_changed)
            return combo
        if name in ("bias", "batch_first", "bidirectional"):
            box = QCheckBox()
            box.toggled.connect(self.edited)
            return box
        line = QLineEdit()
        line.textEdited.connect(self.edited)
        return line

    def _kind_changed(self, kind: str) -> None:
        self._enable_known(Kind(kind))
        self.edited.emit()

    def _enable_known(self, kind: Kind) -> None:
        config = RecurrentConfig(kind, 1, 1)
        for field in self._fields:
            known = field.name in _CELL_ARGUMENTS or not config.is_cell
            field.editor.setEnabled(known and (field.name != "proj_size" or kind is Kind.LSTM))


def _text(editor: Editor) -> str:
    match editor:
        case QComboBox():
            return editor.currentText()
        case QCheckBox():
            return str(editor.isChecked())
        case QLineEdit():
            return editor.text().strip()
