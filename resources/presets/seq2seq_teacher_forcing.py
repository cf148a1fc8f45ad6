"""Many to many of another length: the decoder is given the true target at every time step."""

import torch
from torch import nn


class TeacherForcing(nn.Module):
    """src (batch, source time, 10), trg (batch, target time, 15) -> (batch, target time, 15)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.LSTM(10, 256, batch_first=True)
        self.decoder = nn.LSTM(15, 256, batch_first=True)
        self.head = nn.Linear(256, 15)

    def forward(self, src: torch.Tensor, trg: torch.Tensor) -> torch.Tensor:
        _, state = self.encoder(src)
        output, _ = self.decoder(trg, state)
        return self.head(output)
