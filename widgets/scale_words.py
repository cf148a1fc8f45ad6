"""The words for colour scales: in the menu, on its button, and what a scale leaves out."""

from inspector.tensor.scale import FixedScale, RobustScale, ScaleChoice, SliceScale, SymmetricScale, TensorScale
from inspector.tensor.spread import Spread
from inspector.tensor.statistics import Statistics

from .number_text import number_text


def scale_title(choice: ScaleChoice) -> str:
    """Name a scale as it stands in the menu."""
    match choice:
        case SliceScale():
            return "This slice: smallest to largest"
        case TensorScale():
            return "Whole tensor: smallest to largest"
        case RobustScale(low, high):
            return f"Robust: {_percent(low)} to {_percent(high)} of this slice"
        case SymmetricScale():
            return "Symmetric around 0"
        case FixedScale():
            return "Fixed limits…"


def beyond_text(spread: Spread) -> str:
    """Count the cells beyond the scale; "" for none."""
    return f"{spread.beyond:,} cell{'s' if spread.beyond != 1 else ''} beyond the scale" if spread.beyond else ""


def scale_text(choice: ScaleChoice, whole: Statistics | None) -> str:
    """Say on the button which scale holds."""
    match choice:
        case SliceScale():
            return "Scale: this slice"
        case TensorScale():
            return "Scale: whole tensor" if whole else "Scale: this slice, until the tensor is counted"
        case RobustScale(low, high):
            return f"Robust: {_percent(low)} to {_percent(high)}"
        case SymmetricScale():
            return "Scale: symmetric"
        case FixedScale(low, high):
            return f"Fixed: {number_text(low)} to {number_text(high)}"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
