"""Why a tensor does not fit a consumer, in sentences that name the axis and the sizes; and what fits but is wrong."""

from collections.abc import Callable
from itertools import zip_longest

from ...tensor.listed import listed
from ..primitives import Shape
from .consumer_layouts import ANY, Layout, Wanted, fits, meanings_of, wanted_text
from .consumers import Consumer

_HEADS = {"num_heads": "embed_dim", "nhead": "d_model"}


def misfit(consumer: Consumer, shape: Shape) -> str:
    """Tell why torch refuses a tensor of this shape; "" where nothing of ours covers it.

    `consumer` has all its sizes.
    """
    return next(filter(None, (rule(consumer, shape) for rule in _RULES)), "")


def axis_remark(consumer: Consumer, names: tuple[str, ...]) -> str:
    """Tell which axes the consumer takes for something else than they are, by their names; "" if none.

    `consumer` has its batch_first, if it knows one.
    """
    found = tuple(meanings_of(name) for name in names)
    views = [view for layout in consumer.layouts if (view := layout.aligned(len(names))) is not None]
    wrong = min((_wrong_axes(view, found) for view in views), key=len, default=[])
    if not wrong:
        return ""
    taken = listed([f"axis {axis} for {_role(consumer, axis, len(names), wanted)}" for axis, wanted in wrong])
    here = listed([f"axis {axis} is {names[axis]}" for axis, _ in wrong])
    return f"{consumer.kind.name} takes {taken}; here {here}. {_way_out(consumer, found)}"


def layouts_that_fit(consumer: Consumer, names: tuple[str, ...]) -> tuple[Layout, ...]:
    """Give those of the consumer's layouts that a tensor whose axes have these names has already."""
    found = tuple(meanings_of(name) for name in names)
    return tuple(layout for layout in consumer.layouts if _is_laid_out(layout, found))


def _is_laid_out(layout: Layout, found: tuple[Wanted, ...]) -> bool:
    view = layout.aligned(len(found))
    return view is not None and not _wrong_axes(view, found)


def _wrong_axes(view: tuple[Wanted, ...], found: tuple[Wanted, ...]) -> list[tuple[int, Wanted]]:
    pairs = enumerate(zip(view, found, strict=True))
    return [(axis, wanted) for axis, (wanted, meanings) in pairs if not fits(wanted, meanings)]


def _role(consumer: Consumer, axis: int, count: int, wanted: Wanted) -> str:
    """Give the word for an axis in the consumer's own terms: what Conv1d counts on its features axis are channels."""
    counted = [sized.counted for sized in consumer.kind.sized if sized.axis % count == axis]
    return counted[0] if counted else wanted_text(wanted)


def _way_out(consumer: Consumer, found: tuple[Wanted, ...]) -> str:
    other = not consumer.argument("batch_first", False)
    turned = Consumer(consumer.name, (("batch_first", other),))
    known = [layout for layout in turned.layouts if layout.batch_first is not None]
    same = [layout for layout in consumer.layouts if _broad(layout.axes) == _broad(found)]
    start = f"Write batch_first={other}, or bring" if any(_is_laid_out(one, found) for one in known) else "Bring"
    return f"{start} the tensor to {(same or consumer.layouts)[0].text} first."


def _broad(axes: tuple[Wanted, ...]) -> frozenset[str]:
    """Give all meanings, whatever the features are made of."""
    meanings = {"features" if meaning == "unit" else meaning for axis in axes for meaning in axis}
    return frozenset(meanings - {"direction"})


def _wrong_count(consumer: Consumer, shape: Shape) -> str:
    layouts = consumer.layouts
    if any(layout.aligned(len(shape)) for layout in layouts):
        return ""
    widest = [layout for layout in layouts if ANY in layout.axes] or layouts
    wanted = " or ".join(layout.text for layout in widest)
    return f"{consumer.kind.name} expects {wanted}, the tensor has {_counted(len(shape), 'axis', 'axes')}: {shape}."


def _wrong_size(consumer: Consumer, shape: Shape) -> str:
    """Compare each argument that must equal a size; a tuple, as of LayerNorm, with the last axes."""
    for sized in consumer.kind.sized:
        value = consumer.argument(sized.parameter)
        first = sized.axis if sized.axis >= 0 else sized.axis + len(shape)
        for axis, size in _pairs(value, first):
            held = shape[axis] if 0 <= axis < len(shape) else 0
            if size != held:
                expected = f"{consumer.kind.name} expects {size} {sized.counted} on axis {axis}"
                return f"{expected}, the tensor has {held}.{_elsewhere(shape, size)}"
    return ""


def _pairs(value: object, last: int) -> list[tuple[int, int]]:
    if type(value) is int:
        return [(last, value)]
    sizes = value if isinstance(value, tuple) else ()
    return [(last - len(sizes) + 1 + index, size) for index, size in enumerate(sizes)]


def _elsewhere(shape: Shape, size: int) -> str:
    places = [str(axis) for axis, held in enumerate(shape) if held == size]
    return f" Axis {' and axis '.join(places)} has {size}: bring it there." if places else ""


def _wrong_heads(consumer: Consumer, _shape: Shape) -> str:
    for parameter, divided in _HEADS.items():
        heads, width = consumer.argument(parameter), consumer.argument(divided)
        if type(heads) is int and type(width) is int and (heads < 1 or width % heads):
            refused = f"{consumer.kind.name} cannot divide {width} features into {heads} heads"
            return f"{refused}: {divided} must be a multiple of {parameter}."
    return ""


def _wrong_kernel(consumer: Consumer, shape: Shape) -> str:
    if "kernel_size" not in consumer.kind.parameters:
        return ""
    count = -1 - consumer.kind.sized[0].axis  # the axes that the kernel moves along stand after the channels
    axes = range(len(shape) - count, len(shape))
    kernels, paddings, dilations = (_each(consumer, name, count) for name in ("kernel_size", "padding", "dilation"))
    for axis, kernel, padding, dilation in zip_longest(axes, kernels, paddings, dilations, fillvalue=1):
        reach, room = (kernel - 1) * dilation + 1, shape[axis] + 2 * padding
        if reach > room:
            padded = f" and {padding} of padding on either side" if padding else ""
            kernel_text = f"The kernel of {consumer.kind.name} reaches over {reach} positions"
            return f"{kernel_text}, axis {axis} has {shape[axis]}{padded}."
    return ""


def _each(consumer: Consumer, name: str, count: int) -> tuple[int, ...]:
    value = consumer.argument(name, 0 if name == "padding" else 1)
    if isinstance(value, tuple) and len(value) == count:
        return value
    return (value if isinstance(value, int) else 0,) * count


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


_RULES: tuple[Callable[[Consumer, Shape], str], ...] = (_wrong_count, _wrong_size, _wrong_heads, _wrong_kernel)
