"""Finding by their values which states and inputs are those that an earlier call gave.

It is asked where the identity says nothing: the model cloned the state, took a row of it, or moved it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from .equal_bits import is_equal, is_zero, sample_of
from .handed_on import GIVEN, STATES, TAKEN, Handed, How, Span, spans_of
from .run import Call
from .run_file import RunFile

_ROWS = 64  # rows of h_n, layer by layer, that are looked at one by one

_Array = NDArray[Any]
_Part = tuple[int | slice, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found by comparing: tensors handed on, and the names of the initial states that are all zero."""

    handed: tuple[Handed, ...] = ()
    zeros: frozenset[str] = frozenset()


NOTHING = Compared()


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """Something that calls gave: `before` is the place in the run that what took it must come after."""

    before: int
    call: Call
    role: str
    givers: Span
    gives: str
    part: _Part

    def spans(self, taker: Call, takers: Span) -> bool:
        """Tell whether these calls can have handed it to those: each to the one at its place, or one to all."""
        if self.call is taker and spans_of(taker, taker) != (self.givers, takers):
            return False
        return self.givers.count in (1, takers.count)


@dataclass(slots=True)
class _Search:
    """What all calls gave, found by a sample of the values; the rest of them is read where the sample is equal."""

    opened: RunFile
    given: dict[tuple[object, ...], list[_Given]] = field(default_factory=lambda: defaultdict(list))

    def add(self, place: int, call: Call, role: str) -> None:
        values = self.opened.mapped(call.key(role))
        for given in _givens(place, call, role, values):
            self.given[sample_of(values[given.part])].append(given)

    def latest(self, place: int, call: Call, takes: str, takers: Span, values: _Array) -> _Given | None:
        """Find the latest thing with these values; of one call's h_n rather than its output where a state is wanted."""
        fitting = [each for each in self.given.get(sample_of(values), ()) if each.before <= place]
        wanted = "output" if takes == "input" else f"{takes[0]}_n"
        fitting.sort(key=lambda each: (each.before, each.gives.startswith(wanted)), reverse=True)
        fitting = [each for each in fitting if each.spans(call, takers)]
        return next((each for each in fitting if is_equal(self._values(each), values)), None)

    def _values(self, given: _Given) -> _Array:
        values: _Array = self.opened.mapped(given.call.key(given.role))[given.part]
        return values


def compare_states(opened: RunFile, known: Iterable[Handed]) -> Compared:
    """Look for what was not known by identity, and for which part it is of what is known to be a part.

    Values that are all zero are handed on by nobody. A state is compared whole and row by row, so that `h_n[-1]` of a
    layer is found as the state of a cell. The file is mapped (RunFile.mapped) and little of it is read: samples,
    initial states, and what seems equal.
    """
    covered = {(each.taker, each.takers, each.takes) for each in known if each.how is not How.VIEW}
    wanted = [(place, call, role) for place, call in enumerate(opened.run.calls) for role in _wanted(call, covered)]
    search = _Search(opened)
    if wanted:
        for place, call in enumerate(opened.run.calls):
            for role in (each for each in GIVEN if _has(call, each)):
                search.add(place, call, role)
    handed: list[Handed] = []
    zeros: set[str] = set()
    for place, call, role in wanted:
        values = opened.mapped(call.key(role))
        found = _found(search, place, call, role, values)
        handed += [each for each in found if (each.taker, each.takers, each.takes) not in covered]
        if role in STATES and is_zero(values[0] if call.stacked else values):
            zeros.add(call.key(role).name)
    return Compared(tuple(handed), frozenset(zeros))


def _wanted(call: Call, covered: set[tuple[str, Span, str]]) -> Iterator[str]:
    """Give the roles of which not everything is known."""
    whole = Span(call.first, call.count)
    for role in TAKEN:
        known = (call.module, whole, role) in covered or (
            call.stacked and all((call.module, part, role) in covered for part in _parts(call))
        )
        if _has(call, role) and not known:
            yield role


def _parts(call: Call) -> tuple[Span, Span]:
    """Give the first of stacked calls, and the others."""
    return Span(call.first), Span(call.first + 1, call.count - 1)


def _givens(place: int, call: Call, role: str, values: _Array) -> Iterator[_Given]:
    last, giver = values, Span(call.first + call.count - 1)
    at: _Part = ()
    if call.stacked:
        yield _Given(place + 1, call, role, Span(call.first, call.count), role, ())
        yield _Given(0, call, role, Span(call.first, call.count - 1), role, (slice(None, -1),))
        last, at = values[-1], (-1,)
    yield _Given(place + 1, call, role, giver, role, at)
    if role != "output" and not call.config.is_cell and last.ndim:
        for row in range(min(len(last), _ROWS)):
            yield _Given(place + 1, call, role, giver, f"{role}[{row}]", (*at, row))
            if len(last) > 1:
                yield _Given(place + 1, call, role, giver, f"{role}[{row}:{row + 1}]", (*at, slice(row, row + 1)))


def _found(search: _Search, place: int, call: Call, role: str, values: _Array) -> Iterator[Handed]:
    if not call.stacked:
        yield from _one(search, place, call, role, Span(call.first), values)
        return
    whole = tuple(_one(search, place, call, role, Span(call.first, call.count), values))
    if whole:
        yield from whole
        return
    first, rest = _parts(call)
    begun = tuple(_one(search, place, call, role, first, values[0]))
    if begun and is_equal(values[1:], values[:-1]):
        given = begun[0]
        yield Handed(given.giver, given.givers, given.gives, call.module, Span(call.first, call.count), role, given.how)
        return
    yield from begun
    yield from _one(search, place, call, role, rest, values[1:])


def _one(search: _Search, place: int, call: Call, role: str, takers: Span, values: _Array) -> Iterator[Handed]:
    given = search.latest(place, call, role, takers, values)
    if given is not None and not is_zero(values):
        yield Handed(given.call.module, given.givers, given.gives, call.module, takers, role, How.EQUALITY)


def _has(call: Call, role: str) -> bool:
    return any(tensor.role == role for tensor in call.tensors)
