"""The axis by whose coordinates the elements are coloured so that a mistake shows."""

_MEANINGS = {"M3": "batch", "M2": "batch", "M16": "batch", "M5": "layer", "M7": "direction"}
_ELSE = "time"


def seen_best(rule: str) -> str:
    """Give the meaning of the axis that a mistake of this rule tears apart: colour by it, and the mistake is seen."""
    return _MEANINGS.get(rule, _ELSE)
