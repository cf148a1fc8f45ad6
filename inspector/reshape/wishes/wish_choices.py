"""What may be done to one atom of a tensor so that it goes, and how natural each is: the lower the cost, the more."""

from dataclasses import dataclass, replace

from ..primitives import ReduceKind
from .wish_layout import Group, Label, Layout, labels_of


@dataclass(frozen=True, slots=True)
class Keep:
    """Leave the atom as it is."""


@dataclass(frozen=True, slots=True)
class Take:
    """Take one position, counted from the end where it is negative; with `keepdim` as an axis of size 1."""

    position: int
    keepdim: bool = False


@dataclass(frozen=True, slots=True)
class Combine:
    """Compute one value from all positions; with `keepdim` as an axis of size 1."""

    kind: ReduceKind
    keepdim: bool = False


@dataclass(frozen=True, slots=True)
class TakeValid:
    """Take of each sample the last time step that is not padding."""


@dataclass(frozen=True, slots=True)
class CombineValid:
    """Average each sample over its time steps that are not padding."""


Action = Keep | Take | Combine | TakeValid | CombineValid


@dataclass(frozen=True, slots=True)
class Choice:
    """What is done to an atom, what that means, and what it costs in naturalness."""

    action: Action
    meaning: str = ""
    cost: float = 0.0


KEEP = Choice(Keep())
_SUMMARIES = (
    Choice(Combine("max"), "largest of all {steps}", 2.6),
    Choice(Combine("sum"), "sum over {steps}", 3.4),
    Choice(Take(0), "first {step}", 4.0),
)
_STEPS = (Choice(Take(-1), "last {step}", 1.0), Choice(Combine("mean"), "mean over {steps}", 2.0), *_SUMMARIES)
_PADDED_STEPS = (
    Choice(Combine("sum"), "sum over {steps}", 3.4),  # padding is 0 and adds nothing
    Choice(Take(0), "first {step}", 4.0),
    Choice(Take(-1), "last {step}, padding where a sequence is shorter", 5.0),
    Choice(Combine("mean"), "mean over {steps}, padding included", 5.5),
    Choice(Combine("max"), "largest of all {steps}, padding included", 6.0),
)
_LAST_VALID = Choice(TakeValid(), "last valid time step", 0.8)
_VALID_MEAN = Choice(CombineValid(), "mean over valid steps", 2.0)
_DIRECTIONS = (
    Choice(Combine("sum"), "both directions added", 1.5),
    Choice(Combine("mean"), "mean of both directions", 1.8),
    Choice(Take(0), "forward direction", 2.0),
    Choice(Take(1), "backward direction", 2.3),
    Choice(Combine("max"), "larger of both directions", 2.8),
)
_LAYERS = (
    Choice(Take(-1), "last layer", 1.0),
    Choice(Combine("mean"), "mean over layers", 4.0),
    Choice(Combine("sum"), "sum over layers", 4.4),
)
_UNITS = (Choice(Combine("mean"), "mean over {units}", 6.0), Choice(Combine("max"), "largest of all {units}", 6.6))
_SAMPLES = (Choice(Take(0), "first sample only", 6.0), Choice(Combine("mean"), "mean over samples", 6.5))
_GATES = {4: ("i", "f", "g", "o"), 3: ("r", "z", "n")}
_ONLY = 0.1


def choices_for(label: Label, layout: Layout, packed: bool, ones: bool) -> tuple[Choice, ...]:
    """Give what may be done to the label: Keep, then the rest. With `ones` also so that an axis of size 1 stays."""
    mates = next(group for group in layout if label in group)
    alone = all(other is label or other.size == 1 for other in mates)
    found = _only(label, len(mates) == 1) if label.size == 1 else _of(label, layout, packed)
    kept = [kept for choice in found if (kept := _kept(choice, mates)) is not None] if ones and alone else []
    return (KEEP, *found, *kept)


def _only(label: Label, single: bool) -> tuple[Choice, ...]:
    """Give how the only position of an axis of size 1 is taken, where that is more usual than squeeze."""
    match label.name:
        case "layer" | "time" | "call" if single:
            return (Choice(Take(-1), f"the only {'time step' if label.name == 'time' else label.name}", _ONLY),)
        case "batch" if single:
            return (Choice(Take(0), "", _ONLY),)
    return ()


def _of(label: Label, layout: Layout, packed: bool) -> tuple[Choice, ...]:
    match label.name:
        case "time" | "call":
            return _time(label, layout, packed and label.name == "time")
        case "direction":
            return _DIRECTIONS if label.size == 2 else ()
        case "layer":
            others = (Choice(Take(at), f"layer {at}", 4.6 + at / 100) for at in range(min(label.size - 1, 4)))
            return (*_LAYERS, *others)
        case "gate":
            names = _GATES.get(label.size, tuple(map(str, range(label.size))))
            return tuple(Choice(Take(at), f"gate {name}", 3 + at / 10) for at, name in enumerate(names))
        case "batch":
            return _SAMPLES
    return tuple(_said(choice, units=f"{label.name} units") for choice in _UNITS) if label.is_unit else ()


def _time(label: Label, layout: Layout, packed: bool) -> tuple[Choice, ...]:
    step = "time step" if label.name == "time" else "call"
    leading = {group[0].name for group in layout[:2] if len(group) == 1}
    by_lengths = packed and leading == {"batch", "time"}
    valid = (_LAST_VALID, *((_VALID_MEAN,) if len(layout) == 3 else ())) if by_lengths else ()
    return (*valid, *(_said(choice, step=step, steps=f"{step}s") for choice in (_PADDED_STEPS if packed else _STEPS)))


def _said(choice: Choice, **words: str) -> Choice:
    return replace(choice, meaning=choice.meaning.format(**words))


def _kept(choice: Choice, mates: Group) -> Choice | None:
    action = choice.action
    if isinstance(action, Combine) or (isinstance(action, Take) and len(mates) == 1):
        return replace(choice, action=replace(action, keepdim=True), cost=choice.cost + 0.1)
    return None


def spans_both(layout: Layout) -> Label | None:
    """Give the direction label where both directions stand side by side at every time step, else None."""
    names = [label.name for label in labels_of(layout)]
    pair = next((group for group in layout if [label.name for label in group[:-1]] == ["direction"]), ())
    return pair[0] if pair and pair[-1].is_unit and names.count("time") == 1 and pair[0].size == 2 else None
