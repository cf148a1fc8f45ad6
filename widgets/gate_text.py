"""The words around the pictures of gates: what is read at the cross-hair, what is marked, and what a gate does."""

from collections.abc import Iterable, Mapping

import numpy as np

from inspector.gates.gate_look import GateLook, GatePicture
from inspector.gates.gate_words import GateWords
from inspector.gates.unit_habits import GateHabit, UnitHabits
from inspector.gates.unit_trace import Line

from .gate_marks import Mark
from .number_text import MINUS

_MARKS = {GateHabit.OPEN: Mark.HIGH, GateHabit.CLOSED: Mark.LOW, GateHabit.SWITCHING: Mark.BOTH}
_MARKED = {Mark.HIGH: "open", Mark.LOW: "closed", Mark.BOTH: "switching", Mark.DEAD: "dead"}


def value_text(value: float) -> str:
    """Write a value with four decimals, so that those of several gates stand above each other."""
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Inf" if value > 0 else f"{MINUS}Inf"
    return f"{value:.4f}".replace("-", MINUS)


def reading_text(pictures: tuple[GatePicture, ...], row: int, step: int, at: GatePicture) -> str:
    """Say what all gates are at a shown cell of one: `time 7, hidden 12:   i 0.9312   f 0.0712`.

    Those whose rows are others, as of an h that was projected, are left out.
    """
    time = step * at.part.column_step
    place = f"time {time}, {at.row_title} {row * at.part.row_step}"
    if at.lengths and time >= at.lengths[row]:
        return f"{place}: padding"
    alike = (picture for picture in pictures if picture.alike(at))
    values = [f"{picture.name} {value_text(float(picture.part.array[row, step]))}" for picture in alike]
    return "   ".join((f"{place}:", *values))


def note_text(look: GateLook, pictures: tuple[GatePicture, ...]) -> str:
    """Say what is particular about the pictures; "" where nothing is."""
    part = pictures[0].part
    steps = ((part.row_step, "row"), (part.column_step, "time step"))
    notes = [f"One {name} in {step} is shown." for step, name in steps if step > 1]
    notes += ["Hatched: padding, where there is no time step."] if pictures[0].lengths else []
    return " ".join([*notes, *backward_text(look)])


def backward_text(look: GateLook) -> list[str]:
    """Say in which order the backward direction reads; nothing of the forward one."""
    return ["The backward direction reads from right to left."] if look.direction else []


def missing_text(lines: Iterable[tuple[str, Line]]) -> list[str]:
    """Say at how many time steps a unit has no numbers, which no line can show; nothing where it has them all."""
    without = np.any([~np.isfinite(values) for _, values in lines], axis=0)
    count = int(np.count_nonzero(without))
    return [f"No line at {count:,} of {without.size:,} time steps: NaN or infinite."] if count else []


def marks_of(name: str, units: Iterable[UnitHabits]) -> dict[int, Mark]:
    """Give the mark of each unit in a gate's picture, where it is saturated; in that of h, where it is dead."""
    if name == "h":
        return {each.unit: Mark.DEAD for each in units if each.dead}
    shares = ((each.unit, share) for each in units for share in each.gates if share.name == name)
    return {unit: _MARKS[share.habit] for unit, share in shares if share.saturated}


def marked_text(marks: Mapping[int, Mark], total: int) -> str:
    """Count the marked rows: `▲ 3 open, ▼ 12 closed of 64 units`; "" for none."""
    counted = [(mark, sum(each is mark for each in marks.values())) for mark in Mark]
    texts = [f"{mark.value} {count} {_MARKED[mark]}" for mark, count in counted if count]
    return f"{', '.join(texts)} of {total} units" if texts else ""


def explained(words: GateWords, weights: str) -> str:
    """Say what a gate does, its formula, and which weights stand in it."""
    where = f"\nwith {weights}" if weights else ""
    return f"{words.sentence}\n{words.formula}{where}"
