"""What a person is asked before foreign code is executed, and what was answered. Pure: no file is read here.

Programs are known by the hash of their content, so a file that was changed is asked about again. Python files are known
by their paths: what they import counts too, and no hash of one file tells whether that was changed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from .program_finding import ProgramFinding, finding_from_json
from .source import ClassSource, FileSource, ModelSource
from .summary import FileSummary

_REMEMBERED_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class ProgramQuestion:
    """May this program be executed? `kind` is in words, `sha256` that of its content in hexadecimal.

    `findings` is what it would do beside computing, `more` how many findings are left out of it.
    """

    path: str
    kind: str
    sha256: str
    findings: tuple[ProgramFinding, ...] = ()
    more: int = 0

    def to_json(self) -> dict[str, Any]:
        """Give the question as plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DefinitionsQuestion:
    """May the definitions in this Python file be executed? A saved run from elsewhere names it."""

    path: str


@dataclass(frozen=True, slots=True)
class LookFirst:
    """Only the file itself tells whether it is a program; `source` is the Python file that else counts, "" for none.

    `member` is what is chosen in an archive.
    """

    path: str
    source: str = ""
    member: str = ""


Question = ProgramQuestion | DefinitionsQuestion


@dataclass(frozen=True, slots=True)
class Consents:
    """What the person has agreed to execute.

    `sources` are Python files, for as long as the window is open. `opened` is the hash of a program, "" for none, for
    as long as its model is open; `remembered` are those of programs that are never asked about again, the newest last.
    """

    sources: frozenset[str] = frozenset()
    opened: str = ""
    remembered: tuple[str, ...] = ()

    def cover(self, question: Question) -> bool:
        """Tell whether the question has been answered with yes."""
        match question:
            case ProgramQuestion(sha256=sha256):
                return sha256 == self.opened or sha256 in self.remembered
            case DefinitionsQuestion(path):
                return path in self.sources

    def given(self, question: Question, remember: bool = False) -> "Consents":
        """Agree to what is asked; `remember` a program beyond this time."""
        match question:
            case ProgramQuestion(sha256=sha256):
                kept = tuple(known for known in self.remembered if known != sha256)
                remembered = (*kept, sha256)[-_REMEMBERED_LIMIT:] if remember else self.remembered
                return replace(self, opened=sha256, remembered=remembered)
            case DefinitionsQuestion(path):
                return replace(self, sources=self.sources | {path})

    def named(self, source: ModelSource) -> "Consents":
        """Take over that the person opened the source herself: naming a Python file is consent to its definitions.

        What was agreed to for the program that was open before goes, unless it is remembered.
        """
        python = _python_file(source)
        return replace(self, sources=self.sources | {python} if python else self.sources, opened="")

    def closed(self) -> "Consents":
        """Open something that the person did not name: a saved run."""
        return replace(self, opened="")

    def forgotten(self) -> "Consents":
        """Ask about every program again."""
        return replace(self, opened="", remembered=())


def concern(source: ModelSource, summary: FileSummary | None) -> DefinitionsQuestion | LookFirst | None:
    """Give what stands between the source and executing it; None where nothing foreign is executed.

    `summary` is what the reader found in the file, None where it has not looked. The classes that a pickled module
    names are no concern: they are never executed.
    """
    python = _python_file(source)
    if isinstance(source, FileSource) and (summary is None or summary.is_program):
        return LookFirst(source.path, python, source.member)
    return DefinitionsQuestion(python) if python else None


def question_from_json(data: Mapping[str, Any]) -> ProgramQuestion | None:
    """Give the question that the reader process answered with, None for a file that is no program."""
    if not data:
        return None
    findings = tuple(map(finding_from_json, data["findings"]))
    return ProgramQuestion(data["path"], data["kind"], data["sha256"], findings, data["more"])


def _python_file(source: ModelSource) -> str:
    match source:
        case ClassSource(path):
            return path
        case FileSource(source=python):
            return python
    return ""
