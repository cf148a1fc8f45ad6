"""The parts of a timeline: lanes, events, and the arrows between them."""

from dataclasses import dataclass
from enum import StrEnum

from ..model.config import Kind
from .handed_on import How, Span


class Begin(StrEnum):
    """What a call's initial state is, as far as no other call handed it on.

    ZEROS is that none was given, ZERO_VALUES that what was given is all zero.
    """

    PASSED = "passed"
    ZEROS = "zeros"
    ZERO_VALUES = "zero values"
    CARRIED = "carried"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Event:
    """One call of a layer, or several equal ones in a row; `label` names its first call's tensors in the run file.

    `steps` is the number of time steps of a call, None for a cell; `lengths` are those of a packed sequence. `begin`
    tells of the roles in `rest`: of h_0 and, where there is one, c_0, but not of those that an arrow brings.
    """

    module: str
    kind: Kind
    span: Span
    label: str
    steps: int | None
    lengths: tuple[int, ...] | None
    begin: Begin
    rest: tuple[str, ...]

    @property
    def layer(self) -> str:
        """The layer's path, its kind where it is the model itself."""
        return self.module or self.kind.value

    @property
    def name(self) -> str:
        """The event in words: `decoder call 0`, `decoder calls 1 to 63`."""
        return f"{self.layer} {self.span}"

    def has_call(self, module: str, label: str) -> bool:
        """Tell whether the call with this label, `7` or `0-99`, is one of the event's."""
        first = label.partition("-")[0]
        known = module == self.module and first.isascii() and first.isdigit()
        return known and self.span.first <= int(first) <= self.span.last


@dataclass(frozen=True, slots=True, order=True)
class Pass:
    """One tensor that was handed on: `takes` is the role that it has for the call that takes it."""

    takes: str
    gives: str
    how: How


@dataclass(frozen=True, slots=True)
class Arrow:
    """What calls `givers` of one event handed to calls `takers` of another, or of the same one where they loop.

    There are as many givers as takers, each for the one at its place, or one for all. `passed` is either the input or
    states, never both.
    """

    source: Event
    target: Event
    givers: Span
    takers: Span
    passed: tuple[Pass, ...]

    @property
    def is_input(self) -> bool:
        """True where what was handed on became the input, not a state."""
        return self.passed[0].takes == "input"

    @property
    def is_loop(self) -> bool:
        """True where the calls of one event hand on to each other."""
        return self.source == self.target

    @property
    def is_equality(self) -> bool:
        """True where it is known by equal values only."""
        return any(each.how is How.EQUALITY for each in self.passed)

    @property
    def is_whole_state(self) -> bool:
        """True where the final state became the initial state, all of it and unchanged."""
        straight = all((each.gives, each.how is How.VIEW) == (f"{each.takes[0]}_n", False) for each in self.passed)
        return not self.is_input and straight and len(self.passed) == 1 + has_cell_state(self.target.kind)


@dataclass(frozen=True, slots=True)
class Lane:
    """One layer and how often it was called."""

    module: str
    kind: Kind
    calls: int

    @property
    def name(self) -> str:
        """The layer's path, its kind where it is the model itself."""
        return self.module or self.kind.value


@dataclass(frozen=True, slots=True)
class Timeline:
    """The calls of a run: lanes in the order of their first call, events in the order of theirs, and the arrows."""

    lanes: tuple[Lane, ...]
    events: tuple[Event, ...]
    arrows: tuple[Arrow, ...]


def has_cell_state(kind: Kind) -> bool:
    """Tell whether layers of the kind have a c beside h."""
    return kind in (Kind.LSTM, Kind.LSTM_CELL)
