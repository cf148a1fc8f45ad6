"""An LSTM's output for a Conv1d, which wants the channels before the time steps."""

import torch
from torch import nn


class LSTMThenConv(nn.Module):
    """(batch, time, 128) -> (batch, 1, time)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(128, 64, batch_first=True)
        self.conv = nn.Conv1d(64, 1, kernel_size=3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        return self.conv(output.permute(0, 2, 1))
