"""Where a forward failed, told from its traceback: which module was being called, and what it was given."""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from traceback import walk_tb
from typing import Any

from torch import nn

from ...errors import WorkerMemoryError, device_failed, ran_out_of_memory
from ...run.run import FailedCall, StoppedAt
from .nested import tensors_in

LinearCalls = Mapping[nn.Module, int]


def count_linear_calls(model: nn.Module, hooks: ExitStack) -> LinearCalls:
    """Count from now on how often each Linear finished; `hooks` ends the counting."""
    counts: Counter[nn.Module] = Counter()

    def count(module: nn.Module, *_given: Any) -> None:
        counts[module] += 1

    for module in model.modules():
        if isinstance(module, nn.Linear):
            hooks.callback(module.register_forward_hook(count).remove)
    return counts


def stopped_at(error: BaseException, model: nn.Module, base: str, linear_calls: LinearCalls) -> StoppedAt:
    """Tell where the forward failed. Raises WorkerMemoryError if it was for want of memory.

    The error of a device that failed is raised again: what was computed on it cannot be fetched any more.

    The traceback knows the innermost module exactly, even if the model had caught the failure of another before.
    """
    paths = {module: name for name, module in model.named_modules()}
    frames = (frame for frame, _ in walk_tb(error.__traceback__) if frame.f_code.co_name == nn.Module.__call__.__name__)
    calls = [frame.f_locals for frame in frames if frame.f_locals.get("self") in paths]
    path = ".".join(part for part in (base, paths[calls[-1]["self"]] if calls else "") if part)
    refuse_lack_of_memory(error, path or "its forward")
    if device_failed(error):
        raise error
    return StoppedAt(path, error_text(error), _failed_call(calls[-1], linear_calls) if calls else None)


def refuse_lack_of_memory(error: BaseException, place: str) -> None:
    """Raise WorkerMemoryError if the model failed for want of memory: no partial run is of use then."""
    if ran_out_of_memory(error):
        raise WorkerMemoryError(
            f"The model ran out of memory in {place}.", "Make the input smaller or allow more memory."
        ) from error


def error_text(error: BaseException) -> str:
    """Give the error's class and its own words."""
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _failed_call(call: Mapping[str, Any], linear_calls: LinearCalls) -> FailedCall:
    module = call["self"]
    weight = dict(module.named_parameters(recurse=False)).get("weight")
    return FailedCall(
        kind=next(kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith("torch.nn.")),
        given=tuple(tuple(tensor.shape) for _, tensor in tensors_in((call.get("args"), call.get("kwargs")))),
        weight=() if weight is None else tuple(weight.shape),
        earlier=linear_calls.get(module, 0),
    )
