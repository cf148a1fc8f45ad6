"""Many to one: a class for each sequence, from the last hidden state."""

import torch
from torch import nn


class ManyToOne(nn.Module):
    """(batch, time, 5) -> (batch, 2)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(5, 128, batch_first=True)
        self.head = nn.Linear(128, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        _, (hidden, _) = self.lstm(x)
        return self.head(hidden[-1])
