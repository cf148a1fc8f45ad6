"""What each gate and state is called, what it does in one sentence, and its formula.

Source: the formulas in the documentation of torch.nn.LSTM and torch.nn.GRU, by torch's names for the weights. t counts
the steps in the order in which the direction reads them: before t comes t-1, in the reverse direction the step after.
"""

from dataclasses import dataclass

from ..model.config import RecurrentConfig
from .gate_names import gate_names

DIRECTIONS = ("forward", "backward")


@dataclass(frozen=True, slots=True)
class GateWords:
    """One gate or state: `f`, `forget gate`, what it does, and its formula."""

    name: str
    title: str
    sentence: str
    formula: str


_LSTM = {
    "i": ("input gate", "How much of the offered content is written into the cell: 0 nothing, 1 all of it."),
    "f": ("forget gate", "How much of the cell's old content is kept: 0 erases it, 1 keeps all of it."),
    "g": ("cell gate", "The content that is offered to the cell, -1 to 1; the input gate says how much is written."),
    "o": ("output gate", "How much of the cell's content is shown outside: 0 hides it, 1 shows all of it."),
    "c": ("cell state", "The cell's content, its memory: what was kept of the old plus what was written; no bounds."),
    "h": ("hidden state", "What is given out at this step: the content, squashed to -1 to 1, times the output gate."),
}
_GRU = {
    "r": ("reset gate", "How much of the old state the new content looks at: 0 ignores it, 1 takes all of it."),
    "z": ("update gate", "How much of the old state is kept: 1 keeps all of it, 0 replaces it by the new content."),
    "n": ("new gate", "The content that is offered, -1 to 1; the update gate says how much of it is taken."),
    "h": ("hidden state", "What is given out and remembered: z of the old state and 1 - z of the new content."),
}
_PROJECTED = "What is given out at this step: the content times the output gate, then mixed by the projection W_hr."


def gate_words(config: RecurrentConfig) -> tuple[GateWords, ...]:
    """Give the words for each gate and state, in the order of `gate_names`. Raises InputError for an RNN."""
    told = _LSTM if config.has_cell_state else _GRU
    return tuple(_words(config, name, *told[name]) for name in gate_names(config))


def _words(config: RecurrentConfig, name: str, title: str, sentence: str) -> GateWords:
    projected = name == "h" and config.proj_size
    return GateWords(name, title, _PROJECTED if projected else sentence, _formula(config, name))


def _formula(config: RecurrentConfig, name: str) -> str:
    match name:
        case "g":
            return f"g_t = tanh({_sum(config, name)})"
        case "n":
            return f"n_t = tanh({_input_part(config, name)} + r_t ⊙ ({_hidden_part(config, name)}))"
        case "c":
            return "c_t = f_t ⊙ c_{t-1} + i_t ⊙ g_t"
        case "h" if not config.has_cell_state:
            return "h_t = (1 - z_t) ⊙ n_t + z_t ⊙ h_{t-1}"
        case "h":
            return "h_t = W_hr (o_t ⊙ tanh(c_t))" if config.proj_size else "h_t = o_t ⊙ tanh(c_t)"
    return f"{name}_t = σ({_sum(config, name)})"


def _sum(config: RecurrentConfig, name: str) -> str:
    return f"{_input_part(config, name)} + {_hidden_part(config, name)}"


def _input_part(config: RecurrentConfig, name: str) -> str:
    return f"W_i{name} x_t{f' + b_i{name}' if config.bias else ''}"


def _hidden_part(config: RecurrentConfig, name: str) -> str:
    return f"W_h{name} h_{{t-1}}{f' + b_h{name}' if config.bias else ''}"


def weight_words(config: RecurrentConfig, name: str, layer: int, direction: int) -> str:
    """Say which rows of which weight stand in the formula: `W_if = weight_ih_l0[20:40], b_if = ...`; "" if none does.

    Rows are in torch's order: i, f, g, o of an LSTM, r, z, n of a GRU, hidden_size each.
    """
    suffix = "" if config.is_cell else f"_l{layer}{'_reverse' if direction else ''}"
    if name == "h" and config.proj_size:
        return f"W_hr = weight_hr{suffix}"
    if name not in config.gates:
        return ""
    first = config.gates.index(name) * config.hidden_size
    rows = f"[{first}:{first + config.hidden_size}]"
    matrices = [("W", "weight")] + [("b", "bias")] * config.bias
    return ", ".join(
        f"{letter}_{side}{name} = {weight}_{side}h{suffix}{rows}" for side in "ih" for letter, weight in matrices
    )


def gate_title(name: str) -> str:
    """Give what a gate or state is called: `forget gate`. An n is a GRU's and a c an LSTM's, so the name is enough."""
    return (_LSTM | _GRU)[name][0]


def gate_place(config: RecurrentConfig, layer: int, direction: int) -> str:
    """Give the layer and, where there are two, the direction: `layer 1, backward`."""
    return f"layer {layer}, {DIRECTIONS[direction]}" if config.bidirectional else f"layer {layer}"
