"""What the code in a TorchScript or torch.export file would do, as far as reading it tells. Nothing of it is executed.

What is found is for a person who decides whether to trust the file; that nothing is found proves nothing.
"""

from pathlib import Path

from ..errors import TrustError
from .export_findings import export_findings
from .program_finding import ProgramFinding, findings_text, in_order
from .regular_file import shown
from .script_findings import script_findings
from .sniff import FileKind
from .zip_directory import read_zip_directory

PROGRAMS = {FileKind.TORCHSCRIPT: "a TorchScript program", FileKind.TORCH_EXPORT: "a program of torch.export"}
"""The kinds of file that execute code of their own when they are loaded, in words."""


def program_findings(path: Path, kind: FileKind) -> tuple[ProgramFinding, ...]:
    """Give what the program would do beside computing, what is known to harm first.

    `kind` is TORCHSCRIPT or TORCH_EXPORT. Raises FileError for a damaged file.
    """
    members = read_zip_directory(path)
    check = script_findings if kind is FileKind.TORCHSCRIPT else export_findings
    return in_order(check(members, path))


def program_text(path: Path, kind: FileKind) -> str:
    """Say in one sentence that running the program executes code of its own, and what that does."""
    told = findings_text(program_findings(path, kind)) or "reading it shows nothing but computations"
    return f"{shown(path)} is {PROGRAMS[kind]}: running it executes code of its own; {told}."


def require_trust(path: Path, kind: FileKind, trusted: bool) -> None:
    """Raise TrustError that says what the program would do, unless the person trusts the file."""
    if not trusted:
        raise TrustError(
            program_text(path, kind),
            "If you know where it comes from, run it with --trust; it runs contained in the model worker.",
        )
