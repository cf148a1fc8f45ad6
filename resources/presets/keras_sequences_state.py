"""What Keras's LSTM returns with return_sequences and return_state: every output, then the last h, then the last c."""

import torch
from torch import nn


class KerasLSTM(nn.Module):
    """(batch, time, 2) -> (batch, time, 128), (batch, 128), (batch, 128)."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(2, 128, batch_first=True)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        output, (h_n, c_n) = self.lstm(x)
        return output, h_n[-1], c_n[-1]
