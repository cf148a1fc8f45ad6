"""A failure in the field's terms: the argument, the axis and the layer, for a prediction and for the run alike."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from inspector.engine.predict import predict_module
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.prediction import Method
from inspector.run.request import RunRequest
from inspector.tensor.explained_stop import explained_stop
from tests.inspector.engine.captured_runs import run_module


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(15, 256, batch_first=True)
        self.decoder = nn.LSTM(256, 256, batch_first=True)

    def forward(self, source, target):
        _, state = self.encoder(source)
        return self.decoder(target, state)[0]


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 4)
        self.rnn = nn.LSTM(4, 6, batch_first=True)

    def forward(self, tokens):
        return self.rnn(self.embed(tokens))[0]


class Packs(nn.Module):
    def __init__(self, in_order=True):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, batch_first=True)
        self.in_order = in_order

    def forward(self, x, lengths):
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=self.in_order)
        return self.rnn(packed)[1]


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 6, batch_first=True)

    def forward(self, left, right):
        return torch.cat((self.rnn(left)[0][:, -1], self.rnn(right)[0][:, -1]), 1)


class Through(nn.Module):
    """A layer before the LSTM that is given the argument itself."""

    def __init__(self, layer):
        super().__init__()
        self.front = layer
        self.rnn = nn.LSTM(4, 6)

    def forward(self, signal):
        return self.rnn(self.front(signal).flatten(0, -2)[:, :4])[0]


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(6, 2)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])


class GivenState(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(4, 6, batch_first=True)

    def forward(self, x, hidden):
        return self.rnn(x, hidden)[0]


STOPS = [
    (Seq2Seq, ["0=normal(3,7,15)", "1=normal(3,5,15)"], "decoder expects 256 features, target has 15."),
    (Seq2Seq, ["0=normal(3,7,15,1)", "1=normal(3,5,15)"], "encoder expects the axes (time, input) without or with a "
     "batch, source has 4 axes: (3, 7, 15, 1)."),
    (Words, ["0=normal(3,7)"], "embed expects whole numbers, token ids, tokens holds floating point numbers."),
    (Words, ["0=values([[1, 2], [3, 10]])"], "embed knows the numbers 0 to 9, tokens holds others."),
    (Packs, ["0=normal(3,7,4)", "1=lengths(7,5)"], "lengths has 2 lengths for a batch of 3."),
    (Packs, ["0=normal(3,7,4)", "1=lengths(2,5,7)"], "lengths must fall, because the model packs with "
     "enforce_sorted=True."),
    (Packs, ["0=normal(3,7,4)", "1=lengths(7,5,0)"], "lengths holds a length of 0, and every sequence needs a "
     "time step."),
    (Siamese, ["0=normal(3,7,4)", "1=normal(2,7,4)"], "left has 3 on its first axis, right has 2."),
    (lambda: Through(nn.Linear(4, 4)), ["0=normal(3,7,5)"], "front expects 4 features, signal has 5: (3, 7, 5)."),
    (lambda: Through(nn.Conv1d(4, 4, 3)), ["0=normal(3,7,4)"], "front expects 4 channels on axis 1, signal has "
     "(3, 7, 4)."),
    (lambda: Through(nn.Conv2d(4, 4, 3)), ["0=normal(7,4)"], "front expects 4 axes, signal has 2: (7, 4)."),
    (Head, ["0=normal(3,7,4)"], "fc expects 6 features, its input has 12: (3, 7, 12)."),
    (GivenState, ["0=normal(3,7,4)", "1=tuple(zeros(1,2,6), zeros(1,3,6))"], "rnn expects 3 on the axis batch of h_0, "
     "hidden[0] has 2 there."),
    (GivenState, ["0=tokens(3,7,4;high=3)", "1=tuple(zeros(1,3,6), zeros(1,3,6))"], "rnn computes in float32, x is "
     "int64."),
]  # fmt: skip


@pytest.mark.parametrize(("make", "inputs", "sentence"), STOPS)
def test_a_prediction_and_its_run_are_explained_alike(tmp_path, make, inputs, sentence):
    model = make()
    request = RunRequest(PresetSource("odd"), tuple(map(parse_input, inputs)))
    prediction = predict_module(model, "", request)
    assert explained_stop(prediction.run, prediction.arguments) == sentence
    run = run_module(model, tmp_path / "run.safetensors", tuple(inputs)).run
    assert explained_stop(run, prediction.arguments) == sentence
    assert run.stopped_at is not None


def test_without_names_an_argument_is_known_by_its_place(tmp_path):
    run = run_module(Seq2Seq(), tmp_path / "run.safetensors", ("0=normal(3,7,15)", "1=normal(3,5,15)")).run
    assert explained_stop(run) == "decoder expects 256 features, argument 1 has 15."


def test_a_length_beyond_the_end_is_refused_though_torch_reads_on():
    request = RunRequest(PresetSource("odd"), tuple(map(parse_input, ("0=normal(3,7,4)", "1=lengths(8,5,2)"))))
    prediction = predict_module(Packs(), "", request)
    assert prediction.method is Method.META
    assert explained_stop(prediction.run, prediction.arguments) == (
        "lengths holds a length beyond the last time step: 8 of 7."
    )


def test_ids_that_may_be_too_large_are_foreseen():
    """Whether a run happens to draw one is a matter of luck."""
    request = RunRequest(PresetSource("odd"), (parse_input("0=tokens(300,7;high=11)"),))
    prediction = predict_module(Words(), "", request)
    assert (
        explained_stop(prediction.run, prediction.arguments) == "embed knows the numbers 0 to 9, tokens holds others."
    )


def test_what_runs_needs_no_explanation(tmp_path):
    run = run_module(Words(), tmp_path / "run.safetensors", ("0=tokens(3,7;high=10)",)).run
    assert explained_stop(run) == ""
