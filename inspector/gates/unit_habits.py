"""What each unit of a layer does over all steps and samples: saturated gates, dead units, how long it remembers."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isnan, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .gate_file import GateFile
from .gate_names import keeping_name, sigmoid_names

CLOSED, OPEN = 0.05, 0.95  # a sigmoid gate below or above is saturated: it hardly answers to its input any more
MOST = 0.5  # of the valid steps
DEAD_BAND = 0.01  # h can span 2, from -1 to 1
_FEWEST = 10  # steps, of all samples together: over fewer of them a live unit may stay within the band by chance
_BLOCK = 1 << 20  # elements: eight megabytes of float64

_Blocks = Iterator[NDArray[np.float64]]
_PerUnit = NDArray[np.float64]


class GateHabit(StrEnum):
    """Where a sigmoid gate is for most steps; SWITCHING: at one end or the other, GRADED: not saturated."""

    OPEN = "open"
    CLOSED = "closed"
    SWITCHING = "switching"
    GRADED = "graded"


@dataclass(frozen=True, slots=True)
class GateShare:
    """The share of valid steps, 0 to 1, at which a sigmoid gate of one unit is below CLOSED and above OPEN."""

    name: str
    below: float
    above: float

    @property
    def habit(self) -> GateHabit:
        """What the gate does for more than half of the steps."""
        if self.above > MOST:
            return GateHabit.OPEN
        if self.below > MOST:
            return GateHabit.CLOSED
        return GateHabit.SWITCHING if self.below + self.above > MOST else GateHabit.GRADED

    @property
    def saturated(self) -> bool:
        """True where the gate is below CLOSED or above OPEN for most steps."""
        return self.habit is not GateHabit.GRADED


@dataclass(frozen=True, slots=True)
class UnitHabits:
    """One unit over all valid steps of all samples; `unit` is its number along hidden.

    A unit is dead if its h, before a projection, stays within a band of DEAD_BAND: what reads it sees a constant, which
    a bias could be. With fewer than 10 steps, those of all samples together, no unit is called dead.
    `kept` is the share of its content that it keeps from one step to the next, the geometric mean of the forget gate
    (of a GRU of the update gate); None where that cannot be told: without steps, or where a value is NaN.
    """

    unit: int
    gates: tuple[GateShare, ...]
    dead: bool
    kept: float | None

    @property
    def half_life(self) -> float | None:
        """How many steps until half of the content is left; inf where all of it is kept, None where `kept` is.

        Left alone, with nothing written into it, a cell's content after n steps is c_0 f_1 ... f_n = c_0 exp(n m),
        where m is the mean of ln f, so half is left after n = ln 2 / -m. The time constant 1 / -m of that decay is the
        timescale of a unit in Mahto, Vo, Turek, Huth: Multi-timescale Representation Learning in LSTM Language Models
        (2021). For a GRU z multiplies the old state in the same way.
        """
        if self.kept is None:
            return None
        if self.kept == 0:
            return 0.0
        return inf if self.kept >= 1 else log(2) / -log(self.kept)


def unit_habits(file: GateFile, layer: int, direction: int) -> tuple[UnitHabits, ...]:
    """Give what each unit in the file does in this layer and direction; steps beyond a sample's length do not count.

    The file is mapped: only for one that nobody else can shorten. Memory is that of some blocks.
    """
    gates = file.gates
    shares = [_shares(name, _blocks(file, layer, direction, name)) for name in sigmoid_names(gates.config)]
    kept = _kept(_blocks(file, layer, direction, keeping_name(gates.config)))
    dead = _dead(_given_out(file, layer, direction))
    units = range(len(kept)) if gates.units is None else gates.units
    return tuple(
        UnitHabits(unit, tuple(shares_of[place] for shares_of in shares), dead[place], kept[place])
        for place, unit in enumerate(units)
    )


def valid_steps(file: GateFile, layer: int, direction: int) -> int:
    """Count the steps of all samples, those beyond a sample's length left out."""
    time, batch, _ = file.mapped(layer, direction, file.gates.names[0]).shape
    return time * batch if file.gates.lengths is None else sum(file.gates.lengths)


def valid_values(file: GateFile, layer: int, direction: int, name: str) -> NDArray[Any]:
    """Give one gate's values at the valid steps: (time, batch, units), or (steps, units) where some are left out."""
    values, lengths = file.mapped(layer, direction, name), file.gates.lengths
    return values if lengths is None else values[_valid(0, len(values), lengths)]


def _valid(first: int, end: int, lengths: tuple[int, ...]) -> NDArray[np.bool_]:
    """Give (time, batch): true where a step is within the sample's length; all padding is at the end."""
    return np.arange(first, end)[:, None] < np.array(lengths, np.int64)


def _blocks(file: GateFile, layer: int, direction: int, name: str) -> _Blocks:
    """Give the values at the valid steps, part by part, each (steps, units); at least one part, which may be empty."""
    values, lengths = file.mapped(layer, direction, name), file.gates.lengths
    time, batch, units = values.shape
    rows = max(1, _BLOCK // max(1, batch * units))
    for start in range(0, max(time, 1), rows):
        part = values[start : start + rows].astype(np.float64)
        if lengths is None:
            yield part.reshape(-1, units)
        else:
            yield part[_valid(start, start + len(part), lengths)]


def _given_out(file: GateFile, layer: int, direction: int) -> _Blocks:
    """Give each unit's h, that before a projection where there is one."""
    if not file.gates.config.proj_size:
        return _blocks(file, layer, direction, "h")
    parts = zip(*(_blocks(file, layer, direction, name) for name in ("o", "c")), strict=True)
    return (gate * np.tanh(state) for gate, state in parts)


def _shares(name: str, blocks: _Blocks) -> tuple[GateShare, ...]:
    """Give the shares of every unit."""
    steps, below, above = 0, np.zeros(()), np.zeros(())
    for block in blocks:
        steps += len(block)
        below = below + (block < CLOSED).sum(0)
        above = above + (block > OPEN).sum(0)
    counted = max(steps, 1)
    return tuple(
        GateShare(name, int(low) / counted, int(high) / counted) for low, high in zip(below, above, strict=True)
    )


def _kept(blocks: _Blocks) -> tuple[float | None, ...]:
    """Give the geometric mean of every unit's gate."""
    steps, total = 0, np.zeros(())
    with np.errstate(divide="ignore", invalid="ignore"):  # ln 0 is -inf: nothing is kept
        for block in blocks:
            steps += len(block)
            total = total + np.log(block).sum(0)
        means = np.exp(total / steps)
    return tuple(None if isnan(mean) else float(mean) for mean in means)


def _dead(blocks: _Blocks) -> tuple[bool, ...]:
    steps, low, high = 0, np.array(inf), np.array(-inf)
    with np.errstate(invalid="ignore"):  # of NaN, which is in no band
        for block in blocks:
            steps += len(block)
            low = np.minimum(low, block.min(0, initial=inf))
            high = np.maximum(high, block.max(0, initial=-inf))
        within = high - low <= DEAD_BAND
    return tuple(bool(unit) and steps >= _FEWEST for unit in within)
