"""Translate one sequence into another: the decoder starts from the encoder's final states."""

import torch
from torch import nn


class EncoderDecoder(nn.Module):
    """src (batch, source time, 10), tgt (batch, target time, 5) -> (batch, target time, 5)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.LSTM(10, 64, batch_first=True)
        self.decoder = nn.LSTM(5, 64, batch_first=True)
        self.head = nn.Linear(64, 5)

    def forward(self, src: torch.Tensor, tgt: torch.Tensor) -> torch.Tensor:
        _, (h_n, c_n) = self.encoder(src)
        output, _ = self.decoder(tgt, (h_n, c_n))
        return self.head(output)
