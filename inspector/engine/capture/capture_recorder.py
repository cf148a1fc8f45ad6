"""The one builder of calls: whatever the source, a call is made of its tensors by role here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from ...model.config import RecurrentConfig
from .capture_values import Capture, KeptTensor, RecordedCall, kept

Roles = dict[str, torch.Tensor]
Lengths = tuple[int, ...] | None


class Recorder:
    """Copies the tensors of each call as it finishes and puts the call into the capture; `progress` hears of each."""

    def __init__(self, taken: Capture, progress: Callable[[int], None]) -> None:
        """Take the capture to fill and whoever is told the number of calls."""
        self._calls = taken.calls
        self._progress = progress

    def add(
        self, names: tuple[str, ...], config: RecurrentConfig, tensors: Mapping[str, KeptTensor], lengths: Lengths
    ) -> int:
        """Add a call of copied tensors and give its place among all calls."""
        calls = self._calls
        calls.append(RecordedCall(names, config, lengths, tensors))
        self._progress(len(calls))
        return len(calls) - 1

    def replace(self, place: int, call: RecordedCall) -> None:
        """Put another call in that place: more has become known of it."""
        self._calls[place] = call

    def at(self, place: int) -> RecordedCall:
        """Give the call in that place."""
        return self._calls[place]


class ModuleCalls:
    """Reads the calls of one layer. Made once for each layer, because a cell may be called a thousand times."""

    def __init__(self, config: RecurrentConfig) -> None:
        """Take the layer's settings."""
        self._is_cell, self._batch_first = config.is_cell, bool(config.batch_first)

    def read(
        self, positional: Sequence[Any], named: Mapping[str, Any], output: Any
    ) -> tuple[dict[str, KeptTensor], Lengths]:
        """Copy what went into one call and what came out; a packed sequence becomes a padded one."""
        # torch.ao's quantised LSTM has other names for the same
        given = positional[0] if positional else named.get("input", named.get("x"))
        state = positional[1] if len(positional) > 1 else named.get("hx", named.get("hidden"))
        if self._is_cell:
            found = {"input": given}
            _add_states(found, "h_0", "c_0", state)
            _add_states(found, "h_n", "c_n", output)
            return _copied(found), None
        # A subclass may return its output alone; what is not as torch returns it is not captured here.
        made, final = output if type(output) is tuple and len(output) == 2 else (output, None)
        lengths = None
        if isinstance(given, PackedSequence):
            given, sizes = pad_packed_sequence(given, self._batch_first)
            lengths = tuple(sizes.tolist())
        if isinstance(made, PackedSequence):
            made, sizes = pad_packed_sequence(made, self._batch_first)
            lengths = tuple(sizes.tolist())
        found = {"input": given, "output": made}
        _add_states(found, "h_0", "c_0", state)
        _add_states(found, "h_n", "c_n", final)
        return _copied(found), lengths


def _add_states(found: dict[str, Any], first: str, second: str, states: Any) -> None:
    if type(states) is tuple and len(states) == 2:
        found[first], found[second] = states
    elif isinstance(states, tuple | list):
        found |= zip((first, second), states, strict=False)
    elif states is not None:
        found[first] = states


def _copied(found: Mapping[str, Any]) -> dict[str, KeptTensor]:
    return {role: kept(tensor) for role, tensor in found.items() if isinstance(tensor, torch.Tensor)}
