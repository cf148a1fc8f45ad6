"""`presets`: the built-in models."""

from ..model.presets import PRESETS
from .output import Output


def list_presets() -> Output:
    """Give the built-in models, one a line."""
    width = max(len(preset.name) for preset in PRESETS)
    lines = [f"{preset.name:<{width}}  {preset.claim}" for preset in PRESETS]
    return Output([preset.to_json() for preset in PRESETS], "\n".join(lines))
