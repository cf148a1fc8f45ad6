"""Forecast 20 steps, each prediction fed back into the Linear that made it."""

import torch
from torch import nn


class Forecaster(nn.Module):
    """(batch, time, 1) -> (batch, 20, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, 64, batch_first=True)
        self.head = nn.Linear(64, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        step = output[:, -1]
        predictions = []
        for _ in range(20):
            step = self.head(step)
            predictions.append(step)
        return torch.stack(predictions, dim=1)
