"""How natural it is to put labels of axes into other axes: the lower the cost, the more."""

from itertools import combinations

from .wish import Named, WantedAxis
from .wish_layout import Group, Label, Layout, labels_of
from .wish_names import FEATURES

_NEW, _DROPPED = 0.5, 0.2
_MOVED, _MOVED_WITHIN, _INTERLEAVED = 0.5, 1.0, 5.0
_SEQUENCES, _DIRECTIONS, _HEADS, _UNLIKE = 1.0, 0.3, 1.5, 4.0  # what it costs to merge two labels
_ALL_FEATURES = 2.0


def arrangement_cost(source: Layout, layout: Layout, wanted: tuple[WantedAxis, ...], axes: Layout) -> float:
    """Give what it costs to fill the wanted axes so; `source` is the layout before labels were split."""
    target = labels_of(axes)
    dropped = sum(len(group) == 1 and group[0] not in target and group[0].size == 1 for group in layout)
    alone = {group for group in layout if len(group) == 1}
    new = sum(all(label.size == 1 for label in group) and group not in alone for group in axes)
    put = _NEW * new + _DROPPED * dropped
    return put + _order_cost(source, layout, axes) + _merge_cost(source, axes) + _all_cost(wanted, axes)


def _order_cost(source: Layout, layout: Layout, axes: Layout) -> float:
    """Charge each pair of labels that changes its order, more if both stand on one axis, most if both did before."""
    home = _homes(source)
    before = [label for label in labels_of(layout) if label.size > 1 or not label.whole]
    at = {label: axis for axis, group in enumerate(axes) for label in group}
    after = [label for label in labels_of(axes) if label in before]
    turned = [(one, other) for one, other in combinations(after, 2) if before.index(one) > before.index(other)]
    within = [(one, other) for one, other in turned if at[one] == at[other]]
    interleaved = sum(home[one.number] == home[other.number] for one, other in within)
    return _MOVED * (len(turned) - len(within)) + _MOVED_WITHIN * len(within) + _INTERLEAVED * interleaved


def _homes(source: Layout) -> dict[int, int]:
    """Give the axis that each label stood on, by the label's number."""
    return {label.number: axis for axis, group in enumerate(source) for label in group}


def _merge_cost(source: Layout, axes: Layout) -> float:
    """Charge each pair of labels that comes to stand on one axis, as people seldom merge them."""
    home = _homes(source)
    pairs = (pair for group in axes for pair in combinations([label for label in group if label.size > 1], 2))
    return sum(_merged(one, other) for one, other in pairs if home[one.number] != home[other.number])


def _merged(one: Label, other: Label) -> float:
    names = {"time" if label.is_time else "unit" if label.is_unit else label.name for label in (one, other)}
    if names == {"direction", "unit"}:
        return _DIRECTIONS
    if names <= {"batch", "time"} or names <= {"time", "unit", "direction"} or names <= {"layer", "direction", "unit"}:
        return _SEQUENCES
    return _HEADS if one.part or other.part else _UNLIKE


def _all_cost(wanted: tuple[WantedAxis, ...], axes: Layout) -> float:
    """Charge features that are all there is: where a time axis or a layer is left, it is asked for by name."""
    if len(wanted) != len(axes):
        return 0.0
    features = (
        group for axis, group in zip(wanted, axes, strict=True) if isinstance(axis, Named) and axis.names == (FEATURES,)
    )
    return _ALL_FEATURES * sum(_has_more(group) for group in features)


def _has_more(group: Group) -> bool:
    return any(not label.is_unit and label.name != "direction" for label in group)
