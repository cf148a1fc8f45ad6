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

    @property
    def text(self) -> str:
        """The whole finding in one line: `error M1: what is wrong. What to do.`."""
        return f"{self.severity} {self.rule}: {self.message} {self.fix}"

    def to_json(self) -> dict[str, str]:
        """Give the fields as plain text."""
        return asdict(self)
