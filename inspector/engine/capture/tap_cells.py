"""Cells that tracing has taken apart: torch.jit.trace writes down the arithmetic of a cell and not the cell.

The arithmetic is torch's own, so it has always the same order. That order, and that each result goes where it must,
make a match; a cell that somebody wrote out by hand does it otherwise.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from ..layers.recurrent_operator import OperatorCall, operator_config

_aten = torch.ops.aten
_linear, _chunk, _add_, _mul = _aten.linear.default, _aten.unsafe_chunk.default, _aten.add_.Tensor, _aten.mul.Tensor
_sigmoid_, _tanh_, _tanh, _relu = _aten.sigmoid_.default, _aten.tanh_.default, _aten.tanh.default, _aten.relu.default
_mul_, _add, _sub = _aten.mul_.Tensor, _aten.add.Tensor, _aten.sub.Tensor
_LSTM = (_linear, _linear, _add_, _chunk, _sigmoid_, _sigmoid_, _tanh_, _sigmoid_, _mul, _mul, _add_, _tanh, _mul)
_GRU = (_linear, _chunk, _linear, _chunk, _add_, _sigmoid_, _add_, _sigmoid_, _mul_, _add, _tanh_, _sub, _mul_, _add_)
_RNN = ((_linear, _linear, _add_, _tanh), (_linear, _linear, _add_, _relu))
CELL_OPERATORS = frozenset((*_LSTM, *_GRU, _relu))
CELL_ENDS = frozenset((_mul, _add_, _tanh, _relu))
LONGEST_CELL = len(_GRU)
Step = tuple[Any, tuple[Any, ...], Any]  # an operator, its arguments, its result


def match_cell(recent: Sequence[Step]) -> OperatorCall | None:
    """Give the call of the cell whose last operation was the latest of these; None if they are no whole cell."""
    last = recent[-1][0]
    if last is _mul and _ends_with(recent, _LSTM):
        return _lstm(recent[-len(_LSTM) :])
    if last is _add_ and _ends_with(recent, _GRU):
        return _gru(recent[-len(_GRU) :])
    if last in (_tanh, _relu) and any(_ends_with(recent, pattern) for pattern in _RNN):
        return _rnn(recent[-len(_RNN[0]) :])
    return None


def _ends_with(recent: Sequence[Step], pattern: Sequence[Any]) -> bool:
    return len(recent) >= len(pattern) and all(
        step[0] is operator for step, operator in zip(recent[-len(pattern) :], pattern, strict=True)
    )


def _lstm(steps: Sequence[Step]) -> OperatorCall | None:
    within, into, added = steps[:3]
    forget, update = steps[8], steps[9]
    gates = tuple(steps[3][2])
    joined = added[1][0] is within[2] and added[1][1] is into[2] and steps[3][1][0] is added[2]
    ends = steps[10][1][0] is forget[2] and steps[10][1][1] is update[2] and steps[11][1][0] is steps[10][2]
    if not (joined and ends and forget[1][0] is gates[1] and steps[12][1][1] is steps[11][2]):
        return None
    states = {"h_0": within[1][0], "c_0": forget[1][1], "h_n": steps[12][2], "c_n": steps[10][2]}
    return _call("lstm", into, within, states)


def _gru(steps: Sequence[Step]) -> OperatorCall | None:
    into, within = steps[0], steps[2]
    parts, own = tuple(steps[1][2]), tuple(steps[3][2])
    joined = steps[1][1][0] is into[2] and steps[3][1][0] is within[2]
    gated = steps[4][1][0] is own[0] and steps[4][1][1] is parts[0] and steps[6][1][1] is parts[1]
    if not (joined and gated and steps[13][1][0] is steps[12][2]):
        return None
    return _call("gru", into, within, {"h_0": within[1][0], "h_n": steps[13][2]})


def _rnn(steps: Sequence[Step]) -> OperatorCall | None:
    within, into, added, last = steps
    if not (added[1][0] is within[2] and added[1][1] is into[2] and last[1][0] is added[2]):
        return None
    return _call("rnn", into, within, {"h_0": within[1][0], "h_n": last[2]})


def _call(family: str, into: Step, within: Step, states: Mapping[str, Tensor]) -> OperatorCall | None:
    given = into[1][0]
    if given.dim() != 2 or states["h_0"].dim() != 2 or into[1][1].shape[0] != within[1][1].shape[0]:
        return None
    found = {"weight_ih": into[1][1], "weight_hh": within[1][1], "bias_ih": _bias(into), "bias_hh": _bias(within)}
    weights = {name: weight for name, weight in found.items() if weight is not None}
    roles = {"input": given, **states}
    return OperatorCall(operator_config(family, weights, True, {}), roles, weights, tuple(weights.values()))


def _bias(linear: Step) -> Tensor | None:
    bias = linear[1][2] if len(linear[1]) > 2 else None
    return bias if isinstance(bias, Tensor) else None
