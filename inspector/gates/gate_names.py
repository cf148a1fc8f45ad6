"""What there is inside a recurrent layer, by the names that torch's formulas give it."""

from ..errors import InputError
from ..model.config import Kind, RecurrentConfig

_NAMES = {
    Kind.LSTM: ("i", "f", "g", "o", "c", "h"), Kind.LSTM_CELL: ("i", "f", "g", "o", "c", "h"),
    Kind.GRU: ("r", "z", "n", "h"), Kind.GRU_CELL: ("r", "z", "n", "h"),
}  # fmt: skip


def has_gates(config: RecurrentConfig) -> bool:
    """Tell whether the layer has gates: an LSTM and a GRU have, an RNN has not."""
    return config.kind in _NAMES


def gate_names(config: RecurrentConfig) -> tuple[str, ...]:
    """Give the gates of the layer, then its states: i, f, g, o, c, h of an LSTM, r, z, n, h of a GRU.

    Source: the formulas in the documentation of torch.nn.LSTM and torch.nn.GRU. Raises InputError for an RNN.
    """
    if not has_gates(config):
        raise InputError(
            f"An {config.kind.value} has no gates: its output is all that it computes.", "Look at its output."
        )
    return _NAMES[config.kind]


def sigmoid_names(config: RecurrentConfig) -> tuple[str, ...]:
    """Give those that are between 0 and 1, and can be saturated."""
    return tuple(name for name in gate_names(config) if name in ("i", "f", "o", "r", "z"))


def keeping_name(config: RecurrentConfig) -> str:
    """Give the gate that says how much of the state before is kept: f of an LSTM, z of a GRU."""
    gate_names(config)
    return "f" if config.has_cell_state else "z"
