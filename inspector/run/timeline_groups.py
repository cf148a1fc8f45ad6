"""Calls of a layer that do the same one after the other, as one group each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .handed_on import Handed, Span
from .run import Call
from .timeline_parts import Begin

FEWEST = 4  # fewer equal calls are told one by one


@dataclass(frozen=True, slots=True)
class Step:
    """A call, the place where it finished, how it begins, and what it was handed."""

    call: Call
    place: int
    begin: Begin
    rest: tuple[str, ...]
    handed: tuple[Handed, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Equal steps of one layer, one after the other."""

    steps: tuple[Step, ...]

    @property
    def span(self) -> Span:
        """The numbers of the calls."""
        first, last = self.steps[0].call, self.steps[-1].call
        return Span(first.first, last.first + last.count - first.first)


def grouped(steps: Iterable[Step]) -> Iterator[Group]:
    """Group the steps of one layer, in the order of its calls.

    Equal are calls of the same shapes that begin alike and take the same from the same layer: each from the call that
    follows the one before took from, or all from one call.
    """
    current: list[Step] = []
    moves: tuple[int, ...] | None = None
    for step in steps:
        moved = _moves(current[-1], step) if current else None
        if current and (moved is None or moves not in (None, moved)):
            yield from _groups(current)
            current, moved = [], None
        current.append(step)
        moves = moved
    yield from _groups(current)


def _groups(steps: list[Step]) -> Iterator[Group]:
    if len(steps) >= FEWEST:
        yield Group(tuple(steps))
    else:
        yield from (Group((step,)) for step in steps)


def _moves(before: Step, step: Step) -> tuple[int, ...] | None:
    """Give by how many calls each giver moved on; None where the two are no equal steps."""
    if step.call.stacked or before.call.stacked or _kind(before) != _kind(step):
        return None
    moves = tuple(
        now.givers.first - then.givers.first for then, now in zip(_sorted(before), _sorted(step), strict=True)
    )
    return moves if all(move in (0, 1) for move in moves) else None


def _kind(step: Step) -> tuple[object, ...]:
    shapes = tuple((tensor.role, tensor.shape, tensor.dtype) for tensor in step.call.tensors)
    taken = tuple(_order(each) for each in _sorted(step))
    return step.call.config, shapes, step.call.lengths, step.begin, step.rest, taken


def _sorted(step: Step) -> list[Handed]:
    return sorted(step.handed, key=_order)


def _order(handed: Handed) -> tuple[str, ...]:
    return handed.takes, handed.giver, handed.gives, handed.how.value
