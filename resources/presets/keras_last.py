"""What Keras's LSTM(64) returns: the output of the last time step."""

import torch
from torch import nn


class KerasLSTM(nn.Module):
    """(batch, time, 3) -> (batch, 64)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(3, 64, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        return output[:, -1]
