"""Arguments and results that are not one tensor."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn

from tests.inspector.engine.zoo.entry import (
    FROZEN,
    HIDDEN,
    INPUT,
    NOT_SCRIPTED,
    NOT_TRACED,
    SCRIPTED,
    SEQUENCE,
    ZooEntry,
    calls,
)


class Encoder(nn.Module):
    """What the others have in common."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(INPUT, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, 2)


class TakesDict(nn.Module):
    """A batch as data loaders give it: a dict of tokens and features."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(20, 4)
        self.lstm = nn.LSTM(INPUT + 4, HIDDEN, batch_first=True)

    def forward(self, batch: dict[str, torch.Tensor]):
        both = torch.cat((batch["features"], self.embedding(batch["tokens"])), -1)
        return self.lstm(both)[0]


class GivesDict(Encoder):
    def forward(self, x):
        output, (h_n, _) = self.lstm(x)
        return {"scores": self.head(output), "state": h_n}


class Batch(NamedTuple):
    features: torch.Tensor
    scale: torch.Tensor


class Answer(NamedTuple):
    scores: torch.Tensor
    hidden: torch.Tensor


class NamedInAndOut(Encoder):
    def forward(self, batch: Batch):
        output, (h_n, _) = self.lstm(batch.features * batch.scale)
        return Answer(self.head(output), h_n)


@dataclass
class Output:
    logits: torch.Tensor
    last_hidden_state: torch.Tensor
    loss: torch.Tensor | None = None


class GivesDataclass(Encoder):
    def forward(self, x):
        output, _ = self.lstm(x)
        return Output(self.head(output), output)


@dataclass
class Sample:
    features: torch.Tensor
    lengths: torch.Tensor


class TakesObject(Encoder):
    def forward(self, sample: Sample):
        output, _ = self.lstm(sample.features)
        rows = torch.arange(output.size(0))
        return self.head(output[rows, sample.lengths - 1])


class TakesList(Encoder):
    """Sequences of different lengths in a list, each read by itself."""

    def forward(self, sequences: list[torch.Tensor]):
        return torch.cat([self.lstm(sequence.unsqueeze(0))[1][0][0] for sequence in sequences])


class Optional(Encoder):
    """A state that may be None, and a switch."""

    def forward(self, x, state: tuple[torch.Tensor, torch.Tensor] | None = None, steps: int = 2):
        if state is None:
            ones = x.new_ones(1, x.size(0), self.lstm.hidden_size)
            state = (ones, ones / 2)
        for _ in range(steps):
            _, state = self.lstm(x, state)
        return self.head(state[0])


class KeywordsOnly(Encoder):
    def forward(self, *, features, bias):
        return self.head(self.lstm(features)[0]) + bias


class AnyNumber(Encoder):
    def forward(self, *sequences):
        return [self.head(self.lstm(sequence)[0]) for sequence in sequences]


class Any(Encoder):
    """What it does not know by name it leaves alone."""

    def forward(self, x, **options):
        output, _ = self.lstm(input=x, hx=None)
        return self.head(output) * options.get("scale", 1)


ARGUMENTS = (
    ZooEntry(
        "dict in", "The only argument is a dict of tokens and features.", TakesDict,
        ("0=dict(features=normal(3,7,10), tokens=tokens(3,7;high=20))",), calls("lstm", "LSTM"),
    ),
    ZooEntry("dict out", "The result is a dict.", GivesDict, SEQUENCE, calls("lstm", "LSTM")),
    ZooEntry(
        "named tuple in and out", "Argument and result are named tuples.", NamedInAndOut,
        ("0=object(features=normal(3,7,10), scale=uniform(3,1,1))",), calls("lstm", "LSTM"),
        file_inputs=("0=tuple(normal(3,7,10), uniform(3,1,1))",),
        variants=(SCRIPTED, FROZEN),
    ),
    ZooEntry(
        "dataclass out", "The result is a dataclass, one field of it None.", GivesDataclass,
        SEQUENCE, calls("lstm", "LSTM"),
        variants=(),
    ),
    ZooEntry(
        "object in", "The argument is an object with tensors as attributes.", TakesObject,
        ("0=object(features=normal(3,7,10), lengths=lengths(7,4,2))",), calls("lstm", "LSTM"),
        variants=(),
    ),
    ZooEntry(
        "list of tensors", "Sequences of different length in a list.", TakesList,
        ("0=list(normal(4,10), normal(7,10), normal(2,10))",), calls("lstm", "LSTM", 3),
    ),
    ZooEntry(
        "none and int", "A state that may be None, and the number of rounds.", Optional,
        ("0=normal(3,7,10)", "1=none", "2=int:2"),
        calls("lstm", "LSTM", 2, True),
        variants=NOT_TRACED,
    ),
    ZooEntry(
        "keywords only", "forward takes its arguments by name alone.", KeywordsOnly,
        ("features=normal(3,7,10)", "bias=normal(2)"), calls("lstm", "LSTM"),
        variants=NOT_TRACED,
    ),
    ZooEntry(
        "any number", "forward takes *args.", AnyNumber, ("0=normal(3,7,10)", "1=normal(3,5,10)"),
        calls("lstm", "LSTM", 2), variants=NOT_SCRIPTED,
    ),
    ZooEntry(
        "any keywords", "forward takes **kwargs, and calls the layer by keywords.", Any,
        SEQUENCE, calls("lstm", "LSTM"), variants=NOT_SCRIPTED,
    ),
)  # fmt: skip
