"""The question that is asked before foreign code is executed."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.model.consent import ProgramQuestion, Question

from .consent_findings import ConsentFindings
from .consent_words import DEFINITIONS, NOTHING_FOUND, found_line, headline, is_contained, place_text
from .labels import heading
from .notice import Notice, Tone
from .theme import bold
from .wrapped_text import WrappedText

_WIDTH, _LEAST_WIDTH = 860, 480


class ConsentDialog(QDialog):
    """Shows a question, what the answer would execute, and where; `answered` carries yes and whether to remember it.

    The window stays alive behind it. Escape, closing it and Enter all mean no.
    """

    answered = Signal(bool, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._headline, self._path = WrappedText("Question"), WrappedText("File")
        self._found, self._list = heading(""), ConsentFindings()
        self._plain = WrappedText("What would be executed")
        self._where, self._place = heading("Where it would be executed"), Notice(most_lines=None)
        self._remember = QCheckBox("&Remember for this very file")
        self._look, self._execute = QPushButton("Only &look"), QPushButton("&Execute it")
        self._lay_out()
        self._look.clicked.connect(self.reject)
        self._execute.clicked.connect(self.accept)
        self.finished.connect(
            lambda how: self.answered.emit(how == self.DialogCode.Accepted, self._remember.isChecked())
        )

    def ask(self, question: Question, containment: str) -> None:
        """Show the question without waiting for the answer."""
        program = question if isinstance(question, ProgramQuestion) else None
        findings = program.findings if program else ()
        self.setWindowTitle("Execute the program?" if program else "Execute the definitions?")
        self._headline.show_text(headline(question))
        self._path.show_text(question.path)
        self._found.setText(found_line(program) if program and findings else "What would be executed")
        self._list.show_findings(findings)
        self._list.setVisible(bool(findings))
        self._plain.show_text(NOTHING_FOUND if program else DEFINITIONS)
        self._plain.setVisible(not findings)
        self._remember.setVisible(program is not None)
        self._remember.setChecked(False)
        self.show_containment(containment)
        self.resize(_WIDTH, 0)
        self._look.setFocus()
        self.open()

    def show_containment(self, containment: str) -> None:
        """Show what holds where it would be executed, "" while that is being tried."""
        alone = bool(containment) and not is_contained(containment)
        self._place.show_text(Tone.WARNING if alone else Tone.REMARK, place_text(containment))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  # Qt's name
        """Keep the headline bold when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._headline.setFont(bold(self.font()))

    def _lay_out(self) -> None:
        self._headline.setFont(bold(self.font()))
        self._found.setWordWrap(True)
        self._found.setBuddy(self._list)
        self._remember.setToolTip("Not asked again while the content of the file stays the same")
        for button in (self._look, self._execute):
            button.setAutoDefault(False)
        self._look.setDefault(True)
        self._look.setToolTip("Keep the file open without executing anything of it (Esc)")
        self._execute.setToolTip("Load it in the model process and run it")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        for widget in (self._headline, self._path):
            column.addWidget(widget)
        column.addSpacing(12)
        column.addWidget(self._found)
        column.addWidget(self._list, 1)
        column.addWidget(self._plain)
        column.addSpacing(12)
        for below in (self._where, self._place):
            column.addWidget(below)
        column.addSpacing(12)
        column.addLayout(self._answers())

    def _answers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._remember)
        row.addStretch(1)
        row.addWidget(self._execute)
        row.addWidget(self._look)
        return row
