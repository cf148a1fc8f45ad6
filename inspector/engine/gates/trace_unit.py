"""All numbers of one unit of one sample through time, in float64: what is added in its gates, and what becomes of it.

Source of the formulas: the documentation of torch.nn.LSTM and torch.nn.GRU.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

from ...errors import InputError
from ...gates.gate_request import GateRequest
from ...gates.unit_trace import GateLine, Line, UnitTrace
from ...gates.unit_trace_file import TRACE_KEY, trace_arrays, trace_place
from .called_layer import called_layer
from .direction_weights import DirectionWeights, direction_weights
from .read_steps import ReadSteps, read_steps
from .write_gates import replaced_file

_NOTHING = np.empty(0)


def write_unit_trace(request: GateRequest, path: Path) -> UnitTrace:
    """Trace the unit as `trace_unit` does and write the trace to `path`, for `open_trace`. Raises FileError, too."""
    trace = trace_unit(request)
    with replaced_file(path) as file:
        file.write(save(trace_arrays(trace), {TRACE_KEY: json.dumps(trace_place(trace))}))
    return trace


def trace_unit(request: GateRequest) -> UnitTrace:
    """Trace the unit that the request names, through the steps that there are of its sample.

    Raises InputError where layer, direction, sample or unit is left out, and what `recompute_gates` raises.
    """
    layer, direction, sample, unit = request.layer, request.direction, request.sample, request.unit
    if layer is None or direction is None or sample is None or unit is None:
        raise InputError("One unit of one sample is traced.", "Name the layer, the direction, the sample and the unit.")
    called = called_layer(request)
    weights = direction_weights(called.config, called.weights, (layer, direction), unit, torch.float64)
    steps = read_steps(called, (layer, direction))
    projected = called.config.proj_size > 0
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite stays so
        if called.config.has_cell_state:
            gates, states = _lstm(weights, steps, unit, projected)
        else:
            gates, states = _gru(weights, steps, unit)
    return UnitTrace(layer, direction, sample, unit, gates, *states, steps.x)


def _lstm(
    weights: DirectionWeights, steps: ReadSteps, unit: int, projected: bool
) -> tuple[tuple[GateLine, ...], tuple[Line, Line, Line, Line]]:
    gates = tuple(
        _line(name, _sigmoid if name != "g" else np.tanh, *_added(weights, steps, gate))
        for gate, name in enumerate("ifgo")
    )
    i, f, g, o = (gate.value for gate in gates)
    c_before, c = _cell_states(i * g, f, steps, unit)
    h = o * np.tanh(c)
    h_before = _own_before(h, steps) if projected else steps.before[:, unit]
    return gates, (c_before, c, h_before, h)


def _gru(
    weights: DirectionWeights, steps: ReadSteps, unit: int
) -> tuple[tuple[GateLine, ...], tuple[Line, Line, Line, Line]]:
    r, z = (_line(name, _sigmoid, *_added(weights, steps, gate)) for gate, name in enumerate("rz"))
    from_input, from_hidden, _ = _added(weights, steps, 2)
    hidden = r.value * (from_hidden + float(weights.bias_hh[2, 0]))
    n = _line("n", np.tanh, from_input, hidden, float(weights.bias_ih[2, 0]))
    h_before = steps.before[:, unit]
    h = (1 - z.value) * n.value + z.value * h_before
    return (r, z, n), (_NOTHING, _NOTHING, h_before, h)


def _added(weights: DirectionWeights, steps: ReadSteps, gate: int) -> tuple[Line, Line, float]:
    """Give what input, hidden state and biases add to one gate."""
    bias = float(weights.bias_ih[gate, 0] + weights.bias_hh[gate, 0])
    return steps.x @ weights.ih[gate, 0].numpy(), steps.before @ weights.hh[gate, 0].numpy(), bias


def _line(name: str, activation: Callable[[Line], Line], from_input: Line, from_hidden: Line, bias: float) -> GateLine:
    value = activation(from_input + from_hidden + bias)
    return GateLine(name, from_input, from_hidden, bias, value)


def _sigmoid(line: Line) -> Line:
    return 0.5 + 0.5 * np.tanh(0.5 * line)  # which cannot overflow


def _cell_states(added: Line, f: Line, steps: ReadSteps, unit: int) -> tuple[Line, Line]:
    """Give c of the step before, and c_t = f_t * c_(t-1) + added_t."""
    before, after = np.empty_like(f), np.empty_like(f)
    c = 0.0
    for step, begins in enumerate(steps.begins):
        before[step] = steps.c_0[step, unit] if begins else c
        after[step] = c = f[step] * before[step] + added[step]
    return before, after


def _own_before(h: Line, steps: ReadSteps) -> Line:
    """Shift h, which is before the projection, by a step; NaN where a given h_0 begins, which is behind it."""
    shifted = np.concatenate(([0.0], h[:-1]))
    return np.where(steps.begins, np.nan if steps.given else 0.0, shifted)
