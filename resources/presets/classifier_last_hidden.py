"""Classify each sequence from the last hidden state of the top layer."""

import torch
from torch import nn


class Classifier(nn.Module):
    """(batch, time, 10) -> (batch, 3)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(10, 64, batch_first=True)
        self.head = nn.Linear(64, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, (h_n, c_n) = self.lstm(x)
        return self.head(h_n[-1])
