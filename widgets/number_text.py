"""Numbers as text for people: a true minus sign, few digits, no doubt about what is not a number."""

from typing import Any

import numpy as np

from inspector.tensor.statistics import Statistics

MINUS = "\N{MINUS SIGN}"


def number_text(value: float | None, digits: int = 4) -> str:
    """Write a number with that many significant digits; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}g}".replace("-", MINUS)


def element_text(value: Any) -> str:
    """Write one element of an array: integers in full, a complex number with its magnitude, which gives the colour."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value)).replace("-", MINUS)
    if isinstance(value, (complex, np.complexfloating)):
        number = complex(value)
        sign = MINUS if number.imag < 0 else "+"
        parts = f"{number_text(number.real, 6)} {sign} {number_text(abs(number.imag), 6)}j"
        return f"{parts}, magnitude {number_text(abs(number), 6)}"
    return _real_text(float(value))


def missing_text(figures: Statistics) -> str:
    """Say how many elements are not finite: `3 NaN, 1 Inf`; `0` for none."""
    counted = ((figures.nan, "NaN"), (figures.inf, "Inf"))
    return ", ".join(f"{count:,} {name}" for count, name in counted if count) or "0"


def _real_text(value: float) -> str:
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "+Inf" if value > 0 else f"{MINUS}Inf"
    return number_text(value, 6)
