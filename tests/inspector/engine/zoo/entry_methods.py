"""Models whose way in is not forward, and models that remember."""

import torch
from torch import nn

from tests.inspector.engine.zoo.entry import HIDDEN, INPUT, SEQUENCE, ZooEntry, calls


class AutoEncoder(nn.Module):
    """encode, decode, and forward for both."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.decoder = nn.LSTM(HIDDEN, INPUT, batch_first=True)

    def encode(self, x):
        return self.encoder(x)[1][0][-1]

    def decode(self, code, length: int = 7):
        return self.decoder(code.unsqueeze(1).expand(-1, length, -1))[0]

    def forward(self, x):
        return self.decode(self.encode(x), x.size(1))


class Generator(nn.Module):
    """forward raises, as a base class's does; generate writes one token after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(20, INPUT)
        self.cell = nn.GRUCell(INPUT, HIDDEN)
        self.head = nn.Linear(HIDDEN, 20)

    @torch.no_grad()
    def generate(self, first, steps: int = 4):
        token, h, written = first, torch.zeros(first.shape[0], self.cell.hidden_size), []
        for _ in range(steps):
            h = self.cell(self.embedding(token), h)
            token = self.head(h).argmax(-1)
            written.append(token)
        return torch.stack(written, 1)


class Remembers(nn.Module):
    """It keeps its state between calls, as language models trained by truncated backpropagation do."""

    hidden: tuple[torch.Tensor, torch.Tensor] | None

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(20, INPUT)
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.hidden = None

    def forward(self, tokens):
        hidden = self.hidden
        output, state = self.lstm(self.embedding(tokens), hidden)
        self.hidden = (state[0].detach(), state[1].detach())
        return output


class RemembersInBuffers(nn.Module):
    """Its state lies in buffers that each call overwrites in place, so that what was given changes afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.gru = nn.GRU(INPUT, HIDDEN)
        self.register_buffer("state", torch.full((1, 3, HIDDEN), 0.25), persistent=False)

    def forward(self, x):
        output = x
        for _ in range(2):
            output, h_n = self.gru(x, self.state)
            self.state.copy_(h_n)
        return output


METHODS = (
    ZooEntry(
        "encode", "The way in is encode, which runs half of the model.", AutoEncoder, SEQUENCE,
        calls("encoder", "LSTM"), method="encode", unseen=("decoder",),
        variants=(),
    ),
    ZooEntry(
        "decode", "The way in is decode: a code and the number of steps.", AutoEncoder,
        ("0=normal(3,6)", "length=int:5"), calls("decoder", "LSTM"), method="decode", unseen=("encoder",),
        variants=(),
    ),
    ZooEntry("autoencoder", "forward goes through encode and decode.", AutoEncoder, SEQUENCE,
        calls("encoder", "LSTM") + calls("decoder", "LSTM"),
    ),
    ZooEntry(
        "generate", "There is no forward; generate writes tokens one by one.", Generator,
        ("0=tokens(3;high=20)", "1=int:4"), calls("cell", "GRUCell", 4, True), method="generate",
        variants=(),
    ),
    ZooEntry(
        "stateful", "The model keeps its state from one call to the next; a run begins without.", Remembers,
        ("0=tokens(3,7;high=20)",), calls("lstm", "LSTM"),
    ),
    ZooEntry(
        "stateful buffers", "The state lies in a buffer that is overwritten after each call.", RemembersInBuffers,
        ("0=normal(7,3,10)",), calls("gru", "GRU", 2, True),
    ),
)  # fmt: skip
