"""The form that describes one recurrent layer by the arguments of torch.nn."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.errors import FieldError, InspectorError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.form import config_from_fields
from inspector.tensor.record import TensorRecord
from widgets.layer_shapes import LayerShapes
from widgets.model_fields import ModelFields
from widgets.notice import Notice

_DEFAULT = RecurrentConfig(Kind.LSTM, 10, 20, batch_first=False, dropout=0.0)


class ModelForm(QWidget):
    """Every argument of the layer, a sentence under the one that is wrong, and Build.

    The text is read here; whether torch takes the values is told from outside by `show_check` or `show_error`,
    in answer to `edited`. Only a checked form can be submitted.
    """

    edited = Signal(RecurrentConfig)
    submitted = Signal(RecurrentConfig)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: RecurrentConfig | None = None
        self._submit_once_checked = False
        self._fields = ModelFields()
        self._notice = Notice()
        self._shapes = LayerShapes()
        self._parameters = QLabel()
        self._parameters.setAccessibleName("Number of parameters")
        self._parameters.setMinimumWidth(self._parameters.fontMetrics().horizontalAdvance("99,999,999 parameters"))
        self._build = QPushButton("Build")
        self._build.setToolTip("Build this layer with random weights (Enter)")
        self._build.clicked.connect(self._submit)
        self._cancel = QPushButton("Cancel")
        self._cancel.clicked.connect(self.cancelled)
        self._lay_out()
        self._fields.edited.connect(self.check)
        self.show_config(_DEFAULT)

    def show_config(self, config: RecurrentConfig) -> None:
        """Fill in the arguments of this layer."""
        with QSignalBlocker(self._fields):
            self._fields.show_config(config)
        self._config = config
        self._await_check()

    def check(self) -> None:
        """Read the fields; emit `edited`, or show what is wrong beside its field."""
        self._submit_once_checked = False
        self._await_check()
        try:
            self._config = config_from_fields(self._fields.texts())
        except FieldError as error:
            self._config = None
            self.show_error(error)
        else:
            self.edited.emit(self._config)

    def show_check(self, parameters: int) -> None:
        """Tell that torch builds the layer, and with how many parameters."""
        self._clear_errors()
        self._parameters.setText(f"{parameters:,} parameters")
        self._build.setEnabled(True)
        if self._submit_once_checked:
            self._submit()

    def show_shapes(self, records: tuple[TensorRecord, ...]) -> None:
        """Show what goes into the layer and what comes out of it, as the fields stand."""
        self._shapes.show_records(records)

    def show_error(self, error: InspectorError) -> None:
        """Show the error under the field that it names, or at the bottom; the layer cannot be built."""
        self._clear_errors()
        self._parameters.setText("")
        self._shapes.show_records(())
        self._build.setEnabled(False)
        if not self._fields.show_error(error):
            self._notice.show_error(error)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """Submit with Enter; a form that waits for its check is submitted when that comes."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self._build.isEnabled():
            self._submit()
        else:
            self._submit_once_checked = self._config is not None

    def _submit(self) -> None:
        self._submit_once_checked = False
        if self._config is not None:
            self.submitted.emit(self._config)

    def _await_check(self) -> None:
        self._clear_errors()
        self._parameters.setText("")
        self._build.setEnabled(False)

    def _clear_errors(self) -> None:
        self._fields.clear_errors()
        self._notice.clear()

    def _lay_out(self) -> None:
        self._cancel.setAutoDefault(False)
        self._build.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._parameters, 1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._build)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._fields)
        layout.addWidget(self._notice)
        layout.addWidget(self._shapes)
        layout.addStretch(1)
        layout.addLayout(buttons)
