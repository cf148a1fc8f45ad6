"""What Keras's LSTM(128, return_state=True) returns: the last output, then h, then c."""

import torch
from torch import nn


class KerasLSTM(nn.Module):
    """(batch, time, 2) -> three tensors of (batch, 128)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(2, 128, batch_first=True)

    def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
        output, (h_n, c_n) = self.lstm(x)
        return {"output": output[:, -1], "last hidden state": h_n[-1], "last cell state": c_n[-1]}
