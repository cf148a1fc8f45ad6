"""The colours, fonts and line widths of the drawing of a cell."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
from PySide6.QtGui import QColor, QFont, QPalette

from inspector.gates.unit_trace import UnitTrace
from widgets.theme import bold, colours, tabular

_THIN, _THICK = 1.25, 6.5
_OF_STATE = ("c_before", "c", "kept", "written")
_SHADE = 30  # of 255: the accent behind what is pointed at
_LARGE, _TEXT, _SMALL = 21, 16, 13  # pixels on the sheet


@dataclass(frozen=True, slots=True)
class CellInks:
    """Colours and fonts at the size of the sheet; `shade` lies behind what is pointed at."""

    ground: QColor
    body: QColor
    box: QColor
    text: QColor
    muted: QColor
    grid: QColor
    accent: QColor
    shade: QColor
    wrong: QColor
    large: QFont
    font: QFont
    small: QFont


@dataclass(frozen=True, slots=True)
class Strengths:
    """The largest numbers of a trace: what the thickest line and the longest bar stand for."""

    state: float
    summed: float

    def width(self, quantity: str, value: float) -> float:
        """Give the width of the line that carries a number; a thin one for what is not finite.

        What is in the state counts by the largest state of all steps, a gate and an output by 1.
        """
        most = self.state if quantity in _OF_STATE else 1.0
        return _THIN + (_THICK - _THIN) * min(abs(value) / most, 1) if isfinite(value) else _THIN

    def share(self, value: float) -> float:
        """Give the part of the longest bar, with its sign, for what goes into a sum; 0 for what is not finite."""
        return max(-1.0, min(value / self.summed, 1.0)) if isfinite(value) else 0.0


def strengths(trace: UnitTrace) -> Strengths:
    """Give the largest numbers of all steps, so that lines and bars of two steps can be compared.

    A state counts as 1 at least.
    """
    sums = [abs(gate.bias) for gate in trace.gates]
    sums += [_largest(gate.from_input + gate.from_hidden + gate.bias) for gate in trace.gates]
    sums += [_largest(part) for gate in trace.gates for part in (gate.from_input, gate.from_hidden)]
    finite = [each for each in sums if isfinite(each)]
    return Strengths(max(1.0, _largest(trace.c)), max([*finite, 1e-30]))


def cell_inks(palette: QPalette, font: QFont) -> CellInks:
    """Give the colours and fonts; ask again when the theme or the font changes."""
    shades = colours(palette)
    shade = QColor(shades.accent)
    shade.setAlpha(_SHADE)
    return CellInks(
        shades.plot,
        shades.background,
        shades.plot,
        shades.text,
        shades.muted,
        shades.grid,
        shades.accent,
        shade,
        shades.error,
        bold(_sized(font, _LARGE)),
        _sized(font, _TEXT),
        _sized(font, _SMALL),
    )


def _sized(font: QFont, pixels: int) -> QFont:
    """Give the font at a size of the sheet, its outlines unchanged, so that it is the same at every scale."""
    wanted = tabular(font)
    wanted.setPixelSize(pixels)
    wanted.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return wanted


def _largest(line: np.ndarray) -> float:
    finite = np.abs(line[np.isfinite(line)])
    return float(finite.max()) if finite.size else 0.0
