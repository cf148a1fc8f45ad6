"""One forward of a copy of a model with tensors that have no values."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from ...run.input import Group, InputValue, Tokens
from ...run.request import RunRequest
from ...run.typed_values import Typed
from ..capture.capture import capture
from ..capture.capture_values import Capture
from ..inputs.inputs import RunInput, build_input
from .model_copy import has_closures, meta_copy
from .shape_mode import NeedsValuesError, ShapeMode
from .small_run import is_cheap

_UNLIKE_A_RUN = ("meta", "Meta", "grad", "NotImplementedError")  # words of errors that only a missing value causes


def without_values(module: nn.Module, name: str, request: RunRequest, mode: ShapeMode) -> Capture | None:
    """Call a copy of the module, whose path is `name`, with tensors without values; None where that cannot be done.

    Raises InputError for input that cannot be made.
    """
    if has_closures(module):
        return None
    try:
        copy = meta_copy(module, mode).to(getattr(torch, request.dtype))
        copy = copy.train(request.train) if request.train != copy.training else copy
    except (Exception, SystemExit, KeyboardInterrupt):  # noqa: BLE001 - the user's classes may refuse in any way
        return None
    arguments = build_input(replace(request, device="meta"), copy)
    for value, made in _pairs(request, arguments):
        _tell_numbers(mode, value, made)
    try:
        return capture(copy, name, arguments, lambda _calls: None, request.method)
    except NeedsValuesError:  # where the capture itself looked at what the forward left
        return None


def is_doubtful(module: nn.Module, request: RunRequest, taken: Capture, mode: ShapeMode) -> bool:
    """Tell whether a run is needed: for values, or because the model failed and a run can quickly tell if it would."""
    if mode.needs_values or taken.stopped_at is None:
        return mode.needs_values
    unlike_a_run = any(words in taken.stopped_at.error for words in _UNLIKE_A_RUN)
    return unlike_a_run or (is_cheap(module, request) and not mode.refused)


def _pairs(request: RunRequest, arguments: RunInput) -> Iterator[tuple[InputValue, Any]]:
    for spec in request.inputs:
        place = spec.position
        yield spec.value, arguments.named[spec.name] if place is None else arguments.positional[place]


def _tell_numbers(mode: ShapeMode, value: InputValue, made: Any) -> None:
    """Tell the mode which whole numbers the person gave, and below what those are that a run will draw."""
    match value:
        case Tokens(_, high) if isinstance(made, torch.Tensor):
            mode.numbers.keep_bound(made, high)
        case Typed(sizes, numbers) if value.whole and isinstance(made, torch.Tensor):
            mode.numbers.keep_values(made, torch.tensor(numbers, device="cpu").reshape(sizes))
        case Group(_, parts):
            inner = made.values() if isinstance(made, dict) else made if isinstance(made, tuple | list) else ()
            for (_, part), each in zip(parts, inner, strict=False):
                _tell_numbers(mode, part, each)
