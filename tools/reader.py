"""The model of tools/trained_models.py: a reader of tokens that tells something after each."""

from torch import Tensor, nn


class Reader(nn.Module):
    def __init__(self, tokens: int, hidden: int, told: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(tokens, hidden, batch_first=True)
        self.head = nn.Linear(hidden, told)

    def forward(self, tokens: Tensor) -> Tensor:
        """Take one-hot tokens, (batch, time, tokens); give (batch, time, told)."""
        output, _ = self.lstm(tokens)
        return self.head(output)
