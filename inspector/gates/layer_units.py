"""Everything that a table of units tells: what each does, and how large its h becomes."""

from dataclasses import dataclass

import numpy as np

from .gate_file import GateFile
from .layer_habits import LayerHabits, layer_habits
from .unit_habits import UnitHabits

_BLOCK = 1 << 20  # elements


@dataclass(frozen=True, slots=True)
class LayerUnits:
    """The units of one layer and direction; `largest` has the largest |h| of each, before a projection."""

    habits: LayerHabits
    largest: tuple[float, ...]

    @property
    def saturated(self) -> int:
        """How many units have a saturated gate."""
        return sum(any(share.saturated for share in each.gates) for each in self.habits.units)

    @property
    def text(self) -> str:
        """`12 of 64 units saturated, 3 dead`."""
        return f"{self.saturated} of {len(self.habits.units)} units saturated, {len(self.habits.dead)} dead"

    def find(self, unit: int) -> UnitHabits | None:
        """Give what one unit does, None if the file does not have it."""
        return next((each for each in self.habits.units if each.unit == unit), None)


def layer_units(file: GateFile) -> tuple[LayerUnits, ...]:
    """Look through every layer and direction of a gates file; it is mapped, as in `unit_habits`."""
    return tuple(LayerUnits(habits, _largest(file, habits.layer, habits.direction)) for habits in layer_habits(file))


def _largest(file: GateFile, layer: int, direction: int) -> tuple[float, ...]:
    """Give the largest |h| of every unit, NaN left out; steps beyond a sample's length hold zeros."""
    projected = bool(file.gates.config.proj_size)
    given = [file.mapped(layer, direction, name) for name in (("o", "c") if projected else ("h",))]
    time, batch, units = given[0].shape
    largest = np.zeros(units)
    rows = max(1, _BLOCK // max(1, batch * units))
    for start in range(0, time, rows):
        parts = [each[start : start + rows].astype(np.float64) for each in given]
        h = parts[0] * np.tanh(parts[1]) if projected else parts[0]
        largest = np.fmax(largest, np.fmax.reduce(np.abs(h), axis=(0, 1), initial=0.0))
    return tuple(float(each) for each in largest)
