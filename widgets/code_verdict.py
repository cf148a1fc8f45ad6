"""What comparing the result of executed code gave, in a sentence."""

from collections.abc import Mapping
from typing import Any

from inspector.errors import InspectorError


def exactness(told: Mapping[str, Any]) -> str:
    """Give how equal a result is: `bit for bit`, or `to 1.2e-07`, the largest difference."""
    return "bit for bit" if told["equal"] else f"to {told['max_abs']:.1e}"


def difference(told: Mapping[str, Any]) -> InspectorError:
    """Give what is said of code whose result is another."""
    if told["max_abs"] is None:
        return InspectorError(
            f"Executed, the code gives another shape: {tuple(told['shape'])}.", "Run the model again."
        )
    return InspectorError(
        f"Executed, the code gives other values (up to {told['max_abs']:.1e} away).",
        "A model in train mode or on another device does not repeat itself exactly.",
    )
