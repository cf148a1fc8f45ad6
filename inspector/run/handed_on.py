"""What a call of a recurrent layer was handed by another one: its final state, or its output."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..errors import InputError
from .key import TensorKey, parse_key
from .run import Call, Run, StoredTensor

GIVEN = ("output", "h_n", "c_n")
STATES = ("h_0", "c_0")
TAKEN = ("input", *STATES)


class How(StrEnum):
    """How it is known: it is the very tensor, it is a view of it, or it has the same values."""

    IDENTITY = "identity"
    VIEW = "view"
    EQUALITY = "equality"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`count` calls of one layer, one after the other, from number `first` on."""

    first: int
    count: int = 1

    @property
    def last(self) -> int:
        """The number of the last call."""
        return self.first + self.count - 1

    def __str__(self) -> str:
        return f"call {self.first}" if self.count == 1 else f"calls {self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class Handed:
    """Calls `takers` of the layer `taker` took as `takes` what calls `givers` of the layer `giver` gave.

    `gives` is a role with the code that takes a part of it: `h_n`, `c_n[1]`. There are as many givers as takers, each
    for the one at its place, or one giver for all of them.
    """

    giver: str
    givers: Span
    gives: str
    taker: str
    takers: Span
    takes: str
    how: How


_Calls = dict[tuple[str, str], Call]


def handed_on(run: Run) -> tuple[Handed, ...]:
    """Give what the capture knew by the tensors' identity, in the order of the calls that took."""
    calls: _Calls = {(call.module, call.label): call for call in run.calls}
    taken = ((call, tensor) for call in run.calls for tensor in call.tensors if tensor.role in TAKEN)
    return tuple(handed for call, tensor in taken for handed in _handed(calls, call, tensor))


def _handed(calls: _Calls, taker: Call, tensor: StoredTensor) -> Iterator[Handed]:
    key, how = _origin(calls, tensor)
    giver = calls.get((key.module, key.call)) if key else None
    spans = spans_of(giver, taker) if giver else None
    if giver is not None and key is not None and spans is not None:
        how = How.IDENTITY if _is_one_of_a_stack(giver, key.role, taker, tensor) else how
        yield Handed(key.module, spans[0], key.role, taker.module, spans[1], tensor.role, how)


def _is_one_of_a_stack(giver: Call, role: str, taker: Call, tensor: StoredTensor) -> bool:
    """Tell whether it is a part only in that one call is a part of a stack: the call's own tensor is all of it."""
    given = next((each.shape for each in giver.tensors if each.role == role), ())
    shapes = given[giver.stacked :], tensor.shape[taker.stacked :]
    return (giver.stacked or taker.stacked) and shapes[0] == shapes[1]


def _origin(calls: _Calls, tensor: StoredTensor) -> tuple[TensorKey | None, How]:
    """Follow a tensor that several calls were given to the call that made it; None if no call did."""
    how, seen = How.IDENTITY, set[TensorKey]()
    found: StoredTensor | None = tensor
    while found is not None:
        how = how if found.same_as else How.VIEW
        key = _key(found.same_as or found.view_of)
        if key is None or key.role in GIVEN:
            return key, how
        call = None if key in seen else calls.get((key.module, key.call))
        seen.add(key)
        found = next((each for each in call.tensors if each.role == key.role), None) if call else None
    return None, how


def _key(name: str) -> TensorKey | None:
    try:
        return parse_key(name) if name else None
    except InputError:
        return None  # a file that somebody garbled; the arrow is left out, the rest can be shown


def spans_of(giver: Call, taker: Call) -> tuple[Span, Span] | None:
    """Give which calls of the one handed something to which calls of the other; None for a call to itself.

    Calls that are stacked and take from their own stack take each from the one before; of two equally high stacks each
    takes from the one at its place; else it is the last call that gave and the first that took.
    """
    if giver is taker:
        rest = giver.count - 1
        return (Span(giver.first, rest), Span(giver.first + 1, rest)) if giver.stacked else None
    if giver.stacked and giver.count == taker.count:
        return Span(giver.first, giver.count), Span(taker.first, taker.count)
    return Span(giver.first + giver.count - 1), Span(taker.first)
