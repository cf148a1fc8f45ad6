"""Code that computes the gates of a call again from the saved run: torch's formulas, step by step.

It leaves them in a dictionary `gates`, by the names of a gates file. Before anybody gets it, it is executed and its
gates are compared.
"""

from collections.abc import Sequence

from ..run.run import Call, Run
from .gate_calls import GateCalls
from .gate_reading import reading_lines

GATES_NAME = "gates"
_LSTM_FORMULA = [
    "i, f, g, o = ({input} + {hidden}).chunk(4, dim=-1)",
    "i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()",
    "c = {c}",
    "h = {h}",
]
_GRU_FORMULA = [
    "i_r, i_z, i_n = ({input}).chunk(3, dim=-1)",
    "h_r, h_z, h_n = ({hidden}).chunk(3, dim=-1)",
    "r, z = (i_r + h_r).sigmoid(), (i_z + h_z).sigmoid()",
    "n = (i_n + r * h_n).tanh()",
    "h = {h}",
]


def gate_code(run: Run, calls: Sequence[Call], last_layer: int | None = None) -> str:
    """Write the code for one call, or for several alike as one, whose time steps follow each other.

    It goes up to `last_layer`, None for all: where there was dropout, those above cannot be computed again. The run
    holds the input and the weights of the calls' layer. Raises InputError for an RNN.
    """
    names = (calls[0].module, *calls[0].aliases)
    weights = next(layer for layer in run.weights if layer.module in names)
    layers = calls[0].config.num_layers if last_layer is None else last_layer + 1
    called = GateCalls(run, tuple(calls), weights, layers)
    body = _cell_lines(called) if called.config.is_cell else _layer_lines(called)
    return "\n".join(["import torch", "from safetensors import safe_open", "", *reading_lines(called), "", *body, ""])


def _cell_lines(called: GateCalls) -> list[str]:
    first = "x_t, h, c = x, h_0, c_0" if called.config.has_cell_state else "x_t, h = x, h_0"
    values = ", ".join(called.names)
    return [
        _names_line(called),
        _weight_line(called, "weights[name]"),
        first,
        *_formula_lines(called),
        f'gates = {{f"0/0/{{name}}": value for name, value in zip("{"".join(called.names)}", ({values}))}}',
    ]


def _layer_lines(called: GateCalls) -> list[str]:
    """Go through layers and directions, each loop only where there are two at least."""
    config = called.config
    lines = _direction_lines(called)
    if config.bidirectional:
        loop = 'for direction, end in enumerate(["", "_reverse"]):'
        if called.layers > 1:
            taken = _indented([*lines, "outputs.append(found[-1])"])
            lines = ["outputs = []", loop, *taken, "x = torch.cat(outputs, dim=-1)"]
        else:
            lines = [loop, *_indented(lines)]
    elif called.layers > 1:
        lines = [*lines, "x = found[-1]"]
    if called.layers > 1:
        lines = [f"for layer in range({called.layers}):", *_indented(lines)]
    axes = "(time, batch, hidden)"
    return [_names_line(called), f"gates = {{}}  # LAYER/DIRECTION/NAME: {axes}", *lines]


def _direction_lines(called: GateCalls) -> list[str]:
    config = called.config
    layer, direction, end = _places(called)
    row = {"00": "0", "0{direction}": "direction", "{layer}0": "layer"}.get(layer + direction, "2 * layer + direction")
    in_time = "(steps[::-1] if direction else steps)" if config.bidirectional else "steps"
    stacked = "torch.stack(values)" if called.lengths is None else "torch.stack(values).where(valid, 0)"
    value = "value.transpose(0, 1).flatten(0, 1)" if called.stacked else "value"
    weight = f'weights[f"{{name}}_l{layer}{end}"]'
    key = f'f"{layer}/{direction}/{{name}}"'
    return [
        _weight_line(called, weight),
        f"h, c = h_0[{row}], c_0[{row}]" if config.has_cell_state else f"h = h_0[{row}]",
        "steps = []",
        *_step_lines(called),
        f"found = [{stacked} for values in zip(*{in_time})]",
        f'gates |= {{{key}: {value} for name, value in zip("{"".join(called.names)}", found)}}',
    ]


def _step_lines(called: GateCalls) -> list[str]:
    """Go through time in the order in which the direction reads."""
    if called.waits:
        loop = ["for t in reversed(range(len(x))) if direction else range(len(x)):", "    x_t = x[t]"]
    else:
        loop = ["for x_t in x.flip(0) if direction else x:" if called.config.bidirectional else "for x_t in x:"]
    return [*loop, *_indented([*_formula_lines(called), f"steps.append(({', '.join(called.names)}))"])]


def _places(called: GateCalls) -> tuple[str, str, str]:
    """Give layer, direction and the end of the weights' names as they stand in a pattern."""
    layer = "{layer}" if called.layers > 1 else "0"
    return (layer, "{direction}", "{end}") if called.config.bidirectional else (layer, "0", "")


def _weight_names(called: GateCalls) -> list[str]:
    biases = ["bias_ih", "bias_hh"] if called.has_bias else []
    return ["weight_ih", "weight_hh", *biases, *(["weight_hr"] if called.config.proj_size else [])]


def _names_line(called: GateCalls) -> str:
    listed = ", ".join(f'"{name}"' for name in _weight_names(called))
    return f"names = [{listed}]"


def _weight_line(called: GateCalls, weight: str) -> str:
    variables = (name.replace("weight", "w").replace("bias", "b") for name in _weight_names(called))
    return f"{', '.join(variables)} = ({weight} for name in names)"


def _formula_lines(called: GateCalls) -> list[str]:
    config = called.config
    sides = {
        "input": "x_t @ w_ih.T" + (" + b_ih" if called.has_bias else ""),
        "hidden": "h @ w_hh.T" + (" + b_hh" if called.has_bias else ""),
        "c": "f * c + i * g",
        "h": "(1 - z) * n + z * h",
    }
    if config.has_cell_state:
        sides["h"] = "(o * c.tanh()) @ w_hr.T" if config.proj_size else "o * c.tanh()"
    if called.waits:
        sides |= {state: f"({sides[state]}).where(valid[t], {state})" for state in ("c", "h")}
    return [line.format(**sides) for line in (_LSTM_FORMULA if config.has_cell_state else _GRU_FORMULA)]


def _indented(lines: Sequence[str]) -> list[str]:
    return [f"    {line}" for line in lines]
