"""The catalogue of the built-in models, grouped by the question that their article answers."""

from ..errors import InputError
from .preset import Preset
from .presets_dims import DIMS
from .presets_interpret import INTERPRET
from .presets_keras import KERAS
from .presets_reshape import RESHAPE
from .presets_sequences import SEQUENCES

PRESETS: tuple[Preset, ...] = (*RESHAPE, *KERAS, *SEQUENCES, *DIMS, *INTERPRET)


def preset_named(name: str) -> Preset | None:
    """Give the preset with that name, None if there is none."""
    return next((preset for preset in PRESETS if preset.name == name), None)


def find_preset(name: str) -> Preset:
    """Give the preset with that name. Raises InputError that names those there are."""
    preset = preset_named(name)
    if preset is None:
        names = ", ".join(preset.name for preset in PRESETS)
        raise InputError(f"There is no preset {name!r}.", f"Choose one of {names}.")
    return preset
