"""One layer, both directions."""

import torch
from torch import nn


class Bidirectional(nn.Module):
    """(batch, time, 10) -> output (batch, time, 40), (h_n, c_n) each (2, batch, 20)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(10, 20, bidirectional=True, batch_first=True)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        output, (h_n, c_n) = self.lstm(x)
        return output, (h_n, c_n)
