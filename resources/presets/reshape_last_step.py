"""The last time step of an LSTM's output."""

import torch
from torch import nn


class LastStep(nn.Module):
    """(batch, time, 128) -> (batch, 64)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(128, 64, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        return output[:, -1, :]
