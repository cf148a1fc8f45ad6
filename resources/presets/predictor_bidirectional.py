"""Predict from both directions, each after it has seen the whole sequence."""

import torch
from torch import nn


class Predictor(nn.Module):
    """(batch, time, 10) -> (batch, 5)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(10, 64, bidirectional=True, batch_first=True)
        self.head = nn.Linear(128, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        _, (h_n, _) = self.lstm(x)
        return self.head(torch.cat((h_n[-2], h_n[-1]), dim=1))
