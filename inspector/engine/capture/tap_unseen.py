"""Layers of compiled parts that did not run: they take no hooks, but TorchScript knows what class a part was."""

from torch import nn
from torch.jit import ScriptModule

from ...model.config import Kind
from .capture_values import Capture

_KINDS = frozenset(kind.value for kind in Kind)


def unseen_layers(model: nn.Module, base: str, taken: Capture) -> tuple[str, ...]:
    """Name the recurrent layers within TorchScript of which no call was captured, each by its first path."""
    seen = {name for call in taken.calls for name in call.names}
    unseen: dict[object, str] = {}
    for name, module in model.named_modules():
        if isinstance(module, ScriptModule) and module.original_name in _KINDS:
            path = ".".join(part for part in (base, name) if part)
            place = next((parameter.data_ptr() for parameter in module.parameters()), path)
            if path not in seen:
                unseen.setdefault(place, path)
    return tuple(unseen.values())
