"""One layer, one direction."""

import torch
from torch import nn


class Unidirectional(nn.Module):
    """(batch, time, 10) -> output (batch, time, 20), (h_n, c_n) each (1, batch, 20)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(10, 20, batch_first=True)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        output, (h_n, c_n) = self.lstm(x)
        return output, (h_n, c_n)
