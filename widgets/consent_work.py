"""Asking before foreign code is executed: what the question is, and what was answered."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.export.script_class import imports_class
from inspector.model.consent import Consents, DefinitionsQuestion, LookFirst, ProgramQuestion, Question, concern
from inspector.model.source import ClassSource, ModelSource
from inspector.model.summary import FileSummary
from inspector.run.run import Run

from .workers import Workers

Allowed = Callable[[bool], None]
"""Called when nothing stands in the way; told whether the program in the file may be executed."""


class ConsentWork(QObject):
    """Lets through what executes nothing foreign and what was consented to; asks about the rest, one at a time.

    `consents` is what was agreed to. Whoever shows the question answers it with `answer`, or not at all.
    """

    reading = Signal(str)  # the name of the file that is looked through, "" for none
    asked = Signal(object)  # ProgramQuestion or DefinitionsQuestion
    withdrawn = Signal()  # nobody waits for the answer any more
    refused = Signal(object)  # the question that was answered with no
    changed = Signal()  # what is remembered
    failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._waiting: tuple[Question, Allowed] | None = None
        self._file_name = ""
        self.consents = Consents()

    def open(self, source: ModelSource | None) -> None:
        """Take over what is opened: by the person's own hand, or None for a saved run, which may name anything."""
        self.forget()
        self.consents = self.consents.named(source) if source is not None else self.consents.closed()

    def before(self, source: ModelSource, summary: FileSummary | None, allowed: Allowed) -> None:
        """Call `allowed` once the source may be run: at once, or when the file was read and the person agrees.

        `summary` is what the reader found in the file, None where it has not looked.
        """
        self.forget()
        match concern(source, summary):
            case LookFirst() as first:
                self._look(first, allowed)
            case question:
                self._settle(question, allowed)

    def before_code(self, run: Run | None, code: str, allowed: Callable[[], None]) -> None:
        """Call `allowed` once the code that was written for the run may be executed."""
        self.forget()
        source = run.request.source if run else None
        if isinstance(source, ClassSource) and imports_class(code, source):
            self._settle(DefinitionsQuestion(source.path), lambda _: allowed())
        else:
            allowed()

    def answer(self, agreed: bool, remember: bool = False) -> None:
        """Take the person's answer to the question that was asked last."""
        if self._waiting is None:
            return
        (question, allowed), self._waiting = self._waiting, None
        if not agreed:
            self.refused.emit(question)
            return
        self.consents = self.consents.given(question, remember)
        if remember:
            self.changed.emit()
        allowed(isinstance(question, ProgramQuestion))

    def forget(self) -> None:
        """Withdraw what was asked: something else takes its place."""
        self._workers.reader.forget_question()
        self._read("")
        if self._waiting is not None:
            self._waiting = None
            self.withdrawn.emit()

    def remember(self, hashes: tuple[str, ...]) -> None:
        """Take up what was remembered before."""
        self.consents = replace(self.consents, remembered=hashes)

    def forget_remembered(self) -> None:
        """Ask about every program again."""
        self.consents = self.consents.forgotten()
        self.changed.emit()

    def _look(self, first: LookFirst, allowed: Allowed) -> None:
        path, otherwise = Path(first.path), DefinitionsQuestion(first.source) if first.source else None

        def told(question: ProgramQuestion | None) -> None:
            self._read("")
            self._settle(question or otherwise, allowed)

        self._read(path.name)
        self._workers.reader.question(path, first.member, told, self._fail)

    def _fail(self, error: InspectorError) -> None:
        self._read("")
        self.failed.emit(error)

    def _read(self, name: str) -> None:
        if name != self._file_name:
            self._file_name = name
            self.reading.emit(name)

    def _settle(self, question: Question | None, allowed: Allowed) -> None:
        if question is None or self.consents.cover(question):
            allowed(isinstance(question, ProgramQuestion))
        else:
            self._waiting = question, allowed
            self.asked.emit(question)
