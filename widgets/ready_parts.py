"""Ready steps that take a part of the tensor, reduce an axis, and join other tensors to it."""

from inspector.tensor.axis import Axes, Axis
from widgets.ready_step import OtherTensor, ReadyStep, TensorAtHand, counted_from_end

_ENDS = {
    ("time",): (("First time step", "0"), ("Last time step", "-1")),
    ("batch",): (("First sample", "0"),),
    ("layer",): (("First layer", "0"), ("Last layer", "-1")),
    ("call",): (("First call", "0"), ("Last call", "-1")),
    ("direction",): (("Forward", "0"), ("Backward", "1")),
    ("layer", "direction"): (("Last layer, forward", "-2"), ("Last layer, backward", "-1")),
}
_AVERAGED = ("float16", "bfloat16", "float32", "float64")
_MOST_OTHERS = 6


def taking(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the steps that take one position or a part of an axis."""
    if not tensor.rank or tensor.is_empty:
        return ()
    ends = [
        ReadyStep(label, subscript(place, tensor.rank, item))
        for place, axis in enumerate(tensor.axes)
        for label, item in _ends(tensor, place, axis)
    ]
    place = tensor.place_of("time")
    place = min(1, tensor.rank - 1) if place is None else place
    half = max(tensor.axes[place].size // 2, 1)
    general = (
        ReadyStep(f"One position of {tensor.words(place)}", f".select({place}, 0)"),
        ReadyStep(f"A part of {tensor.words(place)}", f".narrow({place}, 0, {half})"),
    )
    return (*_last_valid(tensor), *ends, *general)


def reducing(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the steps that make one number of all along an axis."""
    if tensor.dtype not in _AVERAGED or tensor.is_empty:
        return ()
    kinds = (("Mean over", "mean"), ("Sum over", "sum"), ("Largest along", "amax"))
    plain = [
        ReadyStep(f"{words} {tensor.words(place)}", f".{method}({counted_from_end(place, tensor.rank)})")
        for words, method in kinds
        for place in range(tensor.rank)
    ]
    return (*_masked_mean(tensor), *plain)


def joining(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the steps that join another captured tensor, or the last part of it, where sizes and names agree."""
    found: list[ReadyStep] = []
    for other in tensor.others:
        for name, axes in _whole_and_last(other):
            found += _joins(tensor, name, axes)
    return tuple(found[: 2 * _MOST_OTHERS])


def subscript(axis: int, rank: int, item: str) -> str:
    """Give the index that takes `item` of one axis and all of the others: `[:, -1]`, `[..., :64]`."""
    if axis and axis == rank - 1:
        return f"[..., {item}]" if rank > 2 or ":" in item else f"[:, {item}]"
    return f"[{':, ' * axis}{item}]"


def _ends(tensor: TensorAtHand, place: int, axis: Axis) -> tuple[tuple[str, str], ...]:
    names, sizes = tuple(atom.label for atom in axis.atoms), [atom.size for atom in axis.atoms]
    if names[:1] == ("direction",) and sizes[0] == 2 and len(names) > 1:
        half = axis.size // 2
        return (("Forward part", f":{half}"), ("Backward part", f"{half}:"))
    if names in _ENDS and ("direction" not in names or sizes[-1] == 2):
        return _ENDS[names]
    part = ((f"Half of {tensor.words(place)}", f":{axis.size // 2}"),) if axis.size > 1 else ()
    return ((f"First of {tensor.words(place)}", "0"), *part)


def _last_valid(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    code = _with_lengths(tensor, "last_valid")
    return (ReadyStep("Last valid time step", code),) if code else ()


def _masked_mean(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    code = _with_lengths(tensor, "masked_mean")
    return (ReadyStep("Mean over valid time steps", code),) if code else ()


def _with_lengths(tensor: TensorAtHand, method: str) -> str:
    """Give the call with the lengths, naming the axes where they are not the first two; "" where it cannot be."""
    batch, time = tensor.place_of("batch"), tensor.place_of("time")
    if not tensor.has_lengths or batch is None or time is None:
        return ""
    places = "" if (batch, time) == (0, 1) else f", batch={batch}, time={time}"
    return f".{method}(lengths{places})"


def _whole_and_last(other: OtherTensor) -> tuple[tuple[str, Axes], ...]:
    whole = (other.name, other.axes)
    if not other.axes or not other.axes[0].size:
        return (whole,)
    return whole, (f"{other.name}[-1]", other.axes[1:])


def _joins(tensor: TensorAtHand, name: str, axes: Axes) -> list[ReadyStep]:
    if not tensor.rank or len(axes) != tensor.rank or not _agree(tensor.axes[:-1], axes[:-1]):
        return []
    along = tensor.words(tensor.rank - 1)
    joined = [ReadyStep(f"Join with {name} along {along}", f".cat({name}, dim=-1)")]
    if _agree(tensor.axes, axes):
        joined.append(ReadyStep(f"Stack with {name}", f".stack({name}, dim=0)"))
    return joined


def _agree(some: Axes, others: Axes) -> bool:
    """Tell whether sizes and names are the same; an axis without a name agrees with any of its size."""
    return all(
        one.size == other.size and (one.name == other.name or not (one.is_named and other.is_named))
        for one, other in zip(some, others, strict=True)
    )
