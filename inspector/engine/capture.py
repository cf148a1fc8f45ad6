"""Forward hooks on every recurrent layer: one record for each call, tensors cloned before anybody can change them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from weakref import ref

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from ..model.config import RecurrentConfig
from ..run.run import StoppedAt
from .failed_call import count_linear_calls, stopped_at
from .inputs import RunInput
from .layers import config_of, recurrent_layers
from .nested import tensors_in


@dataclass(frozen=True, slots=True, eq=False)
class KeptTensor:
    """A contiguous copy on the CPU, and the stride (in elements) that the tensor had."""

    values: torch.Tensor
    stride: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """The tensor that was copied, for as long as the model itself keeps it, and its version at that time."""

    tensor: ref[torch.Tensor]
    version: int

    def is_still(self, tensor: torch.Tensor) -> bool:
        """Tell whether this is that tensor and nobody has written into it since."""
        return self.tensor() is tensor and tensor._version == self.version

    def is_base_of(self, tensor: torch.Tensor) -> bool:
        """Tell whether the tensor is a view of this one and nobody has written into either since."""
        base = tensor._base
        return base is not None and self.is_still(base)


@dataclass(frozen=True, slots=True, eq=False)
class RecordedCall:
    """One call of a recurrent layer as a hook saw it; `names` are all the layer's paths in the model."""

    names: tuple[str, ...]
    config: RecurrentConfig
    lengths: tuple[int, ...] | None
    tensors: dict[str, KeptTensor]
    originals: dict[str, Original]


Captured = tuple[RecordedCall, str]


@dataclass(frozen=True, slots=True, eq=False)
class RecordedResult:
    """One tensor of what the model returned, the code that takes it, and the captured tensor that it is, or shows."""

    path: str
    kept: KeptTensor
    same_as: Captured | None
    view_of: Captured | None


@dataclass(slots=True)
class Capture:
    """What one forward pass left: the calls in the order in which they finished, and the model's own result."""

    calls: list[RecordedCall] = field(default_factory=list)
    results: list[RecordedResult] = field(default_factory=list)
    stopped_at: StoppedAt | None = None
    seconds: float = 0.0


def capture(model: nn.Module, base: str, arguments: RunInput, progress: Callable[[int], None]) -> Capture:
    """Run the model once without gradients; `progress` is told the number of calls seen.

    The model is left without hooks. A forward that fails leaves the calls that finished before, and
    `stopped_at`. Raises WorkerMemoryError when memory runs out.
    """
    taken = Capture()
    with ExitStack() as hooks, torch.no_grad():
        _hook(model, base, taken, progress, hooks)
        linear_calls = count_linear_calls(model, hooks)
        began = perf_counter()
        try:
            result = model(*arguments.positional, **arguments.named)
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - the user's code may raise anything
            taken.stopped_at = stopped_at(error, model, base, linear_calls)
            result = None
        taken.seconds = perf_counter() - began
    taken.results = [
        RecordedResult(path, _kept(tensor), _captured_as(tensor, taken.calls), _view_of(tensor, taken.calls))
        for path, tensor in tensors_in(result)
    ]
    return taken


def _hook(model: nn.Module, base: str, taken: Capture, progress: Callable[[int], None], hooks: ExitStack) -> None:
    for layer, names in recurrent_layers(model, base).items():
        hook = _recorder(taken, names, config_of(layer), progress)
        hooks.callback(layer.register_forward_hook(hook, with_kwargs=True).remove)


def _recorder(
    taken: Capture, names: tuple[str, ...], config: RecurrentConfig, progress: Callable[[int], None]
) -> Callable[..., None]:
    def record(_module: nn.Module, positional: tuple[Any, ...], named: dict[str, Any], output: Any) -> None:
        given = dict(zip(("input", "hx"), positional, strict=False)) | named
        found, lengths = _call_tensors(config, given.get("input"), given.get("hx"), output)
        kept = {role: _kept(tensor) for role, tensor in found.items()}
        originals = {role: Original(ref(tensor), tensor._version) for role, tensor in found.items()}
        taken.calls.append(RecordedCall(names, config, lengths, kept, originals))
        progress(len(taken.calls))

    return record


def _call_tensors(
    config: RecurrentConfig, given: Any, state: Any, output: Any
) -> tuple[dict[str, torch.Tensor], tuple[int, ...] | None]:
    """Name what went into one call and what came out; a packed sequence becomes a padded one."""
    found: dict[str, Any] = {"input": given}
    final = output
    if not config.is_cell:
        # A subclass may return its output alone; what is not as torch returns it is not captured.
        found["output"], final = output if isinstance(output, tuple) and len(output) == 2 else (output, None)
    found |= dict(zip(("h_0", "c_0"), _as_pair(state), strict=False))
    found |= dict(zip(("h_n", "c_n"), _as_pair(final), strict=False))
    lengths = None
    for role in ("input", "output"):
        if isinstance(found.get(role), PackedSequence):
            found[role], sizes = pad_packed_sequence(found[role], bool(config.batch_first))
            lengths = tuple(int(size) for size in sizes)
    return {role: tensor for role, tensor in found.items() if isinstance(tensor, torch.Tensor)}, lengths


def _as_pair(state: Any) -> tuple[Any, ...]:
    return () if state is None else tuple(state) if isinstance(state, tuple | list) else (state,)


def _kept(tensor: torch.Tensor) -> KeptTensor:
    copy = tensor.detach().to("cpu", copy=True)
    return KeptTensor(copy.contiguous(), tuple(tensor.stride()))


def _captured_as(tensor: torch.Tensor, calls: list[RecordedCall]) -> Captured | None:
    """Find the latest call that gave this very tensor, unchanged; what a call was given is no answer."""
    return next(_given(calls, lambda original: original.is_still(tensor)), None)


def _view_of(tensor: torch.Tensor, calls: list[RecordedCall]) -> Captured | None:
    """Find the latest call that gave the tensor that this one is a view of.

    Only a tensor with memory of its own is known again, so the output of a batch_first layer, itself a view, is not.
    """
    return next(_given(calls, lambda original: original.is_base_of(tensor)), None)


def _given(calls: list[RecordedCall], wanted: Callable[[Original], bool]) -> Iterator[Captured]:
    for call in reversed(calls):
        for role in ("output", "h_n", "c_n"):
            if role in call.originals and wanted(call.originals[role]):
                yield call, role
