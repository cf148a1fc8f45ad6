"""Layers that are called several times in one forward."""

import torch
from torch import nn

from tests.inspector.engine.zoo.entry import HIDDEN, INPUT, NOT_TRACED, SEQUENCE, ZooEntry, calls


class Forecaster(nn.Module):
    """It reads a series, then feeds each forecast back for `future_steps` more steps."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, 1)

    def forward(self, series, future_steps: int = 3):
        output, state = self.lstm(series)
        step = self.head(output[:, -1:])
        forecast = [step]
        for _ in range(future_steps - 1):
            output, state = self.lstm(step, state)
            step = self.head(output)
            forecast.append(step)
        return torch.cat(forecast, 1)


class Siamese(nn.Module):
    """One encoder for two inputs, which are compared."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.GRU(INPUT, HIDDEN, batch_first=True)

    def forward(self, left, right):
        _, first = self.encoder(left)
        _, second = self.encoder(right)
        return (first[-1] - second[-1]).abs().sum(1)


class Tied(nn.Module):
    """One layer under two names, once in each direction of the sequence."""

    def __init__(self) -> None:
        super().__init__()
        self.forwards = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.backwards = self.forwards

    def forward(self, x):
        one, _ = self.forwards(x)
        other, _ = self.backwards(x.flip(1))
        return one + other.flip(1)


class CellLoop(nn.Module):
    """A cell that is called for each time step; `stateful` gives it zeros first, else it begins without a state."""

    def __init__(self, stateful: bool = True) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(INPUT, HIDDEN)
        self.stateful = stateful

    def forward(self, x):
        if self.stateful:
            zeros = x.new_zeros(x.shape[0], self.cell.hidden_size)
            state = (zeros, zeros.clone())
        else:
            state = self.cell(x[:, 0])
        outputs = [state[0]]
        for t in range(0 if self.stateful else 1, x.shape[1]):
            state = self.cell(x[:, t], state)
            outputs.append(state[0])
        return torch.stack(outputs, 1)


class TwoCells(nn.Module):
    """Two stacked cells that take turns."""

    def __init__(self) -> None:
        super().__init__()
        self.lower = nn.LSTMCell(INPUT, HIDDEN)
        self.upper = nn.GRUCell(HIDDEN, HIDDEN)

    def forward(self, x):
        h = c = g = x.new_zeros(x.shape[0], self.lower.hidden_size)
        for t in range(x.shape[1]):
            h, c = self.lower(x[:, t], (h, c))
            g = self.upper(h, g)
        return g


class StepByStep(nn.Module):
    """An nn.LSTM that is given one time step after the other, with its state."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN)

    def forward(self, x):
        zeros = x.new_zeros(1, x.shape[1], self.lstm.hidden_size)
        output, state = zeros, (zeros, zeros)
        for t in range(x.shape[0]):
            output, state = self.lstm(x[t : t + 1], state)
        return output[0]


def taking_turns(steps: int):
    """Declare the calls of the two cells in the order in which they happen."""
    return tuple(
        call
        for step in range(steps)
        for name, kind in (("lower", "LSTMCell"), ("upper", "GRUCell"))
        for call in calls(name, kind, state=True, first=step)
    )


REPEATED = (
    ZooEntry(
        "autoregressive forecaster", "A layer feeds its own forecasts back; how often is an int argument.",
        Forecaster, ("0=normal(3,7,1)", "1=int:3"), calls("lstm", "LSTM") + calls("lstm", "LSTM", 2, True, first=1),
        variants=NOT_TRACED,
    ),
    ZooEntry(
        "siamese", "A shared encoder reads two inputs of different length.",
        Siamese, ("0=normal(3,7,10)", "1=normal(3,5,10)"), calls("encoder", "GRU", 2),
    ),
    ZooEntry(
        "tied layers", "One layer has two names and is called by both.", Tied, SEQUENCE, calls("forwards", "LSTM", 2),
    ),
    ZooEntry(
        "cell loop 5", "An LSTMCell in a Python loop over 5 time steps.",
        CellLoop, ("0=normal(3,5,10)",), calls("cell", "LSTMCell", 5, True),
    ),
    ZooEntry(
        "cell loop 80", "An LSTMCell in a Python loop over 80 time steps: more calls than are kept one by one.",
        CellLoop, ("0=normal(3,80,10)",), calls("cell", "LSTMCell", 80, True),
    ),
    ZooEntry(
        "cell loop without first state", "The first call of the cell has no state, the others have.",
        lambda: CellLoop(stateful=False), SEQUENCE,
        calls("cell", "LSTMCell") + calls("cell", "LSTMCell", 6, True, first=1),
    ),
    ZooEntry("cells alternating", "Two stacked cells take turns.", TwoCells, SEQUENCE, taking_turns(7)),
    ZooEntry(
        "cells alternating 70", "Two stacked cells take turns, 70 times each.",
        TwoCells, ("0=normal(3,70,10)",), taking_turns(70),
    ),
    ZooEntry(
        "lstm step by step", "A whole LSTM is given one time step per call.",
        StepByStep, ("0=normal(7,3,10)",), calls("lstm", "LSTM", 7, True),
    ),
)  # fmt: skip
