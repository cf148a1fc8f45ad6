"""`presets`: the built-in models."""

from ..model.preset import Preset
from ..model.presets import PRESETS
from .output import Output


def list_presets() -> Output:
    """Give the built-in models, one a line, each with what its article claims and the rules that it breaks."""
    width = max(len(preset.name) for preset in PRESETS)
    lines = [f"{preset.name:<{width}}  {_text(preset)}" for preset in PRESETS]
    return Output([preset.to_json() for preset in PRESETS], "\n".join(lines))


def _text(preset: Preset) -> str:
    return f"{preset.claim} As published: {', '.join(preset.faults)}." if preset.faults else preset.claim
