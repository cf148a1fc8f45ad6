"""Ready steps that put the axes in another order, and that split and merge them."""

from itertools import combinations

from inspector.tensor.axis import Axis
from widgets.ready_step import ReadyStep, TensorAtHand, counted_from_end, listed

_MOST_PAIRS = 6  # all pairs of four axes


def ordering(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the steps that move axes."""
    rank = tensor.rank
    if rank < 2:
        return ()
    pairs = sorted(combinations(range(rank), 2), key=lambda pair: pair[1] - pair[0])[:_MOST_PAIRS]
    swaps = [
        ReadyStep(f"Swap {tensor.words(one)} and {tensor.words(other)}", f".transpose({one}, {other})")
        for one, other in pairs
    ]
    order = [*range(rank - 2), rank - 1, rank - 2]
    moves = [] if rank < 3 else [
        ReadyStep(f"Move {tensor.words(0)} to the end", ".movedim(0, -1)"),
        ReadyStep(f"Move {tensor.words(rank - 1)} to the front", ".movedim(-1, 0)"),
    ]  # fmt: skip
    return (*swaps, *moves, ReadyStep("Any order", f".permute({listed(order)})"))


def splitting_and_merging(tensor: TensorAtHand) -> tuple[ReadyStep, ...]:
    """Give the steps that split an axis into what it is made of, that merge neighbours, and the general ones."""
    return (*_splits(tensor), *_merges(tensor), *_any_sizes(tensor))


def parts_of(axis: Axis) -> tuple[int, ...]:
    """Give the sizes that an axis splits into: those of its atoms; of a single one of even size, 2 and the half."""
    if len(axis.atoms) > 1:
        return tuple(atom.size for atom in axis.atoms)
    return (2, axis.size // 2) if axis.size > 2 and axis.size % 2 == 0 else ()


def _splits(tensor: TensorAtHand) -> list[ReadyStep]:
    products = [place for place, axis in enumerate(tensor.axes) if len(axis.atoms) > 1 and axis.size]
    last = tensor.rank - 1
    if last >= 0 and last not in products and parts_of(tensor.axes[last]):
        products.append(last)
    return [_split(tensor, place) for place in products]


def _split(tensor: TensorAtHand, place: int) -> ReadyStep:
    axis, sizes = tensor.axes[place], parts_of(tensor.axes[place])
    names = [atom.label for atom in axis.atoms]
    what = f"{' from '.join(names)}" if len(names) > 1 else f"{tensor.words(place)} into {' × '.join(map(str, sizes))}"
    return ReadyStep(f"Split {what}", f".unflatten({counted_from_end(place, tensor.rank)}, ({listed(sizes)}))")


def _merges(tensor: TensorAtHand) -> list[ReadyStep]:
    rank = tensor.rank
    pairs = [
        ReadyStep(f"Merge {tensor.words(place)} and {tensor.words(place + 1)}", f".flatten({place}, {place + 1})")
        for place in range(rank - 1 if rank > 2 else 0)
        if _go_together(tensor, place)
    ]
    rest = [ReadyStep(f"Merge all but {tensor.words(0)}", ".flatten(1)")] if rank > 3 else []
    return [*pairs, *rest, ReadyStep("Merge all axes" if rank else "Make it one axis", ".flatten()")]


def _go_together(tensor: TensorAtHand, place: int) -> bool:
    """Tell whether merging with the next axis makes sense: samples are merged with nothing but their time steps."""
    names = {tensor.axes[place].name, tensor.axes[place + 1].name}
    return "batch" not in names or names == {"batch", "time"}


def _any_sizes(tensor: TensorAtHand) -> list[ReadyStep]:
    if not tensor.rank or tensor.is_empty:
        return []
    shape = [axis.size for axis in tensor.axes]
    some = f"{shape[0]}, -1" if tensor.rank > 1 else "1, -1"
    return [
        ReadyStep("Any sizes", f".reshape({some})"),
        ReadyStep("Any sizes, never copied", f".view({listed(shape)})"),
    ]
