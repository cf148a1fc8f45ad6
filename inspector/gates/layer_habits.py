"""What the units of one layer and direction do, counted: how many gates are saturated, how long the units remember."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

from ..tensor.place_words import counted_word
from .gate_file import GateFile
from .gate_words import gate_place, gate_title
from .unit_habits import CLOSED, DEAD_BAND, OPEN, GateHabit, UnitHabits, unit_habits, valid_steps

_DOING = {
    GateHabit.OPEN: f"open (above {OPEN}) for most steps",
    GateHabit.CLOSED: f"closed (below {CLOSED}) for most steps",
    GateHabit.SWITCHING: f"open or closed, seldom between {CLOSED} and {OPEN}",
}


@dataclass(frozen=True, slots=True)
class HabitCount:
    """The units, by their numbers, whose gate `name` has this habit, of `total` units."""

    name: str
    habit: GateHabit
    units: tuple[int, ...]
    total: int

    @property
    def text(self) -> str:
        """`37 of 512 units: forget gate open (above 0.95) for most steps`."""
        return f"{len(self.units)} of {self.total} units: {gate_title(self.name)} {_DOING[self.habit]}"

    def to_json(self) -> dict[str, Any]:
        """Give the count with the units."""
        return {"gate": self.name, "habit": self.habit.value, "units": list(self.units), "text": self.text}


@dataclass(frozen=True, slots=True)
class LayerHabits:
    """What the units of one layer and direction do over `steps` steps, those of all samples together.

    `place` is the layer, and the direction where there are two, in words.
    """

    layer: int
    direction: int
    place: str
    steps: int
    units: tuple[UnitHabits, ...]

    @property
    def counts(self) -> tuple[HabitCount, ...]:
        """The saturated gates, counted: each gate and habit that a unit has, in the order of the gates."""
        names = [share.name for share in self.units[0].gates] if self.units else []
        found = ((name, habit, self._with_habit(place, habit)) for place, name in enumerate(names) for habit in _DOING)
        return tuple(HabitCount(name, habit, units, len(self.units)) for name, habit, units in found if units)

    def _with_habit(self, place: int, habit: GateHabit) -> tuple[int, ...]:
        return tuple(each.unit for each in self.units if each.gates[place].habit is habit)

    @property
    def dead(self) -> tuple[int, ...]:
        """The numbers of the dead units."""
        return tuple(each.unit for each in self.units if each.dead)

    @property
    def saturated(self) -> float:
        """The share of the sigmoid gates, each of each unit, that are saturated."""
        gates = [share.saturated for each in self.units for share in each.gates]
        return sum(gates) / len(gates) if gates else 0.0

    @property
    def half_lives(self) -> tuple[float, float, float] | None:
        """The quartiles of the units' half-lives, in steps; None if none can be told.

        A quarter, half and three quarters of the units forget as fast or faster. Each is the half-life of a unit, so
        one that is infinite spoils no other.
        """
        known = sorted(life for each in self.units if (life := each.half_life) is not None)
        if not known:
            return None
        low, middle, high = (known[ceil(part * len(known)) - 1] for part in (0.25, 0.5, 0.75))
        return low, middle, high

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to say of the units, one sentence each."""
        return (*self._counted(), *self._remembering())

    def _counted(self) -> tuple[str, ...]:
        dead, total = len(self.dead), len(self.units)
        saturated = [f"{count.text}." for count in self.counts] or ["No gate is saturated."]
        told = f"{dead} of {total} units {'is' if dead == 1 else 'are'} dead: h stays within a band of {DEAD_BAND}."
        return (*saturated, *([told] if dead else []))

    def _remembering(self) -> tuple[str, ...]:
        lives = self.half_lives
        if lives is None:
            return ()
        low, middle, high = lives
        if len(self.units) == 1:
            return (f"The unit's half-life is {life_text(middle)}: then half of its content is left.",)
        ends = " and ".join(f"{life:.3g}" if isfinite(life) else "infinite" for life in (low, high))
        return (f"The median unit's half-life is {life_text(middle)}, the quartiles are {ends}.",)

    def to_json(self) -> dict[str, Any]:
        """Give all as plain data, of the units one list each, in their order.

        A half-life that is infinite is null, and what the unit keeps is 1; where it cannot be told, both are null.
        """
        lives = self.half_lives
        return {
            "layer": self.layer, "direction": self.direction, "steps": self.steps, "saturated": self.saturated,
            "counts": [count.to_json() for count in self.counts], "dead": list(self.dead),
            "half_lives": lives and [_finite(life) for life in lives],
            "units": [each.unit for each in self.units], "kept": [each.kept for each in self.units],
            "half_life": [_finite(each.half_life) for each in self.units],
            "below": self._shares("below"), "above": self._shares("above"),
        }  # fmt: skip

    def _shares(self, side: str) -> dict[str, list[float]]:
        """Give for each gate the share of every unit, below CLOSED or above OPEN."""
        columns = zip(*(each.gates for each in self.units), strict=True)
        return {column[0].name: [getattr(share, side) for share in column] for column in columns}


def _finite(life: float | None) -> float | None:
    return life if life is not None and isfinite(life) else None


def life_text(steps: float) -> str:
    """Give a half-life for people: `1.2 time steps`, `infinite`."""
    number = f"{steps:.3g}"
    return f"{number} {counted_word('time', 1 if number == '1' else 2)}" if isfinite(steps) else "infinite"


def layer_habits(file: GateFile) -> tuple[LayerHabits, ...]:
    """Give what the units do in each layer and direction of a gates file. The file is mapped, as in `unit_habits`."""
    gates = file.gates
    return tuple(
        LayerHabits(
            layer,
            direction,
            gate_place(gates.config, layer, direction),
            valid_steps(file, layer, direction),
            unit_habits(file, layer, direction),
        )
        for layer in gates.layers
        for direction in gates.directions
    )


def saturating_text(found: Sequence[LayerHabits]) -> str:
    """Say which layer and direction saturate most; "" where there is but one, or no saturated gate."""
    if len(found) < 2 or not any(each.saturated for each in found):
        return ""
    most = max(found, key=lambda each: each.saturated)
    return f"{most.place.capitalize()} saturates most: {most.saturated:.0%} of its gates are open or closed."
