"""The last time step of an LSTM's output, a second time with an argument that Keras has and torch has not."""

import torch
from torch import nn


class LastStep(nn.Module):
    """(batch, time, 128) -> (batch, 64)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(128, 64, batch_first=True)
        self.last_step_lstm = nn.LSTM(128, 64, batch_first=True, return_sequences=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.last_step_lstm(x)
        return output
