"""Input for models that come with none: each model of the zoo is given what it declares, or the message says what."""

import inspect
import re
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple, TypedDict

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from inspector.engine.inference.forward_source import unwrapped
from inspector.engine.inference.infer_inputs import fitting_inputs, infer_inputs, inferred_inputs, runs
from inspector.engine.inputs.entry_parameters import parameters_of
from inspector.errors import InputError
from inspector.model.source import PresetSource
from inspector.run.inferred_input import inferred_from_json, inferred_to_json
from inspector.run.input import Filled, Group, Lengths, Nothing, Number, Tokens, parse_input
from inspector.run.request import RunRequest
from tests.inspector.engine.zoo.entry import ZooEntry
from tests.inspector.engine.zoo.registry import ZOO

torch.set_num_threads(1)
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

REQUEST = RunRequest(PresetSource("odd"))
FREE = ("time", "width")  # how long a sequence or an image is, is nobody's declaration


def inferred(entry: ZooEntry):
    return infer_inputs(entry.build(), replace(entry.request(), inputs=()))


def is_declared(entry: ZooEntry, found) -> bool:
    """The same arguments of the same kinds and sizes, but for lengths of time; what has a default may be left to it."""
    parameters = parameters_of(unwrapped(entry.build()), entry.method)
    names = {str(place): parameter.name for place, parameter in enumerate(parameters)}
    optional = {p.name for p in parameters if p.default is not inspect.Parameter.empty}
    declared = {names.get(spec.name, spec.name): spec.value for spec in map(parse_input, entry.inputs)}
    given = {names.get(spec.name, spec.name): spec.value for spec in found}
    left_out = {
        name for name, value in declared.items() if name in optional and isinstance(value, Number | Nothing)
    } - given.keys()
    return declared.keys() - left_out == given.keys() and all(alike(declared[name], given[name]) for name in given)


def alike(declared, found) -> bool:
    if isinstance(declared, Group) and isinstance(found, Group):
        pairs = zip_longest(declared.parts, found.parts, fillvalue=("", None))
        same = all(name == other and alike(one, two) for (name, one), (other, two) in pairs)
        return declared.kind == found.kind and same
    if type(declared) is not type(found):
        return False
    match declared:
        case Filled(_, sizes) | Tokens(sizes, _):
            pairs = list(zip_longest(sizes, found.sizes))
            fits = all(one and two and (one.size == two.size or two.axis in FREE) for one, two in pairs)
            return fits and getattr(declared, "high", 0) == getattr(found, "high", 0)
        case Lengths(lengths):
            return len(lengths) == len(found.lengths)
    return True


def test_at_least_four_in_five_of_the_zoo_are_given_what_they_declare():
    right, wrong = [], {}
    for entry in ZOO:
        with entry.around():
            try:
                found = inferred(entry)
            except InputError as error:
                wrong[entry.name] = str(error)
                continue
            if is_declared(entry, found):
                right.append(entry.name)
            else:
                wrong[entry.name] = " ".join(map(str, found))
    assert len(right) >= 0.8 * len(ZOO), wrong
    # What a person alone can know; a new model that is not found must be looked at, and listed here.
    assert set(wrong) <= {
        "unbatched", "named tuple in and out", "convolutional lstm", "fails after the layer", "fails in a loop",
    }  # fmt: skip


def test_what_is_not_found_is_named_and_an_example_is_given():
    entry = next(entry for entry in ZOO if entry.name == "convolutional lstm")
    with pytest.raises(InputError) as caught:
        inferred_inputs(entry.build(), REQUEST)
    assert caught.value.message == "No input could be found for ConvLSTM, whose forward takes frames."
    example = re.fullmatch(r"Write it, as in --input '(.*)'\.", caught.value.hint)
    assert parse_input(example[1]).name == "0"


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 4)
        self.lstm = nn.LSTM(4, 6, batch_first=True)
        self.head = nn.Linear(6, 20)


class Language(Base):
    """Ids and a state that must be given, apart."""

    def forward(self, tokens, hidden, cell):
        output, state = self.lstm(self.embedding(tokens), (hidden, cell))
        return self.head(output), state


class StateTuple(Base):
    def forward(self, tokens, state):
        h, c = state
        return self.lstm(self.embedding(tokens), (h, c))


