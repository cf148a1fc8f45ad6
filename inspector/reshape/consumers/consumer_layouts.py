"""The axes that a consumer wants, written in the meanings of a captured tensor's axes.

An axis of a layout is a product of meanings, outermost first: `batch`, `time`, `layer`, `direction`; `unit`, one
direction's hidden, projection or input features; `features`, all units, with the direction where there is one. An
axis without a meaning has size 1, as in an `Axis` without atoms.
"""

from dataclasses import dataclass

from ...tensor.axis import NUMBERED

Wanted = tuple[str, ...]
ANY: Wanted = ("*",)
ONE: Wanted = ()
_WORDS = {"*": "...", "unit": "hidden"}
_MEANINGS = {"hidden": "unit", "projection": "unit", "input": "unit", "call": "time"}  # a cell is called at each step


@dataclass(frozen=True, slots=True)
class Layout:
    """Axes that a consumer takes; ANY stands for any number of leading axes.

    `batch_first` is the setting that this layout needs, None where there is no such setting or it does not matter.
    `summed` names the meanings that must have been added up: to leave them out is not enough.
    """

    axes: tuple[Wanted, ...]
    meaning: str
    batch_first: bool | None = None
    summed: Wanted = ()

    @property
    def text(self) -> str:
        """`(batch, 1, time, features)`, `(..., features)`."""
        return f"({', '.join(wanted_text(axis) for axis in self.axes)})"

    def aligned(self, count: int) -> tuple[Wanted, ...] | None:
        """Give what each of `count` axes must be, ANY where it does not matter; None if the layout has other counts."""
        if ANY not in self.axes:
            return self.axes if count == len(self.axes) else None
        named = [axis for axis in self.axes if axis != ANY]
        return (*[ANY] * (count - len(named)), *named) if count >= len(named) else None


def wanted_text(axis: Wanted) -> str:
    """Give the axis as a person writes it: `batch x time`, `...`, `1`."""
    return " x ".join(_WORDS.get(meaning, meaning) for meaning in axis) or "1"


def meanings_of(name: str) -> Wanted:
    """Give the meanings in an axis' name, each once: `direction x hidden // 5` gives (direction, unit).

    () where the name says nothing that could be right or wrong: `1`, `axis 0`, `mixed(batch, time)`.
    """
    if name == "1" or "mixed(" in name or name.startswith(NUMBERED):
        return ()
    labels = (label.split(" // ")[0].split(" % ")[0] for label in name.split(" x "))
    return tuple(dict.fromkeys(_MEANINGS.get(label, label) for label in labels))


def fits(wanted: Wanted, found: Wanted) -> bool:
    """Tell whether an axis that means `found` can be taken for `wanted`; one of unknown meaning can.

    Features may have more merged into them, every other axis must mean just what is wanted.
    """
    if wanted == ANY or not found:
        return True
    if "features" in wanted:
        return "unit" in found and set(wanted) - {"features"} <= set(found)
    return set(wanted) == set(found)
