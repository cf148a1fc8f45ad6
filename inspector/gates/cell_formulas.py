"""The formulas of a step with its numbers put in, part above part.

Every number is rounded alone, as `rounded` says. `=` stands where a right side, computed from its numbers as they are
shown, gives the left side as it is shown; elsewhere `≈`. So whoever computes it again finds what is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import tanh

from .cell_step import CellStep, GateStep, GruStep, LstmStep
from .rounded import Rounded, is_same, rounded


@dataclass(frozen=True, slots=True)
class Part:
    """A symbol and what stands for it: `f_t` and `0.9710`, or a sign in both.

    `quantities` are the numbers of the step that it belongs to: itself, and the product that it is a factor of.
    """

    symbol: str
    number: str
    quantities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """How one quantity comes about. `short` is a second right side: `= σ(3.5109)`; its symbols are empty."""

    quantity: str
    parts: tuple[Part, ...]
    short: tuple[Part, ...]

    @property
    def symbols(self) -> str:
        """The formula in symbols: `c_t = f_t · c_{t-1} + i_t · g_t`."""
        return _joined(part.symbol for part in self.parts)

    @property
    def numbers(self) -> str:
        """The formula in numbers: `0.8132 = 0.9710 · 0.8120 + 0.1030 · 0.2410`."""
        return _joined(part.number for part in self.parts)

    @property
    def short_numbers(self) -> str:
        """The same with what was computed on the way: `0.8132 ≈ 0.7885 + 0.0248`."""
        return _joined(part.number for part in self.parts[:1] + self.short)


def formulas(step: CellStep, has_bias: bool = True) -> tuple[Formula, ...]:
    """Give the formulas of the step in an order in which they can be computed; without biases, none is written.

    An LSTM's gates are told as they act: first what is forgotten, then what is written, then what is shown.
    `b_i` stands for b_ii + b_hi, as nothing can tell the two apart; of a GRU's n, `b_in` and `b_hn` stand alone.
    """
    match step:
        case LstmStep():
            gates = (_gate(gate, has_bias) for gate in (step.f, step.i, step.g, step.o))
            return *gates, _cell_state(step), _lstm_output(step)
        case GruStep():
            return *(_gate(gate, has_bias) for gate in step.gates), _gru_output(step)


def _gate(gate: GateStep, has_bias: bool) -> Formula:
    name, act = gate.name, _activation(gate)
    value, total = rounded(gate.value), rounded(gate.sum)
    added = sum(rounded(each).value for each in (gate.from_input, gate.from_hidden, gate.bias))
    parts = (
        Part(f"{name}_t", value.text, (name,)),
        _sign(is_same(_activated(act, added), value)),
        Part(f"{act}(", f"{act}("),
        *_terms(gate, has_bias),
        Part(")", ")"),
    )
    holds = is_same(_activated(act, total.value), value)
    return Formula(name, parts, (_sign(holds, ""), Part("", f"{act}("), Part("", total.text, (name,)), Part("", ")")))


def _terms(gate: GateStep, has_bias: bool) -> tuple[Part, ...]:
    name, own = gate.name, (gate.name,)
    hidden = f"W_h{name} h_{{t-1}}"
    if name == "n":
        hidden = f"r_t · ({hidden} + b_hn)" if has_bias else f"r_t · {hidden}"
    terms = (
        Part(f"W_i{name} x_t", rounded(gate.from_input).text, (name, "x")),
        Part("+", "+"),
        Part(hidden, rounded(gate.from_hidden).in_brackets, (name, "h_before", *("r" if name == "n" else ""))),
    )
    bias = Part("b_in" if name == "n" else f"b_{name}", rounded(gate.bias).in_brackets, own)
    return (*terms, Part("+", "+"), bias) if has_bias else terms


def _cell_state(step: LstmStep) -> Formula:
    c, f, before, i, g = (rounded(each) for each in (step.c, step.f.value, step.c_before, step.i.value, step.g.value))
    kept, written = rounded(step.kept), rounded(step.written)
    parts = (
        Part("c_t", c.text, ("c",)),
        _sign(is_same(f.value * before.value + i.value * g.value, c)),
        *_product(Part("f_t", f.text, ("f", "kept")), Part("c_{t-1}", before.in_brackets, ("c_before", "kept"))),
        Part("+", "+"),
        *_product(Part("i_t", i.text, ("i", "written")), Part("g_t", g.in_brackets, ("g", "written"))),
    )
    return Formula("c", parts, _summands(c, ("kept", kept), ("written", written)))


def _lstm_output(step: LstmStep) -> Formula:
    h, o, c, squashed = rounded(step.h), rounded(step.o.value), rounded(step.c), rounded(step.tanh_c)
    parts = (
        Part("h_t", h.text, ("h",)),
        _sign(is_same(o.value * tanh(c.value), h)),
        Part("o_t", o.text, ("o", "h")),
        Part("·", "·"),
        Part("tanh(", "tanh("),
        Part("c_t", c.text, ("c", "tanh_c", "h")),
        Part(")", ")"),
    )
    short = (
        _sign(is_same(o.value * squashed.value, h), ""),
        Part("", o.text, ("o", "h")),
        Part("", "·"),
        Part("", squashed.in_brackets, ("tanh_c", "h")),
    )
    return Formula("h", parts, short)


def _gru_output(step: GruStep) -> Formula:
    h, z, n, before = (rounded(each) for each in (step.h, step.z.value, step.n.value, step.h_before))
    kept, written = rounded(step.kept), rounded(step.written)
    left = 1 - z.value
    parts = (
        Part("h_t", h.text, ("h",)),
        _sign(is_same(left * n.value + z.value * before.value, h)),
        *_product(
            Part("(1 − z_t)", f"(1 − {z.text})", ("z", "offered", "written")),
            Part("n_t", n.in_brackets, ("n", "written")),
        ),
        Part("+", "+"),
        *_product(Part("z_t", z.text, ("z", "kept")), Part("h_{t-1}", before.in_brackets, ("h_before", "kept"))),
    )
    return Formula("h", parts, _summands(h, ("written", written), ("kept", kept)))


def _summands(total: Rounded, one: tuple[str, Rounded], other: tuple[str, Rounded]) -> tuple[Part, ...]:
    return (
        _sign(is_same(one[1].value + other[1].value, total), ""),
        Part("", one[1].text, one[:1]),
        Part("", "+"),
        Part("", other[1].in_brackets, other[:1]),
    )


def _product(one: Part, other: Part) -> tuple[Part, Part, Part]:
    return one, Part("·", "·"), other


def _sign(holds: bool, symbol: str = "=") -> Part:
    return Part(symbol, "=" if holds else "≈")


def _activation(gate: GateStep) -> str:
    return "tanh" if gate.name in ("g", "n") else "σ"


def _activated(act: str, value: float) -> float:
    return tanh(value) if act == "tanh" else (1 + tanh(value / 2)) / 2


def _joined(texts: Iterable[str]) -> str:
    return " ".join(text for text in texts if text).replace("( ", "(").replace(" )", ")")
