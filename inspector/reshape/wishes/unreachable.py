"""Why a wish cannot be reached without scrambling, and what is near it."""

from math import prod

from ...tensor.axis import names_within
from ..consumers.consumers import Consumer
from ..primitives import Shape
from .consumer_shapes import WantedShape
from .proposal import Proposal, Unreachable
from .wish import Named, Open, Rest, ShapeWish, Sized, WantedAxis
from .wish_layout import labels_of, layout_of
from .wish_names import FEATURES, UNITS, can_mean
from .wish_search import Source, search

_NEAR = 3
_NATURAL = 4.0


def unreachable(source: Source, wish: ShapeWish | Consumer) -> Unreachable:
    """Say why there is no pipeline from the source to the wish; the hint names the nearest shapes."""
    near = _near(source, wish)
    reason = _consumer_reason(source, wish) if isinstance(wish, Consumer) else _reason(source, wish)
    named = "; ".join(f"{proposal.shape} by {proposal.text or 'no step'}, {proposal.meaning}" for proposal in near)
    return Unreachable(reason, f"Near are {named}." if named else "Choose another tensor of this call.", near)


def _consumer_reason(source: Source, consumer: Consumer) -> str:
    layouts = " or ".join(layout.text for layout in consumer.layouts)
    return f"{consumer.text} takes {layouts}; without scrambling nothing of {source.record.shape_text} becomes that."


def _reason(source: Source, wish: ShapeWish) -> str:
    missing = _missing(source, wish)
    if missing:
        return f"The tensor {source.record.shape_text} has no {missing} axis that {wish.text} could take."
    sizes = wish.sizes
    if sizes is None:
        return f"No pipeline without scrambling gives {wish.text} from {source.record.shape_text}."
    need, have = prod(sizes), source.record.size
    written = " x ".join(map(str, source.record.shape))
    if need == have:
        names = " and ".join(names_within(atom for axis in source.record.axes for atom in axis.atoms if atom.size > 1))
        return (
            f"{wish.text} has as many elements as the tensor, {have:,} = {written}, but cuts across {names}: "
            "only a reshape that scrambles gives it."
        )
    return (
        f"No pipeline without scrambling gives {wish.text}: it needs {_counted(need)}, the tensor has "
        f"{have:,} = {written}, and nothing that is natural to take or to average leaves as many in such axes."
    )


def _counted(elements: int) -> str:
    return f"{elements:,} {'element' if elements == 1 else 'elements'}"


def _missing(source: Source, wish: ShapeWish) -> str | None:
    """Give the first meaning that is asked for and that the tensor has not."""
    labels = labels_of(layout_of(source.record.axes))
    names = [name for axis in wish.axes if isinstance(axis, Named) for name in axis.names]
    for name in names:
        known = name == FEATURES and any(label.name in UNITS for label in labels)
        if not known and not any(can_mean(name, label.name, label.size) for label in labels):
            return name
    return None


def _near(source: Source, wish: ShapeWish | Consumer) -> tuple[Proposal, ...]:
    """Give natural results with the wanted number of axes, those that share most with the wish first."""
    axes = wish.axes if isinstance(wish, ShapeWish) else ()
    found: list[Proposal] = []
    for wanted in dict.fromkeys(_relaxed(axes)):
        found += (each.proposal for each in search(source, (WantedShape(ShapeWish(wanted)),), _NEAR, _NATURAL))
    sizes = tuple(axis.size for axis in axes if isinstance(axis, Sized))
    unique = {proposal.shape: proposal for proposal in reversed(found)}.values()
    return tuple(sorted(unique, key=lambda proposal: _distance(proposal, len(axes), sizes))[:_NEAR])


def _relaxed(axes: tuple[WantedAxis, ...]) -> list[tuple[WantedAxis, ...]]:
    """Leave one axis of the wish after the other open, then all."""
    one_open = [(*axes[:at], Open(), *axes[at + 1 :]) for at in range(len(axes)) if not _has_open(axes)]
    return [*one_open[::-1], (Named(("batch",)), Named((FEATURES,))), (Named(("batch",)), Open()), (Rest(),)]


def _has_open(axes: tuple[WantedAxis, ...]) -> bool:
    return any(isinstance(axis, Open | Rest) for axis in axes)


def _distance(proposal: Proposal, rank: int, sizes: Shape) -> tuple[int, int, int]:
    shared = sum(size in proposal.shape for size in set(sizes))
    return -shared, abs(len(proposal.shape) - rank), abs(prod(proposal.shape) - prod(sizes))
