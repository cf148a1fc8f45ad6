"""The settings of one recurrent layer, by the names that torch.nn gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """A recurrent layer of torch.nn."""

    LSTM = "LSTM"
    GRU = "GRU"
    RNN = "RNN"
    LSTM_CELL = "LSTMCell"
    GRU_CELL = "GRUCell"
    RNN_CELL = "RNNCell"


_GATES = {
    Kind.LSTM: ("i", "f", "g", "o"), Kind.LSTM_CELL: ("i", "f", "g", "o"),
    Kind.GRU: ("r", "z", "n"), Kind.GRU_CELL: ("r", "z", "n"),
    Kind.RNN: ("h",), Kind.RNN_CELL: ("h",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecurrentConfig:
    """One recurrent layer; `batch_first` and `dropout` are None where a file does not say."""

    kind: Kind
    input_size: int
    hidden_size: int
    num_layers: int = 1
    bias: bool = True
    batch_first: bool | None = None
    dropout: float | None = None
    bidirectional: bool = False
    proj_size: int = 0

    @property
    def is_cell(self) -> bool:
        """True for a layer that takes one time step per call."""
        return self.kind.value.endswith("Cell")

    @property
    def has_cell_state(self) -> bool:
        """True where there is a c beside h: LSTM and LSTMCell."""
        return self.kind in (Kind.LSTM, Kind.LSTM_CELL)

    @property
    def directions(self) -> int:
        """2 if bidirectional, else 1."""
        return 2 if self.bidirectional else 1

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates in the order in which the weights stack them."""
        return _GATES[self.kind]

    def to_json(self) -> dict[str, Any]:
        """Give the settings by name; `config_from_json` reads them back."""
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"kind": self.kind.value}


def config_from_json(data: Mapping[str, Any]) -> RecurrentConfig:
    """Give the settings that `RecurrentConfig.to_json` wrote; unknown names are left out."""
    known = {field.name for field in fields(RecurrentConfig)}
    values = {name: value for name, value in data.items() if name in known}
    return RecurrentConfig(**(values | {"kind": Kind(values["kind"])}))
