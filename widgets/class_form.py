"""The form made from the signature of a class of the user's own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from inspector.model.class_arguments import ArgumentLine, argument_lines, arguments_json, missing_arguments
from inspector.model.class_signature import SourceClass
from inspector.model.source import ClassSource
from widgets.labels import plain_tip, quiet
from widgets.notice import Notice, Tone

_CONSENT = "Build executes the definitions in this file, nothing else of it, in the model process."
_SIZE = (420, 420)


class ClassForm(QDialog):
    """Choose a class, fill in what its constructor takes, and build it; `submitted` gives the source."""

    submitted = Signal(object)  # ClassSource

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Build a class")
        self.resize(*_SIZE)
        self._path = ""
        self._classes: tuple[SourceClass, ...] = ()
        self._lines: dict[tuple[str, ...], QLineEdit] = {}
        self._class = QComboBox()
        self._class.setAccessibleName("Class")
        self._doc = quiet()
        self._weights = QLineEdit()
        self._weights.setAccessibleName("Weights")
        self._weights.setPlaceholderText("checkpoint to fill it with, or nothing")
        self._notice = Notice()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._build = self._buttons.addButton("Build", QDialogButtonBox.ButtonRole.AcceptRole)
        self._area = QScrollArea()
        self._lay_out()
        self._class.currentIndexChanged.connect(self._show_class)
        self._buttons.accepted.connect(self._submit)
        self._buttons.rejected.connect(self.reject)

    def show_classes(self, path: str, classes: tuple[SourceClass, ...]) -> None:
        """Offer the classes of the file and open the form."""
        self._path, self._classes = path, classes
        self._class.clear()
        self._class.addItems([found.name for found in classes])
        empty = "The file has no class that looks like a torch module: derive one from nn.Module."
        self._notice.show_text(Tone.WARNING, "" if classes else empty)
        self._build.setEnabled(bool(classes))
        self.open()

    def _show_class(self, index: int) -> None:
        content = QWidget()
        form = QFormLayout(content)
        form.setContentsMargins(0, 0, 0, 0)
        self._lines = {}
        for line in self._arguments():
            editor = QLineEdit()
            editor.setPlaceholderText(line.hint)
            editor.setAccessibleName(line.label)
            editor.setToolTip(plain_tip(f"{line.label}: {line.parameter.annotation or 'any value'}"))
            form.addRow(line.label, editor)
            self._lines[line.path] = editor
        self._area.setWidget(content)
        self._doc.setText(self._classes[index].doc if 0 <= index < len(self._classes) else "")
        self._doc.setVisible(bool(self._doc.text()))

    def _arguments(self) -> tuple[ArgumentLine, ...]:
        index = self._class.currentIndex()
        return tuple(argument_lines(self._classes[index].parameters)) if index >= 0 else ()

    def _submit(self) -> None:
        texts = {path: editor.text() for path, editor in self._lines.items()}
        missing = missing_arguments(self._arguments(), texts)
        if missing:
            self._notice.show_text(Tone.ERROR, f"{', '.join(missing)} must be given: there is no default.")
            return
        weights = self._weights.text().strip()
        self.submitted.emit(ClassSource(self._path, self._class.currentText(), arguments_json(texts), weights))
        self.accept()

    def _lay_out(self) -> None:
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top, bottom = QFormLayout(), QFormLayout()
        top.addRow("Class", self._class)
        bottom.addRow("Weights", self._weights)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._doc)
        layout.addWidget(self._area, 1)
        layout.addLayout(bottom)
        layout.addWidget(quiet(_CONSENT))
        layout.addWidget(self._notice)
        layout.addWidget(self._buttons)
        self._build.setDefault(True)
