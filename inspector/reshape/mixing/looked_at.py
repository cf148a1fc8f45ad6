"""Which positions of a result are looked at to see what is mixed in it: all of them, or those that tell."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from ...tensor.axis import Axes, Axis, Mixed, shape_of
from ...tensor.values import IndexArrays

WHOLE = frozenset({"batch", "layer", "direction", "call"})  # the meanings that no reshape should split beside another
EXHAUSTIVE = 2**13  # elements of a result of which every one is looked at, and the most that are drawn otherwise
_FEW = 24  # positions of a mixed atom that are all looked at
_FROM_ENDS = 8
_BETWEEN = 24

Positions = NDArray[np.int64]
Probe = Callable[[IndexArrays], tuple[Positions, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class LookedAt:
    """The positions on each axis, and elements at them: `index` has broadcastable arrays, one for each axis."""

    along: tuple[Positions, ...]
    index: tuple[Positions, ...]


def looked_at(axes: Axes, probe: Probe) -> LookedAt:
    """Give the whole result if it is small; else the positions on the axes where a meaning can be cut.

    An axis that is no mixture has its ends looked at; a mixed one is split into its atoms, and of a large one the
    ends, some positions between and the places where `probe` jumps (found by bisection). So the cost does not grow
    with the tensor. All pairs of these positions are taken, or as many as may be, drawn always in the same way.
    """
    if prod(shape_of(axes)) <= EXHAUSTIVE:
        along = tuple(np.arange(axis.size) for axis in axes)
    else:
        coarse = tuple(_positions(axis) for axis in axes)
        along = tuple(_with_jumps(coarse, number, axis, probe) for number, axis in enumerate(axes))
    return LookedAt(along, elements_at(along))


def elements_at(along: tuple[Positions, ...]) -> tuple[Positions, ...]:
    """Give all elements at these positions on the axes, or `EXHAUSTIVE` drawn ones where they are more."""
    if prod(len(each) for each in along) <= EXHAUSTIVE:
        return np.ix_(*along)
    draw = np.random.default_rng(0)
    return tuple(draw.choice(each, EXHAUSTIVE) for each in along)


def _positions(axis: Axis) -> Positions:
    """Give positions as all sums of positions of the atoms: of batch, layer, ... more than the ends, to be shown."""
    found, stride = np.zeros(1, np.int64), 1
    for atom in reversed(axis.atoms):
        many = isinstance(atom, Mixed) or atom.name in WHOLE
        places = _some(atom.size) if many else np.unique([0, atom.size - 1])
        found = np.unique(found[None, :] + stride * places[:, None])
        stride *= atom.size
    return found


def _some(size: int) -> Positions:
    if size <= _FEW:
        return np.arange(size)
    ends = (np.arange(_FROM_ENDS), np.arange(size - _FROM_ENDS, size))
    return np.unique(np.concatenate((*ends, np.linspace(0, size - 1, _BETWEEN).astype(np.int64))))


def _with_jumps(along: tuple[Positions, ...], number: int, axis: Axis, probe: Probe) -> Positions:
    """Add to the positions on one axis both sides of a jump between each two of them, at both ends of all others."""
    if not any(isinstance(atom, Mixed) and atom.size > _FEW for atom in axis.atoms):
        return along[number]
    found = [along[number]]
    for end in (0, -1):
        others = [int(each[end]) for each in along]

        def line(at: Positions, others: list[int] = others) -> tuple[Positions, ...]:
            return probe((*others[:number], at, *others[number + 1 :]))

        found += [side for jumps in _jumps(along[number], line) for side in (jumps - 1, jumps)]
    return np.unique(np.concatenate(found))


def _jumps(at: Positions, line: Callable[[Positions], tuple[Positions, ...]]) -> list[Positions]:
    """Give for each meaning, between neighbours where it differs, one position at which it is not as before."""
    jumps = []
    for meaning, values in enumerate(line(at)):
        values = np.broadcast_to(values, at.shape)
        differs = values[1:] != values[:-1]
        low, high, start = at[:-1][differs], at[1:][differs], values[:-1][differs]
        while np.any(high - low > 1):
            middle = (low + high) // 2
            same = np.broadcast_to(line(middle)[meaning], middle.shape) == start
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        jumps.append(high)
    return jumps
