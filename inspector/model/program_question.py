"""Reading what is to be asked about a program before it is executed. Nothing of it is executed."""

import hashlib
from pathlib import Path

from .archive import model_file
from .consent import ProgramQuestion
from .program_checks import PROGRAMS, program_findings
from .regular_file import damaged, open_regular
from .sniff import sniff

_FINDINGS_LIMIT = 500
_PART_NBYTES = 1 << 20


def program_question(path: Path, member: str = "") -> ProgramQuestion | None:
    """Give the question about the file, or the member of an archive, None for one that is no program.

    All of the file is read, for its hash. Raises FileError, and InputError for a member that is not there.
    """
    archive, path = path, model_file(path, member)
    kind = sniff(path)
    if kind not in PROGRAMS:
        return None
    findings = program_findings(path, kind)
    more = max(len(findings) - _FINDINGS_LIMIT, 0)
    return ProgramQuestion(str(archive), PROGRAMS[kind], _sha256(path), findings[:_FINDINGS_LIMIT], more)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open_regular(path) as file:
        try:
            while part := file.read(_PART_NBYTES):
                digest.update(part)
        except OSError:
            raise damaged(path, "it cannot be read to its end") from None
    return digest.hexdigest()
