"""One thing that a program would do beside computing, as reading the file tells."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .regular_file import shown

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ProgramFinding:
    """What part of the file names what, and what that does.

    `does` is the end of a sentence that begins with "it". `part` and `name` come from the file, with control characters
    escaped. `dangerous` where what it does is known to harm; where it is not, nothing is known.
    """

    part: str
    name: str
    does: str
    dangerous: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the finding as plain data."""
        return asdict(self)


def finding(part: str, name: str, does: str, dangerous: bool = False) -> ProgramFinding:
    """Give the finding with the file's own words made safe to show."""
    return ProgramFinding(escaped(part), escaped(name), does, dangerous)


def finding_from_json(data: Mapping[str, Any]) -> ProgramFinding:
    """Give the finding that `to_json` wrote."""
    return ProgramFinding(data["part"], data["name"], data["does"], data["dangerous"])


def in_order(findings: Iterable[ProgramFinding]) -> tuple[ProgramFinding, ...]:
    """Give each finding once, the dangerous ones first, those that do the same together."""
    found = dict.fromkeys(findings)
    kinds = {kind: place for place, kind in enumerate(dict.fromkeys(each.does for each in found))}
    return tuple(sorted(found, key=lambda each: (not each.dangerous, kinds[each.does], each.name, each.part)))


def findings_text(findings: Iterable[ProgramFinding]) -> str:
    """Give the findings as parts of a sentence: `it writes files (torch.save in net.py); it ...`, "" for none."""
    kinds: dict[str, list[str]] = {}
    for each in findings:
        kinds.setdefault(each.does, []).append(f"{each.name} in {each.part}")
    return "; ".join(f"it {does} ({_first(places)})" for does, places in kinds.items())


def escaped(name: object) -> str:
    """Give a name from the file with control and bidirectional characters escaped, cut where it is very long."""
    return shown(name)[1:-1]


def _first(names: list[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
