"""A built-in model: its code is a resource of this program."""

from torch import nn

from ...model.presets import find_preset
from ...model.source import PresetSource
from ...run.input import InputSpec, parse_input
from .construct import construct


def load_preset(source: PresetSource) -> tuple[nn.Module, tuple[InputSpec, ...]]:
    """Build the model and give it with the article's sample input.

    Raises InputError for an unknown name and ConstructorError where the model cannot be built as published.
    """
    form = find_preset(source.name).form(source.as_published)
    namespace: dict[str, type[nn.Module]] = {}
    exec(compile(form.code, f"preset:{source.name}", "exec"), namespace)
    return construct(namespace[form.class_name]), tuple(map(parse_input, form.inputs))
