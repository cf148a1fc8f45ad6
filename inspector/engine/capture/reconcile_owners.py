"""Which layer owns the weights that a function or an operator was given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from ..layers.quantised import held_biases
from .capture_links import same_values
from .nameless import Nameless


@dataclass(frozen=True, slots=True)
class Owner:
    """The layer that weights belong to: all its paths, and the module itself where it is an ordinary one."""

    names: tuple[str, ...]
    module: nn.Module | None = None


class Owners:
    """Finds the layer that owns weights, by the memory that they lie in.

    One of several weights is enough: a parametrised layer computes some of its weights anew for each call. A program
    keeps some as constants of its own, which have the same values; else its graph may still tell (`told`).
    """

    def __init__(self, model: nn.Module, base: str, layers: Mapping[nn.Module, tuple[str, ...]]) -> None:
        """Note which layers there are; where the weights lie is looked up when it is first asked."""
        self._model, self._base, self._layers = model, base, layers
        self._known: dict[int, Owner] = {}
        self._tensors: list[tuple[torch.Tensor, Owner]] = []
        self._others: dict[tuple[int, ...], Owner] = {}
        self._nameless = Nameless(model)

    def of(self, weights: Sequence[torch.Tensor], running: nn.Module | None = None, told: str = "") -> Owner:
        """Give the owner of the weights, else the module that is `running`, else a name that says there is none."""
        if not self._known:
            self._look_up()
        places = tuple(weight.data_ptr() for weight in weights)
        found = next((self._known[place] for place in places if place in self._known), None)
        if found is None and running is not None and running in self._layers:
            return Owner(self._layers[running], running)
        return found or self._others.get(places) or self._other(weights, places, told)

    def _other(self, weights: Sequence[torch.Tensor], places: tuple[int, ...], told: str) -> Owner:
        """Find an owner that has equal weights, or has been told; make up a name for those that have none."""
        equal = (owner for tensor, owner in self._tensors if weights and same_values(tensor, weights[0]))
        path = ".".join(part for part in (self._base, told) if part)
        found = next(equal, None) or (Owner((path,)) if told else Owner((self._nameless.next(),)))
        if weights:
            self._others[places] = found
        return found

    def own(self, arguments: Iterable[Any]) -> bool:
        """Tell whether one of the tensors, which may stand in a list, is the model's."""
        if not self._known:
            self._look_up()
        listed = (each if isinstance(each, tuple | list) else (each,) for each in arguments)
        tensors = (value for each in listed for value in each if isinstance(value, torch.Tensor))
        return any(tensor.data_ptr() in self._known for tensor in tensors)

    def of_module(self, module: nn.Module) -> Owner:
        """Give the owner that this module is, though the model may not know it."""
        names = self._layers.get(module)
        return Owner(names, module) if names else self.of(tuple(module.parameters()))

    def _look_up(self) -> None:
        """Note where every tensor of the model lies; those of recurrent layers last, because they count most."""
        paths: defaultdict[int, dict[str, None]] = defaultdict(dict)
        tensors: dict[int, torch.Tensor] = {}
        for name, tensor in _named_tensors(self._model):
            path = ".".join(part for part in (self._base, name.rpartition(".")[0]) if part)
            paths[tensor.data_ptr()][path] = None
            tensors[tensor.data_ptr()] = tensor
        self._known = {place: Owner(tuple(names)) for place, names in paths.items() if place}
        self._tensors = [(tensors[place], owner) for place, owner in self._known.items() if tensors[place].dim() == 2]
        for layer, names in self._layers.items():
            owned = (*layer.parameters(recurse=False), *layer.buffers(recurse=False), *held_biases(layer))
            self._known |= {tensor.data_ptr(): Owner(names, layer) for tensor in owned if tensor.data_ptr()}

    @property
    def remarks(self) -> tuple[str, ...]:
        """Say so where a file has no names and layers had to be numbered."""
        return self._nameless.remarks


def _named_tensors(model: nn.Module) -> Iterable[tuple[str, torch.Tensor]]:
    yield from model.named_parameters(remove_duplicate=False)
    yield from model.named_buffers(remove_duplicate=False)
    for path, module in model.named_modules(remove_duplicate=False):
        for bias in held_biases(module):
            yield f"{path}.bias" if path else "bias", bias
