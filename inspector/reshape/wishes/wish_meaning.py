"""What an arrangement of labels means, in words."""

from .wish_layout import Group, Label, Layout, labels_of


def arrangement_meaning(layout: Layout, target: Layout) -> str:
    """Say how labels of the one layout stand in the other, "all time steps side by side"; "" if they stand alike."""
    said = [*_splits(target), *(text for group in target if (text := _merge(group, layout)))]
    kept = [label for label in labels_of(layout) if label.size > 1]
    order = [label for label in labels_of(target) if label.size > 1]
    if not said and len(kept) == len(order) and kept != order:
        said.append(f"axes in the order {', '.join(_said(group) for group in target)}")
    if any(not group for group in target):
        said.append("with an axis of size 1")
    return ", ".join(dict.fromkeys([*_apart(layout, target), *said]))


def _said(group: Group) -> str:
    return " x ".join(label.name for label in group) or "1"


def _splits(target: Layout) -> list[str]:
    parts = [label for label in labels_of(target) if label.part == 1]
    inner = {label.number: label.size for label in labels_of(target) if label.part == 2}
    return [f"{label.name} split into {label.size} blocks of {inner[label.number]}" for label in parts]


def _apart(layout: Layout, target: Layout) -> list[str]:
    """Name what gets an axis of its own that it did not have."""
    shared = {label for group in layout if sum(each.size > 1 for each in group) > 1 for label in group}
    alone = [group[0] for group in target if len(group) == 1 and group[0] in shared and group[0].size > 1]
    return [f"{label.name}s on an axis of their own" for label in alone if label.name in ("direction", "gate", "layer")]


def _merge(group: Group, layout: Layout) -> str:
    """Say what a merged axis means; "" for one that was merged before or is not merged."""
    big = [label for label in group if label.size > 1]
    if len(big) < 2 or any(set(big) <= set(axis) for axis in layout):
        return ""
    turned = f", in the order {_said(tuple(big))}" if [*big] != sorted(big, key=lambda label: label.place) else ""
    match [label for label in big if label.is_time], [label for label in big if label.name == "batch"]:
        case [Label(name=name)], [_] if len(big) == 2:
            return f"every {'time step' if name == 'time' else name} becomes a row of its own{turned}"
        case [Label(name=name)], [] if any(label.is_unit for label in big):
            return f"all {'time step' if name == 'time' else name}s side by side{turned}"
    beside = [label.name for label in big if label.name in ("layer", "direction")]
    if beside and any(label.is_unit for label in big) and not any(label.name == "batch" for label in big):
        return f"{' and '.join(f'{name}s' for name in beside)} side by side{turned}"
    return f"{_said(tuple(big))} on one axis"
