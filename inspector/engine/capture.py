"""Forward hooks on every recurrent layer: one record for each call, tensors cloned before anybody can change them."""

import ast
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter
from traceback import walk_tb
from typing import Any
from weakref import ref

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from ..errors import WorkerMemoryError, ran_out_of_memory
from ..model.config import RecurrentConfig
from ..run.run import StoppedAt
from .inputs import RunInput
from .layers import config_of, recurrent_layers


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


@dataclass(frozen=True, slots=True, eq=False)
class RecordedCall:
    """One call of a recurrent layer as a hook saw it; `names` are all the layer's paths in the model."""

    names: tuple[str, ...]
    config: RecurrentConfig
    lengths: tuple[int, ...] | None
    tensors: dict[str, KeptTensor]
    originals: dict[str, Original]


@dataclass(frozen=True, slots=True, eq=False)
class RecordedResult:
    """One tensor of what the model returned, the code that takes it, and the captured tensor that it is, if any."""

    path: str
    kept: KeptTensor
    same_as: tuple[RecordedCall, str] | None


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
        began = perf_counter()
        try:
            result = model(*arguments.positional, **arguments.named)
        except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - the user's code may raise anything
            taken.stopped_at = _failure(error, _innermost(error, model, base))
            result = None
        taken.seconds = perf_counter() - began
    taken.results = [
        RecordedResult(path, _kept(tensor), _captured_as(tensor, taken.calls)) for path, tensor in _tensors_in(result)
    ]
    return taken


def _hook(model: nn.Module, base: str, taken: Capture, progress: Callable[[int], None], hooks: ExitStack) -> None:
    for layer, names in recurrent_layers(model, base).items():
        hook = _recorder(taken, names, config_of(layer), progress)
        hooks.callback(layer.register_forward_hook(hook, with_kwargs=True).remove)


def _innermost(error: BaseException, model: nn.Module, base: str) -> str:
    """Give the path of the innermost module that was being called where the error was raised.

    The traceback knows it exactly, even if the model had caught the failure of another module before.
    """
    paths = {module: name for name, module in model.named_modules()}
    calls = (frame for frame, _ in walk_tb(error.__traceback__) if frame.f_code.co_name == nn.Module.__call__.__name__)
    running = [paths[caller] for caller in (frame.f_locals.get("self") for frame in calls) if caller in paths]
    return ".".join(part for part in (base, running[-1] if running else "") if part)


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


def _tensors_in(result: Any, path: str = "") -> list[tuple[str, torch.Tensor]]:
    """Give the tensors of a nested result, in order, each with the code that takes it from the whole.

    A packed sequence gives its elements, as torch keeps them.
    """
    if isinstance(result, torch.Tensor):
        return [(path, result)]
    if isinstance(result, PackedSequence):
        return [(f"{path}.data", result.data)]
    parts: list[tuple[str, Any]] = []
    if isinstance(result, dict):
        parts = [(f"{path}[{_key_code(key)}]", part) for key, part in result.items()]
    elif isinstance(result, tuple | list):
        parts = [(f"{path}[{index}]", part) for index, part in enumerate(result)]
    return [found for place, part in parts for found in _tensors_in(part, place)]


def _key_code(key: Any) -> str:
    """Write a dict's key as code, `...` where it has no literal: no script can take that part."""
    try:
        ast.literal_eval(repr(key))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return "..."
    return repr(key)


def _captured_as(tensor: torch.Tensor, calls: list[RecordedCall]) -> tuple[RecordedCall, str] | None:
    """Find the latest call that gave this very tensor, unchanged; what a call was given is no answer."""
    given = ("output", "h_n", "c_n")
    return next(
        (
            (call, role)
            for call in reversed(calls)
            for role in given
            if role in call.originals and call.originals[role].is_still(tensor)
        ),
        None,
    )


def _failure(error: BaseException, path: str) -> StoppedAt:
    text = str(error).strip()
    if ran_out_of_memory(error):
        raise WorkerMemoryError(
            f"The model ran out of memory in {path or 'its forward'}.", "Make the input smaller or allow more memory."
        ) from error
    return StoppedAt(path, f"{type(error).__name__}: {text}" if text else type(error).__name__)
