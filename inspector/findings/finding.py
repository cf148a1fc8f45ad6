"""One detected mistake."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: wrong, probably wrong, or good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake: the number and name of its rule, where it is, what is wrong, and what to do."""

    rule: str
    name: str
    severity: Severity
    where: str
    message: str
    fix: str

    def to_json(self) -> dict[str, str]:
        """Give the fields as plain text."""
        return asdict(self)
