"""All time steps side by side in one row for each sample."""

import torch
from torch import nn


class Flattened(nn.Module):
    """(batch, time, 128) -> (batch, time x 64)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(128, 64, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _ = self.lstm(x)
        return output.flatten(1)
