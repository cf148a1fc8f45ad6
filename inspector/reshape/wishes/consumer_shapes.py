"""The shapes that a wish stands for: one, or all that a consumer takes."""

from dataclasses import dataclass

from ..consumers.consumer_layouts import ANY, ONE, Layout, Wanted
from ..consumers.consumers import Consumer
from .wish import Named, Open, Rest, ShapeWish, Sized, WantedAxis

_LATER = 1.5


@dataclass(frozen=True, slots=True)
class WantedShape:
    """A wish for axes, and how much less natural it is than the first of its kind."""

    wish: ShapeWish
    cost: float = 0.0
    of_consumer: bool = False

    @property
    def keeps_batch(self) -> bool:
        """Tell whether it is out of the question to take one sample only."""
        axes = self.wish.axes
        named = any(isinstance(axis, Named) and "batch" in axis.names for axis in axes)
        return self.of_consumer or named or any(isinstance(axis, Open | Rest) for axis in axes)


def wanted_shapes(wish: ShapeWish | Consumer) -> tuple[WantedShape, ...]:
    """Give the shapes, the most natural first."""
    if isinstance(wish, ShapeWish):
        return (WantedShape(wish),)
    shapes = (ShapeWish(_axes(wish, layout), layout.summed) for layout in wish.layouts)
    return tuple(WantedShape(shape, _LATER * at, True) for at, shape in enumerate(shapes))


def _axes(consumer: Consumer, layout: Layout) -> tuple[WantedAxis, ...]:
    sizes = _sizes(consumer, len(layout.axes))
    return tuple(_axis(axis, sizes.get(at)) for at, axis in enumerate(layout.axes))


def _sizes(consumer: Consumer, rank: int) -> dict[int, int]:
    """Give the sizes that the consumer's arguments ask of its axes."""
    found = {}
    for sized in consumer.kind.sized:
        value = consumer.argument(sized.parameter)
        size = value[-1] if isinstance(value, tuple) and value else value
        if type(size) is int and -rank <= sized.axis < rank:
            found[sized.axis % rank] = size
    return found


def _axis(wanted: Wanted, size: int | None) -> WantedAxis:
    if wanted == ANY:
        return Rest()
    return Sized(size or 1) if wanted == ONE else Named(wanted, size)
