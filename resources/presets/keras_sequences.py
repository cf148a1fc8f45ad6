"""What Keras's LSTM(32, return_sequences=True) returns: the output of every time step."""

import torch
from torch import nn


class KerasLSTM(nn.Module):
    """(batch, time, 5) -> (batch, time, 32)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(5, 32, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        return output
