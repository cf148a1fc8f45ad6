"""All numbers of one unit at one time step: what goes into its gates, and what the cell makes of them."""

from dataclasses import dataclass
from math import tanh

from .unit_trace import GateLine, UnitTrace


@dataclass(frozen=True, slots=True)
class GateStep:
    """One gate: `value` is the activation of `sum`, which is from_input + from_hidden + bias."""

    name: str
    from_input: float
    from_hidden: float
    bias: float
    sum: float
    value: float


@dataclass(frozen=True, slots=True)
class LstmStep:
    """One step of an LSTM's unit: kept = f * c_before, written = i * g, c is their sum, h = o * tanh_c."""

    time_step: int
    i: GateStep
    f: GateStep
    g: GateStep
    o: GateStep
    c_before: float
    h_before: float
    kept: float
    written: float
    c: float
    tanh_c: float
    h: float

    @property
    def gates(self) -> tuple[GateStep, ...]:
        """The gates in torch's order."""
        return self.i, self.f, self.g, self.o


@dataclass(frozen=True, slots=True)
class GruStep:
    """One step of a GRU's unit: kept = z * h_before, offered = 1 - z, written = offered * n, h is their sum."""

    time_step: int
    r: GateStep
    z: GateStep
    n: GateStep
    h_before: float
    kept: float
    offered: float
    written: float
    h: float

    @property
    def gates(self) -> tuple[GateStep, ...]:
        """The gates in torch's order."""
        return self.r, self.z, self.n


CellStep = LstmStep | GruStep


def steps_in(trace: UnitTrace) -> int:
    """Give how many time steps the trace has."""
    return len(trace.h)


def cell_step(trace: UnitTrace, time_step: int) -> CellStep:
    """Give the numbers of one step, 0 the first that the direction reads. Raises IndexError beyond the last.

    Gates and states are the trace's own; the products between them are computed here, in float64.
    Source: the formulas in the documentation of torch.nn.LSTM and torch.nn.GRU.
    """
    if not 0 <= time_step < steps_in(trace):
        raise IndexError(f"The trace has {steps_in(trace)} time steps, and no step {time_step}.")
    gates = {line.name: _gate(line, time_step) for line in trace.gates}
    h_before, h = float(trace.h_before[time_step]), float(trace.h[time_step])
    if "z" in gates:
        z, n = gates["z"].value, gates["n"].value
        return GruStep(
            time_step, **gates, h_before=h_before, kept=z * h_before, offered=1 - z, written=(1 - z) * n, h=h
        )
    c_before, c = float(trace.c_before[time_step]), float(trace.c[time_step])
    kept, written = gates["f"].value * c_before, gates["i"].value * gates["g"].value
    return LstmStep(
        time_step, **gates, c_before=c_before, h_before=h_before, kept=kept, written=written, c=c, tanh_c=tanh(c), h=h
    )


def number(step: CellStep, quantity: str) -> float:
    """Give one number by its name: a gate's value (`f`), or a field of the step (`kept`)."""
    found = getattr(step, quantity)
    return found.value if isinstance(found, GateStep) else float(found)


def _gate(line: GateLine, time_step: int) -> GateStep:
    from_input, from_hidden = float(line.from_input[time_step]), float(line.from_hidden[time_step])
    total = from_input + from_hidden + line.bias
    return GateStep(line.name, from_input, from_hidden, line.bias, total, float(line.value[time_step]))
