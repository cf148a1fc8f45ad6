"""What becomes of a call that the tap saw: its layer's own code goes on before the model has the result.

It puts a packed batch back into order with index_select, and takes the batch axis away again that it gave to a single
sequence. Both are known by the very tensors, so they are seen wherever the code was compiled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from ...model.config import RecurrentConfig
from ..layers.recurrent_operator import OperatorCall
from .capture_recorder import Lengths
from .capture_values import KeptTensor, RecordedCall
from .dense_view import padded
from .reconcile_owners import Owner

_aten = torch.ops.aten
_STATES = ("h_0", "c_0", "h_n", "c_n")
Source = tuple[torch.Tensor, torch.Tensor, Any]  # what was made of what, and the operator with its arguments


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """How a sequence was packed: whether its batch axis came first, and the indices that undo its sorting, if any."""

    batch_first: bool = False
    unsorted: torch.Tensor | None = None


def packing_of(args: Any, sources: Iterable[Source]) -> Packing:
    """Read from the call that packs a sequence how that was done; `sources` say whether the batch was sorted for it."""
    selected = (s for made, _, (operator, s) in sources if operator is _aten.index_select.default and made is args[0])
    indices = next((found[2] for found in selected if found[1] == (0 if args[2] else 1)), None)
    return Packing(bool(args[2]), None if indices is None else torch.argsort(indices))


@dataclass(slots=True, eq=False)
class TappedCall:
    """One call as the operator saw it; `place` is its place among the recorded calls.

    `unsorted` are the indices with which its layer ordered h_n, `squeezed` the axis that it took from each tensor.
    """

    owner: Owner
    call: OperatorCall
    tensors: Mapping[str, KeptTensor]
    sources: tuple[Source, ...]
    packing: Packing = Packing()
    place: int = -1
    unsorted: torch.Tensor | None = None
    squeezed: dict[str, int] = field(default_factory=dict)

    @property
    def config(self) -> RecurrentConfig:
        """The layer's settings; an operator for packed sequences does not know batch_first, who packed them does."""
        config = self.call.config
        is_known = config.is_cell or config.batch_first is not None
        return config if is_known else replace(config, batch_first=self.packing.batch_first)

    @property
    def raw(self) -> tuple[Mapping[str, KeptTensor], Lengths]:
        """The tensors as far as they are known when the operator has run."""
        return (self.tensors, None) if self.call.batch_sizes is None else self.padded()

    def notice(self, operator: Any, args: Any) -> bool:
        """Take note of what is done with one of the call's own tensors; tell whether it is one."""
        role = next((role for role in ("output", "h_n", "c_n") if self.call.roles.get(role) is args[0]), None)
        if role is None:
            return False
        if operator is _aten.squeeze.dim:
            self.squeezed[role] = args[1]
        elif self.call.batch_sizes is not None and args[1] == 1 and role == "h_n":
            self.unsorted = args[2].clone()
        return True

    def padded(self) -> tuple[Mapping[str, KeptTensor], Lengths]:
        """Give the tensors of a packed call as its layer would: padded, and in the batch's own order."""
        assert self.call.batch_sizes is not None, "only a packed call is padded"
        values = {role: kept.values for role, kept in self.tensors.items()}
        unsorted = self.packing.unsorted if self.unsorted is None else self.unsorted
        roles, lengths = padded(values, self.call.batch_sizes, unsorted, bool(self.config.batch_first))
        # what was put into another order is no tensor of the model's any more
        places = {role: self.tensors[role].address if roles[role] is values[role] else 0 for role in roles}
        return {
            role: KeptTensor(tensor.contiguous(), tensor.stride(), places[role]) for role, tensor in roles.items()
        }, lengths

    def is_unbatched(self) -> bool:
        """Tell whether the batch axis is the layer's own: it was made for the input and taken from all results."""
        made = {"output", "h_n", "c_n"} & self.call.roles.keys()
        given = self.call.roles["input"]
        return made == self.squeezed.keys() and any(
            result is given for result, _, (operator, _) in self.sources if operator is _aten.unsqueeze.default
        )


def finished(tapped: TappedCall) -> RecordedCall | None:
    """Give the call as its layer was called, None where nothing more has become known."""
    names, config = tapped.owner.names, tapped.config
    if tapped.call.batch_sizes is not None:
        if tapped.unsorted is None:
            return None
        tensors, lengths = tapped.padded()
        return RecordedCall(names, config, lengths, tensors)
    if not tapped.squeezed or not tapped.is_unbatched():
        return None
    outer, inner = (0, 0) if config.is_cell else (1, 0 if config.batch_first else 1)
    axes = {role: outer if role in _STATES else inner for role in tapped.tensors}
    tensors = {role: _without(kept, axes[role]) for role, kept in tapped.tensors.items()}
    return RecordedCall(names, config, None, tensors)


def _without(kept: KeptTensor, axis: int) -> KeptTensor:
    stride = kept.stride[:axis] + kept.stride[axis + 1 :]
    return KeptTensor(kept.values.squeeze(axis), stride, kept.address)
