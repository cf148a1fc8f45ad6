"""Predict from the last time step of both directions, of which the backward one has seen nothing else."""

import torch
from torch import nn


class Predictor(nn.Module):
    """(batch, time, 10) -> (batch, 5)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(10, 64, bidirectional=True, batch_first=True)
        self.head = nn.Linear(128, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        return self.head(output[:, -1])
