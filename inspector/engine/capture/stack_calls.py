"""From recorded calls to the calls of a run: numbered by layer, stacked where there are very many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import torch

from ...run.run import STACK_LIMIT, Call, StoredTensor
from .capture_values import KeptTensor, RecordedCall

_STATES = ("h_0", "c_0")


@dataclass(frozen=True, slots=True, eq=False)
class StackedCall:
    """One call as the run describes it, its tensors by role, and the recorded calls that it consists of."""

    call: Call
    tensors: dict[str, KeptTensor]
    recorded: tuple[RecordedCall, ...]


def stacked_calls(calls: list[RecordedCall]) -> list[StackedCall]:
    """Number the calls of each layer and stack them along an axis `call` where there are very many of one shape.

    A stacked call stands where the last of its calls finished. In a stack, a call without an initial state has zeros:
    that is what torch begins with, and the first call of a loop is often without.
    """
    order = {id(call): place for place, call in enumerate(calls)}
    by_layer = groupby(sorted(calls, key=lambda call: call.names), key=lambda call: call.names)
    placed: list[tuple[int, StackedCall]] = []
    for _, group in by_layer:
        same_layer = list(group)
        if len(same_layer) > STACK_LIMIT and _are_alike(same_layer):
            placed.append((order[id(same_layer[-1])], _one_stack(same_layer)))
        else:
            placed += [
                (order[id(call)], _numbered((call,), dict(call.tensors), index))
                for index, call in enumerate(same_layer)
            ]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _are_alike(calls: Sequence[RecordedCall]) -> bool:
    """Tell whether all calls have equal lengths and shapes; some may lack the initial state."""
    whole = _shapes(max(calls, key=lambda call: len(call.tensors)))
    required = {role: shape for role, shape in whole.items() if role not in _STATES}
    fits = ((found := _shapes(call)).items() <= whole.items() and required.items() <= found.items() for call in calls)
    return len({call.lengths for call in calls}) == 1 and all(fits)


def _one_stack(calls: list[RecordedCall]) -> StackedCall:
    tensors = {}
    for role, first in max(calls, key=lambda call: len(call.tensors)).tensors.items():
        zeros = torch.zeros_like(first.values)
        values = torch.stack([call.tensors[role].values if role in call.tensors else zeros for call in calls])
        # The calls lay in memory each by itself; the stack is new, and contiguous.
        tensors[role] = KeptTensor(values, tuple(values.stride()))
    return _numbered(tuple(calls), tensors, 0)


def _numbered(calls: tuple[RecordedCall, ...], tensors: dict[str, KeptTensor], first: int) -> StackedCall:
    name, *aliases = calls[0].names
    stored = stored_tensors(tensors.items())
    call = Call(name, tuple(aliases), calls[0].config, first, len(calls), calls[0].lengths, stored)
    return StackedCall(call, tensors, calls)


def _shapes(call: RecordedCall) -> dict[str, object]:
    return {role: (kept.values.shape, kept.values.dtype) for role, kept in call.tensors.items()}


def stored_tensors(tensors: Iterable[tuple[str, KeptTensor]]) -> tuple[StoredTensor, ...]:
    """Describe tensors, each given with its role, for the run."""
    return tuple(
        StoredTensor(role, tuple(kept.values.shape), kept.stride, str(kept.values.dtype).removeprefix("torch."))
        for role, kept in tensors
    )
