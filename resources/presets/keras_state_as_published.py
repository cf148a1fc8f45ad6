"""What Keras's LSTM(128, return_state=True) returns, its second tensor taken for the cell state."""

import torch
from torch import nn


class KerasLSTM(nn.Module):
    """(batch, time, 2) -> two of the three tensors of (batch, 128)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(2, 128, batch_first=True)

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        output, (h_n, c_n) = self.lstm(x)
        returned = [output[:, -1], h_n[-1], c_n[-1]]
        return {"last hidden state": returned[0], "last cell state": returned[1]}
