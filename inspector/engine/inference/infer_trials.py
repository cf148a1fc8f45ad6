"""Tries input on a copy of a model: without values, and where that does not tell, with them."""

from dataclasses import dataclass, replace

import torch
from torch import nn

from ...errors import InputError
from ...run.input import InputSpec
from ...run.request import RunRequest
from ..capture.capture import capture
from ..capture.capture_values import Capture, RecordedCall
from ..inputs.inputs import build_input
from ..layers.layer_inputs import BATCH, TIME
from ..layers.layers import recurrent_layers
from ..shapes.model_copy import value_copy
from ..shapes.no_values import no_values
from ..shapes.without_values import is_doubtful, without_values

_MOST_OPERATORS = 3000  # a trial is short


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial showed: the error's words, "" where the model ran, and how far from plain sense it is (0: not).

    `calls` is how many calls of recurrent layers happened. An input can run and be misread: time for batch, one step
    for a sequence, or past a layer that is never called.
    """

    error: str
    oddness: int = 0
    calls: int = 0

    @property
    def runs(self) -> bool:
        """Tell whether the model ran."""
        return not self.error


class Trials:
    """Trials of one model; its own values are left as they are."""

    def __init__(self, module: nn.Module, request: RunRequest) -> None:
        """Take the model, and the request whose method and mode count; its inputs do not."""
        self._module = module
        self._request = replace(request, device="cpu", dtype="float32", train=False)
        self._layers = len(recurrent_layers(module, ""))

    def outcome(self, inputs: tuple[InputSpec, ...]) -> Outcome:
        """Try the inputs without values, or really where the model asks for values."""
        request = replace(self._request, inputs=inputs)
        try:
            with no_values(_MOST_OPERATORS) as mode:
                taken = without_values(self._module, "", request, mode)
            unsure = taken is None or mode.needs_values or (is_doubtful(self._module, request, taken, mode))
            if taken is None or (unsure and (taken.stopped_at is None or _lacks_values(taken) or mode.needs_values)):
                taken = self._real(request)
        except InputError as error:
            return Outcome(error.message)
        if taken.stopped_at is not None:
            return Outcome(taken.stopped_at.error, calls=len(taken.calls))
        return Outcome("", self._oddness(taken))

    def runs(self, inputs: tuple[InputSpec, ...]) -> bool:
        """Try the inputs with values."""
        try:
            return self._real(replace(self._request, inputs=inputs)).stopped_at is None
        except InputError:
            return False

    def _real(self, request: RunRequest) -> Capture:
        try:
            copy = value_copy(self._module).to(torch.float32)
        except BaseException as error:
            raise InputError(f"The model cannot be copied to try an input: {error}") from error
        copy = copy.eval() if copy.training else copy
        with torch.random.fork_rng(devices=()):
            return capture(copy, "", build_input(request, copy), lambda _calls: None, request.method)

    def _oddness(self, taken: Capture) -> int:
        if not taken.calls:
            return self._layers
        unseen = self._layers - len({call.names for call in taken.calls})
        return 2 * max(unseen, 0) + _misread(taken.calls)


def _lacks_values(taken: Capture) -> bool:
    error = taken.stopped_at.error if taken.stopped_at else ""
    return "meta" in error.lower() or "grad" in error or error.startswith("NotImplementedError")


def _misread(calls: list[RecordedCall]) -> int:
    """Judge the first call: 0 where it reads the batch as a batch, and a cell more than once; more else."""
    first = calls[0]
    shape = tuple(first.tensors["input"].values.shape) if "input" in first.tensors else ()
    if first.config.is_cell:
        many = sum(call.names == first.names for call in calls) > 1
        return (shape[:1] != (BATCH,)) * 2 + (not many)
    if len(shape) != 3:
        return 2 if shape[:1] == (TIME,) else 3
    batch, time = (shape[0], shape[1]) if first.config.batch_first else (shape[1], shape[0])
    if batch == BATCH:
        return 0
    return 1 if time in (TIME, TIME - 2) and batch == 1 else 2
