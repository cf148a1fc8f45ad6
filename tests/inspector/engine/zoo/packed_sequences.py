"""Sequences of different lengths, packed inside the model."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from tests.inspector.engine.zoo.entry import HIDDEN, INPUT, NOT_EXPORTED, ZooEntry, calls

FALLING, MIXED = (7, 5, 2), (4, 7, 2)
PADDED = "0=normal(3,7,10)"


class Packs(nn.Module):
    """It packs, reads and pads again."""

    def __init__(self, layer: nn.Module, in_order: bool, total: bool = False) -> None:
        super().__init__()
        self.rnn = layer
        self.in_order = in_order
        self.total = total

    def forward(self, x, lengths):
        first = self.rnn.batch_first
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=first, enforce_sorted=self.in_order)
        output, _ = self.rnn(packed)
        whole = x.size(1 if first else 0) if self.total else None
        padded, _ = pad_packed_sequence(output, batch_first=first, total_length=whole)
        return padded


class TwoPackedLayers(nn.Module):
    """The packed output of the first layer is the second one's input."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.second = nn.GRU(HIDDEN, HIDDEN, batch_first=True)

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
        between, _ = self.first(packed)
        _, h_n = self.second(between)
        return h_n[-1]


class PackedClassifier(nn.Module):
    """Tokens, their lengths, a bidirectional layer, and a state of its own that is given."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(50, INPUT, padding_idx=0)
        self.rnn = nn.LSTM(INPUT, HIDDEN, bidirectional=True, batch_first=True)
        self.h_0 = nn.Parameter(torch.randn(2, 1, HIDDEN))
        self.c_0 = nn.Parameter(torch.randn(2, 1, HIDDEN))

    def forward(self, tokens, lengths):
        batch = tokens.size(0)
        # Another state for each sample: an order that is not undone would be seen.
        scale = torch.arange(1, batch + 1).to(self.h_0).view(1, -1, 1)
        embedded = self.embedding(tokens)
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        _, (h_n, _) = self.rnn(packed, (self.h_0 * scale, self.c_0 * scale))
        return torch.cat((h_n[0], h_n[1]), 1)


def given(lengths: tuple[int, ...], padded: str = PADDED) -> tuple[str, ...]:
    return padded, f"1=lengths({','.join(map(str, lengths))})"


PACKED = (
    ZooEntry(
        "packed sorted", "Lengths fall, as enforce_sorted=True demands.",
        lambda: Packs(nn.LSTM(INPUT, HIDDEN, batch_first=True), in_order=True), given(FALLING),
        calls("rnn", "LSTM", lengths=FALLING),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "packed unsorted", "Lengths in any order: torch sorts the batch and puts it back.",
        lambda: Packs(nn.LSTM(INPUT, HIDDEN, batch_first=True), in_order=False), given(MIXED),
        calls("rnn", "LSTM", lengths=MIXED),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "packed total length", "No sequence is as long as the padding, and total_length restores it.",
        lambda: Packs(nn.LSTM(INPUT, HIDDEN, batch_first=True), in_order=False, total=True), given((4, 5, 2)),
        calls("rnn", "LSTM", lengths=(4, 5, 2)),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "packed gru time first", "A bidirectional packed GRU that reads (time, batch, feature).",
        lambda: Packs(nn.GRU(INPUT, HIDDEN, bidirectional=True), in_order=False), given(MIXED, "0=normal(7,3,10)"),
        calls("rnn", "GRU", lengths=MIXED),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "packed through two layers", "A packed sequence goes from one layer to the next.",
        TwoPackedLayers, given(MIXED), calls("first", "LSTM", lengths=MIXED) + calls("second", "GRU", lengths=MIXED),
        variants=NOT_EXPORTED,
    ),
    ZooEntry(
        "packed tokens with state", "Tokens and lengths, and an initial state that differs from sample to sample.",
        PackedClassifier, given(MIXED, "0=tokens(3,7;high=50)"), calls("rnn", "LSTM", state=True, lengths=MIXED),
        variants=NOT_EXPORTED,
    ),
)  # fmt: skip
