"""Forecast 20 steps: each prediction goes through the LSTM, with its state, to give the next one."""

import torch
from torch import nn


class Forecaster(nn.Module):
    """(batch, time, 1) -> (batch, 20, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, 64, batch_first=True)
        self.head = nn.Linear(64, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, state = self.lstm(x)
        predictions = [self.head(output[:, -1:])]
        while len(predictions) < 20:
            output, state = self.lstm(predictions[-1], state)
            predictions.append(self.head(output))
        return torch.cat(predictions, dim=1)
