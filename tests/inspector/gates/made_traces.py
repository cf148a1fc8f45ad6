"""Traces of one unit, made from the formulas with numpy."""

from dataclasses import replace

import numpy as np

from inspector.gates.unit_trace import GateLine, UnitTrace
from inspector.model.config import Kind, RecurrentConfig

LSTM = RecurrentConfig(Kind.LSTM, 5, 8)
GRU = RecurrentConfig(Kind.GRU, 5, 8)
_NONE = np.zeros(0)


def lstm_trace(steps: int = 12, scale: float = 1.0, seed: int = 0, unit: int = 3) -> UnitTrace:
    random = np.random.default_rng(seed)
    gates = {name: _gate(name, steps, scale, random) for name in "ifgo"}
    c, h = np.zeros(steps + 1), np.zeros(steps + 1)
    for t in range(steps):
        c[t + 1] = gates["f"].value[t] * c[t] + gates["i"].value[t] * gates["g"].value[t]
        h[t + 1] = gates["o"].value[t] * np.tanh(c[t + 1])
    given = random.normal(size=(steps, 5))
    return UnitTrace(0, 0, 0, unit, tuple(gates.values()), c[:-1], c[1:], h[:-1], h[1:], given)


def gru_trace(steps: int = 12, scale: float = 1.0, seed: int = 0, unit: int = 3) -> UnitTrace:
    random = np.random.default_rng(seed)
    gates = {name: _gate(name, steps, scale, random) for name in "rzn"}
    h = np.zeros(steps + 1)
    for t in range(steps):
        z = gates["z"].value[t]
        h[t + 1] = (1 - z) * gates["n"].value[t] + z * h[t]
    given = random.normal(size=(steps, 5))
    return UnitTrace(0, 0, 0, unit, tuple(gates.values()), _NONE, _NONE, h[:-1], h[1:], given)


def broken_trace() -> UnitTrace:
    """An LSTM's trace with NaN from the third step on."""
    trace = lstm_trace()
    c, h, c_before, h_before = (line.copy() for line in (trace.c, trace.h, trace.c_before, trace.h_before))
    for line in (c, h):
        line[2:] = np.nan
    for line in (c_before, h_before):
        line[3:] = np.nan
    gates = tuple(_broken(gate) for gate in trace.gates)
    return replace(trace, gates=gates, c=c, h=h, c_before=c_before, h_before=h_before)


def _broken(gate: GateLine) -> GateLine:
    lines = [line.copy() for line in (gate.from_input, gate.from_hidden, gate.value)]
    for line in lines:
        line[2:] = np.nan
    return GateLine(gate.name, lines[0], lines[1], gate.bias, lines[2])


def _gate(name: str, steps: int, scale: float, random: np.random.Generator) -> GateLine:
    given, hidden = random.normal(size=(2, steps)) * scale
    bias = float(random.normal()) * scale
    total = given + hidden + bias
    return GateLine(name, given, hidden, bias, np.tanh(total) if name in "gn" else (1 + np.tanh(total / 2)) / 2)
