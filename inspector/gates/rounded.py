"""Numbers as they stand in a formula: rounded, and known as what was written."""

from dataclasses import dataclass
from math import isfinite, isnan

_MINUS = "\N{MINUS SIGN}"
_DECIMALS, _FEW = 4, 1
_LEAST, _LARGE, _MOST = 1e-3, 1e3, 1e6  # from large on, few decimals; outside, a power of ten
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number as it is shown: its text, and the value that the text says."""

    text: str
    value: float

    @property
    def in_brackets(self) -> str:
        """The text as it stands after a sign of arithmetic: a negative number in brackets."""
        return f"({self.text})" if self.text.startswith(_MINUS) else self.text


def rounded(value: float) -> Rounded:
    """Write with four decimals, a large number with one, and one beyond that with four digits and a power of ten.

    `1` is exactly 1, `1.0000` almost: a saturated gate tells the two apart. So do 0 and -1.
    """
    if not isfinite(value):
        return Rounded("NaN" if isnan(value) else "∞" if value > 0 else f"{_MINUS}∞", value)
    if value in (-1, 0, 1):
        return Rounded(f"{value:.0f}".replace("-", _MINUS) if value else "0", value)
    if _LEAST <= abs(value) < _MOST:
        text = f"{value:.{_DECIMALS if abs(value) < _LARGE else _FEW}f}"
        return Rounded(text.replace("-", _MINUS), float(text))
    text = f"{value:.{_DECIMALS - 1}e}"
    digits, _, power = text.partition("e")
    return Rounded(f"{digits.replace('-', _MINUS)}×10{str(int(power)).translate(_RAISED)}", float(text))


def is_same(value: float, shown: Rounded) -> bool:
    """Tell whether the value, rounded as `shown` is, has the same digits; beside a whole `1` it must be 1 itself."""
    return value == shown.value or rounded(value).text == shown.text
