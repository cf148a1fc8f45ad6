"""The panel that shows the code of what is on screen, and offers it once it was executed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from superqt.utils import CodeSyntaxHighlight

from inspector.errors import InspectorError
from inspector.export.code_dialect import CodeDialect
from widgets.buttons import IconButton
from widgets.code_font import code_font
from widgets.icons import Icon
from widgets.labels import quiet
from widgets.notice import Notice, Tone
from widgets.theme import is_dark

_EMPTY = "Run a model and choose a tensor; the code that gives it stands here."
_DIALECTS = {
    CodeDialect.TORCH: "PyTorch script",
    CodeDialect.TORCH_LINES: "PyTorch lines",
    CodeDialect.MODULE: "PyTorch module",
    CodeDialect.EINOPS: "einops lines",
    CodeDialect.NUMPY: "NumPy lines",
    CodeDialect.TENSORFLOW: "TensorFlow lines",
}
_NOT_RUN_HERE = "Not executed: LSTMScope does not bring TensorFlow."
_NOT_YET = "Not executed yet: copying or saving executes the code"
_NOT_EXECUTED = {
    CodeDialect.TORCH: f"{_NOT_YET} and compares first.",
    CodeDialect.TENSORFLOW: f"{_NOT_YET} if TensorFlow is installed here.",
}
_LINES_NOT_EXECUTED = f"{_NOT_YET} on this tensor and compares first."
_VERIFYING = "Executing the code and comparing its result with the preview…"
_STYLES = {False: "xcode", True: "monokai"}  # pygments' names, by whether the theme is dark


class ExportPanel(QWidget):
    """Shows code and what is known of it; Copy and Save only ask, nothing is handed out from here."""

    copy_requested = Signal()
    save_requested = Signal()
    cancel_requested = Signal()
    dialect_chosen = Signal(object)  # CodeDialect

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = QPlainTextEdit()
        self._view.setReadOnly(True)
        self._view.setFont(code_font())
        self._view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._view.setTabChangesFocus(True)
        self._view.setAccessibleName("Code")
        self._dark = is_dark(self.palette())
        self._highlight: CodeSyntaxHighlight | None = None  # made with the first code: its grammar takes a while
        self._copy = IconButton(Icon.COPY, "Copy the code", "Execute the code, compare, then copy it", "Copy")
        self._save = IconButton(Icon.SAVE, "Save the code", "Execute the code, compare, then save it", "Save…")
        self._cancel = IconButton(Icon.STOP, "Stop executing the code", "Stop executing the code", "Cancel")
        self._dialects = _dialect_box()
        self._badge, self._empty = Notice(), quiet(_EMPTY)
        self._lay_out()
        self._copy.clicked.connect(self.copy_requested)
        self._save.clicked.connect(self.save_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        self._dialects.currentIndexChanged.connect(lambda: self.dialect_chosen.emit(self._dialect))
        self.show_code("")

    def show_code(self, code: str, unsaid: str = "") -> None:
        """Show this code, "" for none and `unsaid` why; other code than before counts as not executed."""
        self._view.setVisible(bool(code))
        self._empty.setVisible(not code)
        self._empty.setText(unsaid or _EMPTY)
        self._offer(bool(code))
        if code == self._view.toPlainText():
            return
        self._view.setPlainText(code)
        if self._highlight is None:
            self._colour_code()
        self._badge.show_text(Tone.REMARK, _NOT_EXECUTED.get(self._dialect, _LINES_NOT_EXECUTED) if code else "")

    def _colour_code(self) -> None:
        """Colour the code for the theme, if there is any."""
        if self._highlight is not None:
            self._highlight.setTheme(_STYLES[self._dark])
        elif self._view.toPlainText():
            self._highlight = CodeSyntaxHighlight(self._view.document(), "python", _STYLES[self._dark])

    def show_verifying(self) -> None:
        """Tell that the code is being executed."""
        self._offer(False)
        self._cancel.setVisible(self._dialect is CodeDialect.TORCH)  # the lines take a moment only
        self._badge.show_text(Tone.REMARK, _VERIFYING)

    def show_verified(self, message: str) -> None:
        """Tell that the code did what it says, and what became of it."""
        self._offer(True)
        self._badge.show_text(Tone.SUCCESS, message)

    def show_unexecuted(self, message: str) -> None:
        """Tell what became of code that nobody could execute."""
        self._offer(True)
        self._badge.show_text(Tone.REMARK, f"{_NOT_RUN_HERE} {message}")

    def show_error(self, error: InspectorError) -> None:
        """Tell why the code was not handed out."""
        self._offer(True)
        self._badge.show_error(error)

    def show_late(self, message: str) -> None:
        """Tell what became of code that was asked for, and is no longer the code shown."""
        self._badge.show_text(Tone.REMARK, f"The code shown before: {message}")

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Colour the code again when light and dark change."""
        super().changeEvent(event)
        dark = is_dark(self.palette())
        if event.type() == QEvent.Type.PaletteChange and dark != self._dark:
            self._dark = dark
            self._colour_code()

    @property
    def _dialect(self) -> CodeDialect:
        return CodeDialect(self._dialects.currentData())

    def _offer(self, possible: bool) -> None:
        self._copy.setEnabled(possible)
        self._save.setEnabled(possible)
        self._cancel.hide()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._save)
        buttons.addWidget(self._cancel)
        buttons.addStretch(1)
        buttons.addWidget(self._dialects)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._badge)
        layout.addLayout(buttons)


def _dialect_box() -> QComboBox:
    box = QComboBox()
    box.setAccessibleName("Language of the code")
    box.setToolTip("A whole PyTorch script from model to result, or the reshape steps alone, on a tensor that is there")
    for dialect, label in _DIALECTS.items():
        box.addItem(label, dialect)
    return box
