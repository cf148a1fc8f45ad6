"""What computes like an LSTM and is no layer of torch.nn: it is not to be captured."""

import torch
from torch import nn

from tests.inspector.engine.zoo.entry import HIDDEN, INPUT, SEQUENCE, ZooEntry, calls


class ConvLSTMCell(nn.Module):
    """A cell whose gates are convolutions: named like an LSTM, and none of torch.nn's."""

    def __init__(self) -> None:
        super().__init__()
        self.gates = nn.Conv2d(1 + 2, 4 * 2, 3, padding=1)

    def forward(self, x, state: tuple[torch.Tensor, torch.Tensor]):
        i, f, g, o = self.gates(torch.cat((x, state[0]), 1)).chunk(4, 1)
        c = torch.sigmoid(f) * state[1] + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class ConvLSTM(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = ConvLSTMCell()

    def forward(self, frames):
        batch, time, _, height, width = frames.shape
        state = (frames.new_zeros(batch, 2, height, width), frames.new_zeros(batch, 2, height, width))
        for t in range(time):
            state = self.cell(frames[:, t], state)
        return state[0]


class HandWritten(nn.Module):
    """An LSTM of two Linears beside torch's own: only the latter is one of torch.nn."""

    def __init__(self) -> None:
        super().__init__()
        self.weight_ih = nn.Linear(INPUT, 4 * HIDDEN)
        self.weight_hh = nn.Linear(HIDDEN, 4 * HIDDEN)
        self.lstm = nn.LSTM(HIDDEN, HIDDEN, batch_first=True)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.lstm.input_size)
        c, outputs = h, [h]
        for t in range(x.shape[1]):
            i, f, g, o = (self.weight_ih(x[:, t]) + self.weight_hh(h)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return self.lstm(torch.stack(outputs[1:], 1))[0]


LOOK_ALIKES = (
    ZooEntry(
        "convolutional lstm", "A ConvLSTM is no layer of torch.nn: nothing is to be captured.", ConvLSTM,
        ("0=normal(3,7,1,5,5)",), (),
    ),
    ZooEntry(
        "hand-written lstm", "Four gates written out with Linears are not captured, the layer behind them is.",
        HandWritten, SEQUENCE, calls("lstm", "LSTM"),
    ),
)  # fmt: skip
