"""The search: every natural reading of a tensor, in every arrangement that reaches the wish, checked and ranked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod

from ...errors import StepError
from ...run.key import FILE, RESULT
from ...tensor.axis import Axes
from ...tensor.record import TensorRecord
from ..axes.step_axes import axes_after
from ..mixing.mixing import is_mixed_name, mixed_meanings
from ..steps import ReshapeStep, bound_steps, primitives_of
from ..steps.bindings import Bindings
from ..steps.size_steps import Unflatten
from .consumer_shapes import WantedShape
from .proposal import Proposal
from .wish import Open, Rest, ShapeWish, Sized
from .wish_arrangements import Arrangement, arrangements
from .wish_arranging_steps import arranging_steps
from .wish_choices import Action, Combine, Keep, Take
from .wish_layout import labels_of, layout_of, sizes_of
from .wish_meaning import arrangement_meaning
from .wish_readings import Reading, Told, readings_of

_AS_IT_IS, _IN_ORDER = "as it is", "every element, in the same order"
_LOST = 1.5
MOST_COST = 7.5  # what costs more is not proposed


@dataclass(frozen=True, slots=True)
class Source:
    """The tensor that is looked at, what code calls it, and what stands beside it."""

    record: TensorRecord
    name: str
    bindings: Bindings


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal, what it costs in naturalness, and whether it is a final state alone."""

    proposal: Proposal
    cost: float
    final: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    reading: Reading
    arrangement: Arrangement
    cost: float

    @property
    def result(self) -> object:
        """What tells it from another one: what was done to the labels, and where the others stand."""
        small = {label.number for label in labels_of(self.reading.source) if label.size == 1}
        done = frozenset((number, _plain(action)) for number, action in self.reading.actions if number not in small)
        places = (tuple(label.place for label in group if label.size > 1) for group in self.arrangement.axes)
        return done, tuple(places)


def source_of(record: TensorRecord, beside: Bindings) -> Source:
    """Give the tensor as a source; code calls it by its role, or by its whole name if it has no call."""
    named = next((name for name, other in beside.tensors if other.key == record.key), None)
    if named:
        return Source(record, named, replace(beside, key=record.key))
    name = record.key.name if record.key.call in (RESULT, FILE) else record.key.role
    return Source(record, name, replace(beside, key=record.key, tensors=(*beside.tensors, (name, record))))


def search(source: Source, wanted: tuple[WantedShape, ...], most: int, limit: float = MOST_COST) -> list[Found]:
    """Give the pipelines from the source to one of the shapes, the most natural first, none of which scrambles.

    There are at most `most`, none of which costs more than `limit`.
    """
    found: list[Found] = []
    known: set[object] = set()
    for candidate in sorted(_candidates(source, wanted, limit), key=lambda each: each.cost):
        if candidate.result not in known and (proposal := _checked(source, candidate)):
            known.add(candidate.result)
            found.append(Found(proposal, candidate.cost, candidate.reading.final))
            if len(found) == most:
                break
    return found


def _candidates(source: Source, wanted: tuple[WantedShape, ...], limit: float) -> Iterator[_Candidate]:
    ones = max(each.wish.axes.count(Sized(1)) for each in wanted)
    told = Told(source.name, bool(source.bindings.lengths), ones)
    for reading in readings_of(layout_of(source.record.axes), told, limit):
        for each in wanted:
            if _can_reach(reading, each):
                for arrangement in arrangements(reading.layout, each.wish.axes):
                    cost = reading.cost + arrangement.cost + each.cost + _loss(reading, each.wish)
                    if cost <= limit:
                        yield _Candidate(reading, arrangement, cost)


def _can_reach(reading: Reading, wanted: WantedShape) -> bool:
    """Tell early whether the sizes can be reached, what must be summed is, and no sample goes that is asked for."""
    wish, actions = wanted.wish, dict(reading.actions)
    big = [label for label in labels_of(reading.source) if label.size > 1]
    summed = [label for label in big if label.name in wish.summed]
    if any(_plain(actions.get(label.number, Keep())) != Combine("sum") for label in summed):
        return False
    if wanted.keeps_batch and any(label.name == "batch" and label.number in actions for label in big):
        return False
    return wish.sizes is None or prod(wish.sizes) == prod(sizes_of(reading.layout))


def _loss(reading: Reading, wish: ShapeWish) -> float:
    """Charge a loss where the wish leaves open what else there is."""
    lossy = prod(sizes_of(reading.layout)) < prod(sizes_of(reading.source))
    return _LOST if lossy and any(isinstance(axis, Open | Rest) for axis in wish.axes) else 0.0


def _plain(action: Action) -> Action:
    return replace(action, keepdim=False) if isinstance(action, Take | Combine) else action


def _checked(source: Source, candidate: _Candidate) -> Proposal | None:
    """Give the candidate as steps whose axes are exact and have the sizes that were planned; None if they are not."""
    reading, target = candidate.reading, candidate.arrangement.axes
    arranging = arranging_steps(reading.layout, target)
    if reading.ready is not None and any(isinstance(step, Unflatten) for step in arranging):
        return None  # to take apart what was just joined is never the shortest
    steps = (*reading.steps, *arranging)
    axes = _axes(source, steps)
    if axes is None or tuple(axis.size for axis in axes) != sizes_of(target):
        return None
    parts = (reading.meaning, arrangement_meaning(reading.layout, target))
    plain = _IN_ORDER if steps else _AS_IT_IS
    return Proposal(source.record.key, steps, "; ".join(part for part in parts if part) or plain, axes)


def _axes(source: Source, steps: tuple[ReshapeStep, ...]) -> Axes | None:
    try:
        primitives = primitives_of(bound_steps(steps, source.bindings), source.record.shape)
    except StepError:
        return None
    axes = axes_after(primitives, source.record.axes)
    return None if is_mixed_name(axes) or mixed_meanings(primitives, source.record.axes) else axes
