"""Where a forward failed, told from its traceback: which module was being called, and what it was given."""

import re
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
_INTERPRETER = "The following operation failed in the TorchScript interpreter."
_LAST_ERROR = re.compile(r".*^(?:\w+\.)*(?P<name>\w*(?:Error|Exception)):(?P<text>.*)\Z", re.DOTALL | re.MULTILINE)


def count_linear_calls(model: nn.Module, hooks: ExitStack) -> LinearCalls:
    """Count from now on how often each Linear finished; `hooks` ends the counting."""
    counts: Counter[nn.Module] = Counter()

    def count(module: nn.Module, *_given: Any) -> None:
        counts[module] += 1

    for module in model.modules():
        if isinstance(module, nn.Linear):
            hooks.callback(module.register_forward_hook(count).remove)
    return counts


def stopped_at(
    error: BaseException, model: nn.Module, base: str, linear_calls: LinearCalls, reason: str = ""
) -> StoppedAt:
    """Tell where the forward failed. Raises WorkerMemoryError if it was for want of memory.

    The error of a device that failed is raised again: what was computed on it cannot be fetched any more.

    `reason` is what an operator said, which TorchScript may lose on the way.

    The traceback knows the innermost module exactly, even if the model had caught the failure of another before.
    """
    paths = {module: name for name, module in model.named_modules()}
    frames = (frame for frame, _ in walk_tb(error.__traceback__) if frame.f_code.co_name == nn.Module.__call__.__name__)
    calls = [frame.f_locals for frame in frames if frame.f_locals.get("self") in paths]
    path = ".".join(part for part in (base, paths[calls[-1]["self"]] if calls else "") if part)
    said = _with_reason(error, reason)
    refuse_lack_of_memory(said, path or "its forward")
    if device_failed(said):
        raise said
    return StoppedAt(path, error_text(said), _failed_call(calls[-1], linear_calls) if calls else None)


def refuse_lack_of_memory(error: BaseException, place: str) -> None:
    """Raise WorkerMemoryError if the model failed for want of memory: no partial run is of use then."""
    if ran_out_of_memory(error):
        raise WorkerMemoryError(
            f"The model ran out of memory in {place}.", "Make the input smaller or allow more memory."
        ) from error


def error_text(error: BaseException) -> str:
    """Give the error's class and its own words; of what TorchScript tells, those behind its two tracebacks."""
    name, text = type(error).__name__, str(error).strip()
    if told := _told(text):
        name, text = told["name"], told["text"].strip()
    return f"{name}: {text}" if text else name


def _told(text: str) -> re.Match[str] | None:
    return _LAST_ERROR.search(text) if text.startswith(_INTERPRETER) else None


def _with_reason(error: BaseException, reason: str) -> BaseException:
    """Give an error with the reason where TorchScript has left the error without words."""
    told = _told(str(error))
    words = told["text"].strip() if told else ""
    lost = told and (not words or words.startswith("SystemError: "))  # the latter is what CPython says of the loss
    return RuntimeError(reason) if reason and lost else error


def _failed_call(call: Mapping[str, Any], linear_calls: LinearCalls) -> FailedCall:
    module = call["self"]
    weight = dict(module.named_parameters(recurse=False)).get("weight")
    return FailedCall(
        kind=next(kind.__name__ for kind in type(module).__mro__ if kind.__module__.startswith("torch.nn.")),
        given=tuple(tuple(tensor.shape) for _, tensor in tensors_in((call.get("args"), call.get("kwargs")))),
        weight=() if weight is None else tuple(weight.shape),
        earlier=linear_calls.get(module, 0),
    )
