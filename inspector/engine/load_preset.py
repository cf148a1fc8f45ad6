"""A built-in model: its code is a resource of this program."""

from torch import nn

from ..model.presets import find_preset
from ..run.input import InputSpec, parse_input


def load_preset(name: str) -> tuple[nn.Module, tuple[InputSpec, ...]]:
    """Build the model and give it with the article's sample input. Raises InputError for an unknown name."""
    preset = find_preset(name)
    namespace: dict[str, type[nn.Module]] = {}
    exec(compile(preset.code, f"preset:{name}", "exec"), namespace)
    return namespace[preset.class_name](), tuple(parse_input(text) for text in preset.inputs)
