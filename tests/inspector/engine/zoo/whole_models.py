"""Whole models as people build them, several layers in each."""

import torch
from torch import nn

from tests.inspector.engine.zoo.entry import HIDDEN, INPUT, SEQUENCE, ZooEntry, calls


class AllKinds(nn.Module):
    """An LSTM, a GRU and an RNN one after the other, then a cell."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.gru = nn.GRU(HIDDEN, HIDDEN, batch_first=True)
        self.rnn = nn.RNN(HIDDEN, HIDDEN, batch_first=True)
        self.cell = nn.LSTMCell(HIDDEN, HIDDEN)

    def forward(self, x):
        x, _ = self.lstm(x)
        x, _ = self.gru(x)
        x, h_n = self.rnn(x)
        return self.cell(x[:, -1], (h_n[-1], torch.zeros_like(h_n[-1])))[0]


class Attention(nn.Module):
    """A decoder looks back at the encoder's outputs; it is told the right tokens (teacher forcing)."""

    def __init__(self) -> None:
        super().__init__()
        self.source = nn.Embedding(30, INPUT)
        self.target = nn.Embedding(20, INPUT)
        self.encoder = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.decoder = nn.LSTM(INPUT + HIDDEN, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, 20)

    def forward(self, src, tgt):
        memory, state = self.encoder(self.source(src))
        context, scores = memory.mean(1), []
        for t in range(tgt.size(1)):
            step = torch.cat((self.target(tgt[:, t]), context), -1).unsqueeze(1)
            output, state = self.decoder(step, state)
            weights = torch.softmax(memory @ output.transpose(1, 2), 1)
            context = (weights * memory).sum(1)
            scores.append(self.out(output))
        return torch.cat(scores, 1)


class Crnn(nn.Module):
    """Convolutions over an image; its columns become time steps."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.rnn = nn.LSTM(4 * 8, HIDDEN, bidirectional=True)
        self.head = nn.Linear(2 * HIDDEN, 12)

    def forward(self, image):
        found = self.conv(image)
        columns = found.flatten(1, 2).permute(2, 0, 1)
        output, _ = self.rnn(columns)
        return self.head(output).log_softmax(-1)


class TiedCharacters(nn.Module):
    """A character model whose output layer shares the embedding's weight."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(27, HIDDEN)
        self.lstm = nn.LSTM(HIDDEN, HIDDEN, num_layers=2, batch_first=True, dropout=0.2)
        self.head = nn.Linear(HIDDEN, 27, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, characters):
        return self.head(self.lstm(self.embedding(characters))[0])


class TimeDistributed(nn.Module):
    """A Linear for each time step before and after, batch and time as one axis."""

    def __init__(self) -> None:
        super().__init__()
        self.before = nn.Linear(5, INPUT)
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.after = nn.Linear(HIDDEN, 3)

    def forward(self, x):
        batch, time, width = x.shape
        x = self.before(x.reshape(batch * time, width)).view(batch, time, -1)
        output, _ = self.lstm(x)
        return self.after(output.reshape(batch * time, -1)).view(batch, time, -1)


class LastStep(nn.Module):
    """What stands behind a recurrent layer in a Sequential."""

    def forward(self, result: tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]):
        return result[0][:, -1]


class Stacked(nn.Module):
    """Layers in a ModuleList with residual connections, and in a ModuleDict by name."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.LSTM(INPUT, INPUT, batch_first=True) for _ in range(3))
        self.last = nn.ModuleDict({"out": nn.GRU(INPUT, HIDDEN, batch_first=True)})

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)[0]
        return self.last["out"](x)[0]


WHOLE = (
    ZooEntry(
        "all kinds", "Several kinds of layer in one model.", AllKinds, SEQUENCE,
        calls("lstm", "LSTM") + calls("gru", "GRU") + calls("rnn", "RNN") + calls("cell", "LSTMCell", state=True),
    ),
    ZooEntry(
        "attention with teacher forcing", "An encoder and a decoder with attention, told the right tokens.", Attention,
        ("0=tokens(3,7;high=30)", "1=tokens(3,5;high=20)"),
        calls("encoder", "LSTM") + calls("decoder", "LSTM", 5, True),
    ),
    ZooEntry(
        "crnn", "Convolutions over an image, then an LSTM over its columns.", Crnn, ("0=normal(3,1,16,14)",),
        calls("rnn", "LSTM"),
    ),
    ZooEntry(
        "characters tied", "A character model whose head shares the embedding's weight.", TiedCharacters,
        ("0=tokens(3,7;high=27)",), calls("lstm", "LSTM"),
    ),
    ZooEntry(
        "time distributed", "Linears for each time step around the layer.", TimeDistributed, ("0=normal(3,7,5)",),
        calls("lstm", "LSTM"),
    ),
    ZooEntry(
        "sequential", "A Sequential with a module that takes the output out of the tuple.",
        lambda: nn.Sequential(nn.LSTM(INPUT, HIDDEN, batch_first=True), LastStep(), nn.Linear(HIDDEN, 2)),
        SEQUENCE, calls("0", "LSTM"),
    ),
    ZooEntry(
        "module list", "Layers in a ModuleList and a ModuleDict.", Stacked, SEQUENCE,
        tuple(call for place in range(3) for call in calls(f"layers.{place}", "LSTM")) + calls("last.out", "GRU"),
    ),
)  # fmt: skip