class GruState(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(3, 5, 2, bidirectional=True)

    def forward(self, x, hx):
        return self.gru(x, hx)


class Flattened(nn.Module):
    """The number of time steps is built into the Linear."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)
        self.head = nn.Linear(4 * 20, 2)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.head(output.flatten(1))


class Reshaped(nn.Module):
    """It reads one sample of 20 time steps and nothing else."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)

    def forward(self, x):
        return self.lstm(x.reshape(1, 20, 3))[0]


class KeepsState(nn.Module):
    """Its state is made for a batch of 2."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)
        self.hidden = (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))

    def forward(self, x):
        output, self.hidden = self.lstm(x, self.hidden)
        return output


class Turned(nn.Module):
    """It is given the batch first and reads the time first; nothing fails with the axes exchanged."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4)

    def forward(self, x):
        return self.lstm(x.transpose(0, 1))[0]


class Audio(nn.Module):
    """Raw audio: 400 samples for each time step of the LSTM."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 5, kernel_size=400, stride=160)
        self.lstm = nn.LSTM(5, 4, batch_first=True)

    def forward(self, x):
        return self.lstm(self.conv(x.unsqueeze(1)).transpose(1, 2))[0]


class Crnn(nn.Module):
    """The height of the image is built in: 24."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.MaxPool2d(2))
        self.lstm = nn.LSTM(4 * 12, 6)

    def forward(self, image):
        return self.lstm(self.conv(image).flatten(1, 2).permute(2, 0, 1))[0]


class OneHot(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(12, 4, batch_first=True)

    def forward(self, ids):
        return self.lstm(nn.functional.one_hot(ids, 12).float())[0]


class Switches(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)

    def forward(self, x, reverse: bool, steps: int, share: float):
        for _ in range(steps):
            self.lstm(x.flip(1) if reverse else x)
        return x * share


class Packed(Base):
    def forward(self, inputs):
        packed = pack_padded_sequence(self.embedding(inputs["ids"]), inputs["n"], batch_first=True)
        return self.lstm(packed)[1]


class Sample(TypedDict):
    tokens: torch.Tensor
    lengths: torch.Tensor


class Typed(Base):
    def forward(self, sample: Sample):
        return self.lstm(self.embedding(sample["tokens"]))[0][:, sample["lengths"] - 1]


class Pair(NamedTuple):
    tokens: torch.Tensor
    extra: torch.Tensor


class Named(nn.Module):
    """The layer is fed what an embedding made and what was given, side by side."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 4)
        self.lstm = nn.LSTM(4 + 3, 6, batch_first=True)

    def forward(self, pair: Pair):
        return self.lstm(torch.cat([self.embedding(pair.tokens), pair.extra], dim=-1))[0]


class Decides(nn.Module):
    """It looks at its values, so that it has to be run."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)

    def forward(self, x):
        return self.lstm(x if x.sum() > 0 else -x)[0]


class Inner(Base):
    """What the argument means is only said two modules down."""

    def __init__(self):
        super().__init__()
        self.inner = nn.ModuleDict({"model": Language()})

    def run(self, words, state):
        return self.inner["model"](words, *state)

    def forward(self, words, state):
        return self.run(words, state)


FOUND = [
    (Language, ["0=tokens(3,7;high=20)", "1=normal(1,3,6)", "2=normal(1,3,6)"]),
    (StateTuple, ["0=tokens(3,7;high=20)", "1=tuple(normal(1,3,6), normal(1,3,6))"]),
    (GruState, ["0=normal(7,3,3)", "1=normal(4,3,5)"]),
    (Flattened, ["0=normal(3,20,3)"]),
    (Reshaped, ["0=normal(1,20,3)"]),
    (KeepsState, ["0=normal(2,7,3)"]),
    (Turned, ["0=normal(3,7,3)"]),
    (Audio, ["0=normal(3,400)"]),
    (Crnn, ["0=normal(3,3,24,28)"]),
    (OneHot, ["0=tokens(3,7;high=12)"]),
    (Switches, ["0=normal(3,7,3)", "1=bool:false", "2=int:5", "3=float:0.5"]),
    (Packed, ["0=dict(ids=tokens(3,7;high=20), n=lengths(7,5,2))"]),
    (Typed, ["0=dict(tokens=tokens(3,7;high=20), lengths=lengths(7,5,2))"]),
    (Named, ["0=object(tokens=tokens(3,7;high=20), extra=normal(3,7,3))"]),
    (Decides, ["0=normal(3,7,3)"]),
]


def bare(spec) -> str:
    return re.sub(r"(batch|time|input|hidden|channels|height|width)=", "", str(spec))


@pytest.mark.parametrize(("make", "texts"), FOUND, ids=lambda value: getattr(value, "__name__", ""))
def test_what_is_inferred(make, texts):
    model = make()
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    found = fitting_inputs(model, REQUEST)
    assert [bare(spec) for spec in found] == texts
    assert runs(model, replace(REQUEST, inputs=found))
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())
    assert model.training


def test_each_argument_has_its_reason_and_what_else_fits():
    tokens, hidden, cell = inferred_inputs(Language(), REQUEST)
    assert (tokens.argument, tokens.reason) == ("tokens", "tokens is fed to embedding.")
    assert (hidden.reason, cell.reason) == ("hidden is an initial state of lstm.", "cell is an initial state of lstm.")
    (turned,) = inferred_inputs(Turned(), REQUEST)
    assert "0=normal(7,3,3)" in map(bare, turned.alternatives)
    for other in turned.alternatives:
        assert runs(Turned(), replace(REQUEST, inputs=(other,)))
    assert all(inferred_from_json(inferred_to_json(item)) == item for item in (tokens, hidden, cell, turned))


def test_a_meaning_is_followed_into_inner_modules():
    assert bare(infer_inputs(Inner(), REQUEST)[0]) == "0=tokens(3,7;high=20)"


def test_a_state_that_was_made_before_is_not_touched_by_trials():
    model = KeepsState()
    kept = model.hidden
    assert infer_inputs(model, REQUEST)
    assert model.hidden is kept
    assert not kept[0].any()


def test_nothing_is_printed_and_no_random_number_is_used(capsys):
    model = Decides()
    state = torch.get_rng_state()
    infer_inputs(model, REQUEST)
    assert torch.equal(torch.get_rng_state(), state)
    assert capsys.readouterr().out == ""


def test_a_model_that_nothing_fits_is_told_with_all_its_arguments():
    class Refuses(nn.Module):
        def forward(self, first, *, second=None, third):  # noqa: ARG002
            raise ValueError("never")

    with pytest.raises(InputError) as caught:
        infer_inputs(Refuses(), REQUEST)
    assert "whose forward takes first, second=None, third." in caught.value.message
    assert "--input" in caught.value.hint
