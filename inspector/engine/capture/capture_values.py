"""What a capture is made of: copies of tensors, calls, layers, and the model's own result."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
from torch._C._functorch import get_unwrapped, is_functorch_wrapped_tensor

from ...model.config import RecurrentConfig
from ...run.run import StoppedAt
from .capture_memory import LARGE, large_copy

GIVEN, MADE = ("input", "h_0", "c_0"), ("output", "h_n", "c_n")  # the roles of what goes into a call and comes out


# Named tuples, because they are made a thousand times in a loop of cells and cost a third of a frozen dataclass.


class KeptTensor(NamedTuple):
    """A contiguous copy on the CPU, the stride (in elements) that the tensor had, and where it lay, 0 if that is lost.

    An address says which captured tensor another one is, or shows; memory is used again, so only together with values.
    """

    values: torch.Tensor
    stride: tuple[int, ...]
    address: int = 0


class RecordedCall(NamedTuple):
    """One call of a recurrent layer; `names` are all the layer's paths in the model."""

    names: tuple[str, ...]
    config: RecurrentConfig
    lengths: tuple[int, ...] | None
    tensors: Mapping[str, KeptTensor]


Captured = tuple[RecordedCall, str]


@dataclass(frozen=True, slots=True, eq=False)
class RecordedLayer:
    """A recurrent layer of the model or of what ran in it, with its effective weights by torch's names.

    The weights of a `quantised` one are the floats that its integers stand for.
    """

    names: tuple[str, ...]
    config: RecurrentConfig
    weights: Mapping[str, torch.Tensor]
    quantised: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RecordedResult:
    """One tensor of what the model returned, the code that takes it, and the captured tensor that it is, or shows."""

    path: str
    kept: KeptTensor
    same_as: Captured | None
    view_of: Captured | None


@dataclass(slots=True)
class Capture:
    """What one forward pass left: the calls in the order in which they finished, and the model's own result.

    `unseen` names layers of compiled parts that did not run; `remarks` are sentences on what could not be told.
    """

    calls: list[RecordedCall] = field(default_factory=list)
    layers: list[RecordedLayer] = field(default_factory=list)
    results: list[RecordedResult] = field(default_factory=list)
    unseen: tuple[str, ...] = ()
    stopped_at: StoppedAt | None = None
    seconds: float = 0.0
    remarks: list[str] = field(default_factory=list)

    @property
    def not_called(self) -> tuple[str, ...]:
        """The layers of which no call was captured; the one in which the forward stopped was called."""
        reached = {name for call in self.calls for name in call.names}
        if self.stopped_at:
            reached.add(self.stopped_at.module)
        own = (layer.names[0] for layer in self.layers if reached.isdisjoint(layer.names))
        return (*own, *(name for name in self.unseen if name not in reached))


def kept(tensor: torch.Tensor) -> KeptTensor:
    """Copy a tensor to the CPU, so that nothing that happens to it later is seen; one that is quantised as floats."""
    try:
        address = tensor.data_ptr()
    except RuntimeError:  # a wrapper of torch.func has no memory, and dies with the function that made it
        tensor = unwrapped(tensor)
        address = tensor.data_ptr()
    if tensor.is_quantized:
        copy = tensor.dequantize().cpu().contiguous()  # a run file knows no such numbers
    elif not tensor.is_cpu:
        copy = tensor.detach().to("cpu", copy=True).contiguous()
    elif tensor.numel() < LARGE:
        copy = tensor.clone()
        copy = copy if copy.is_contiguous() else copy.contiguous()  # to name the layout costs more than to look
    else:
        copy = large_copy(tensor)
    if copy.requires_grad:  # only where the model itself has switched gradients on
        copy = copy.detach()
    # within a function of torch.func whatever is made is wrapped again
    return KeptTensor(unwrapped(copy) if is_functorch_wrapped_tensor(copy) else copy, tensor.stride(), address)


def unwrapped(tensor: torch.Tensor) -> torch.Tensor:
    """Give what torch.func has wrapped to follow it."""
    while is_functorch_wrapped_tensor(tensor):
        tensor = get_unwrapped(tensor)
    return tensor


def looked_at(tensor: torch.Tensor) -> KeptTensor:
    """Give the tensor as `kept` does, for a moment: it is copied only if it must be."""
    tensor = unwrapped(tensor)
    if tensor.is_quantized:
        return kept(tensor)
    values = tensor.detach().cpu().contiguous().resolve_neg()  # of a negated view the memory has the other sign
    return KeptTensor(values, tensor.stride(), tensor.data_ptr())
