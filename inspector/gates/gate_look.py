"""What is looked at of a gates file: every unit of one sample, or one unit of every sample, through time."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..tensor.levels import Levels
from ..tensor.padding import NoPadding, Padding
from ..tensor.position import axis_title
from ..tensor.slice import Slice, read_slice
from ..tensor.slice_spec import ResolvedSlice
from ..tensor.values import StoredValues
from .gate_file import GateFile
from .gate_names import sigmoid_names
from .unit_trace import Line

_TIME, _BATCH, _HIDDEN = range(3)
_MOST_ROWS, _MOST_STEPS = 1024, 2048  # of a picture: more are no pixels


class Rows(StrEnum):
    """What stands in the rows of a picture, one below the other."""

    UNITS = "units"
    SAMPLES = "samples"


@dataclass(frozen=True, slots=True, eq=False)
class GatePicture:
    """One gate or state as a picture: `part` has units or samples as rows and time as columns.

    `lengths` gives for each row of the part how many time steps there are, () where none is padded. `size` counts the
    rows and `steps` the time steps that there are in all.
    """

    name: str
    part: Slice
    levels: Levels
    row_title: str
    size: int
    steps: int
    lengths: tuple[int, ...]

    def alike(self, other: "GatePicture") -> bool:
        """Tell whether the rows are the same things; those of an h that was projected are no units."""
        return self.row_title == other.row_title


@dataclass(frozen=True, slots=True, eq=False)
class GateLook:
    """The part of the file for one layer and direction: of one sample, or of one unit, as `rows` says.

    `sample` and `unit` count along the batch and the hidden size of the call, whatever part of them the file holds.
    """

    opened: GateFile
    layer: int
    direction: int
    sample: int
    unit: int
    rows: Rows

    @property
    def pictures(self) -> tuple[GatePicture, ...]:
        """The gates and states as pictures, in the order of the formulas."""
        return tuple(self._picture(name) for name in self.opened.gates.names)

    @property
    def length(self) -> int:
        """The time steps of the sample, without padding."""
        lengths = self.opened.gates.lengths
        return self.steps if lengths is None else lengths[self._batch_at]

    def lines(self, unit: int) -> Iterator[tuple[str, Line]]:
        """Give each gate and state of one unit of the sample, (time,) without padding, in the order of the output.

        h is before a projection, which mixes the units: o * tanh(c).
        """
        found = {name: self._line(name, unit) for name in self.opened.gates.names if not self._is_projected(name)}
        if self._is_projected("h"):
            found["h"] = found["o"] * np.tanh(found["c"])
        yield from found.items()

    def values(self, name: str) -> NDArray[Any]:
        """Give one gate of what is looked at, (time, batch, hidden), mapped."""
        return self.opened.mapped(self.layer, self.direction, name)

    def _line(self, name: str, unit: int) -> Line:
        units = self.opened.gates.units
        at = unit if units is None else units.index(unit)
        return self.values(name)[: self.length, self._batch_at, at].astype(np.float64)

    def _is_projected(self, name: str) -> bool:
        """Tell whether the rows are projected; h of one unit alone is that before the projection."""
        gates = self.opened.gates
        return name == "h" and gates.units is None and gates.config.proj_size > 0

    def _picture(self, name: str) -> GatePicture:
        values = self.values(name)
        row = _HIDDEN if self.rows is Rows.UNITS else _BATCH
        position = (0, self._batch_at if row == _HIDDEN else 0, 0)
        part = self._part(values, ResolvedSlice(row, _TIME, position))
        title = axis_title(self.opened.axes(self.layer, self.direction, name)[row])
        return GatePicture(
            name, part, self._levels(name, part.array), title, values.shape[row], self.steps, self._lengths(part)
        )

    def _part(self, values: NDArray[Any], resolved: ResolvedSlice) -> Slice:
        """Read the first element of each cell, so that cells of two gates are of the same unit and time step."""
        lengths = self.opened.gates.lengths
        padding = NoPadding() if lengths is None else Padding(_BATCH, _TIME, lengths)
        return read_slice(StoredValues(values), resolved, _MOST_ROWS, _MOST_STEPS, extreme=False, padding=padding)

    def _levels(self, name: str, values: NDArray[Any]) -> Levels:
        """Give a scale that stays while one looks from sample to sample; of what has no bounds, a round number."""
        if name in sigmoid_names(self.opened.gates.config):
            return Levels(0.0, 1.0, signed=False)
        reach = _round_reach(values) if name == "c" or self._is_projected(name) else 1.0
        return Levels(-reach, reach, signed=True)

    def _lengths(self, part: Slice) -> tuple[int, ...]:
        lengths = self.opened.gates.lengths
        if not lengths or min(lengths) == self.steps:
            return ()
        rows = len(part.array)
        return (self.length,) * rows if self.rows is Rows.UNITS else lengths[:: part.row_step]

    @property
    def steps(self) -> int:
        """The time steps of the longest sample."""
        return int(self.values(self.opened.gates.names[0]).shape[_TIME])

    @property
    def _batch_at(self) -> int:
        samples = self.opened.gates.samples
        return self.sample if samples is None else samples.index(self.sample)


def _round_reach(values: NDArray[Any]) -> float:
    """Give the smallest of 1, 1.5, 2, 3, 5, 7, 10, 15, ... that the finite values do not exceed."""
    finite = np.abs(values[np.isfinite(values)].astype(np.float64))
    largest = float(finite.max(initial=0.0))
    steps = (digit * 10.0**power for power in range(308) for digit in (1, 1.5, 2, 3, 5, 7))
    return next(step for step in steps if largest <= step)
