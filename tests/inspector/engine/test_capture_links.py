"""Where what a call is given comes from: the very tensor that an earlier call made, or a part of it."""

import pytest
import torch
from torch import nn

from inspector.run.run_file import open_run
from inspector.tensor.layer_axes import record_of
from tests.inspector.engine.captured_runs import run_module, tensor

SAMPLE = ("0=sine(5,3,4)",)


class Seq2seq(nn.Module):
    """`between` is what is done with the encoder's final state before the decoder is given it."""

    def __init__(self, between=lambda state: state):
        super().__init__()
        self.encoder, self.decoder = nn.LSTM(4, 6), nn.LSTM(4, 6)
        self.between = between

    def forward(self, x):
        _, (h, c) = self.encoder(x)
        return self.decoder(x, (self.between(h), c))[0]


class IntoCell(nn.Module):
    """The last layer's state of an LSTM of two begins a loop of a cell, which reads the output step by step."""

    def __init__(self, steps=5, first=True):
        super().__init__()
        self.encoder, self.cell = nn.LSTM(4, 6, num_layers=2, batch_first=True), nn.LSTMCell(6, 6)
        self.steps, self.first = steps, first

    def forward(self, x):
        output, (h_n, c_n) = self.encoder(x.transpose(0, 1))
        state = (h_n[-1], c_n[-1]) if self.first else None
        for step in range(self.steps):
            state = self.cell(output[:, step % 5], state)
        return state[0], output[:, -1], output.mean()


class Stacked(nn.Module):
    """Two cells that take turns: the second reads what the first gives."""

    def __init__(self, steps):
        super().__init__()
        self.first, self.second, self.steps = nn.GRUCell(4, 6), nn.GRUCell(6, 6), steps

    def forward(self, x):
        h = g = torch.zeros(3, 6)
        for step in range(self.steps):
            h = self.first(x[step % 5], h)
            g = self.second(h, g)
        return nn.functional.relu(g)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.safetensors"


def links_of(opened):
    """`same` and `view` of everything that has one of them."""
    named = {call.key(stored.role).name: stored for call in opened.run.calls for stored in call.tensors}
    return {
        name: (stored.same_as, stored.view_of) for name, stored in named.items() if stored.same_as or stored.view_of
    }


def test_a_state_that_is_handed_on_is_named(path):
    opened = run_module(Seq2seq(), path, SAMPLE)
    assert links_of(opened) == {
        "decoder/0/h_0": ("encoder/0/h_n", ""),
        "decoder/0/c_0": ("encoder/0/c_n", ""),
    }


def in_place(state):
    state.mul_(2)
    return state


def behind_torchs_back(state):
    state.data[0, 0, 0] = 7  # which no version counts
    return state


CHANGES = [
    pytest.param(in_place, id="in place"),
    pytest.param(behind_torchs_back, id="through .data"),
    pytest.param(lambda state: state * 2, id="computed"),
]


@pytest.mark.parametrize("between", CHANGES)
def test_a_state_that_was_changed_is_another(path, between):
    opened = run_module(Seq2seq(between), path, SAMPLE)
    assert links_of(opened) == {"decoder/0/c_0": ("encoder/0/c_n", "")}
    assert not torch.equal(tensor(opened, "decoder/0/h_0"), tensor(opened, "encoder/0/h_n"))


VIEWS = [
    pytest.param(lambda state: state.view(1, 3, 6), id="the same shape"),
    pytest.param(lambda state: state.detach(), id="detached"),
]


@pytest.mark.parametrize("between", VIEWS)
def test_a_view_of_all_of_it_is_the_same(path, between):
    opened = run_module(Seq2seq(between), path, SAMPLE)
    assert links_of(opened)["decoder/0/h_0"] == ("encoder/0/h_n", "")


@pytest.mark.parametrize("between", [lambda state: state.clone(), lambda state: state + 0])
def test_a_copy_is_not_known_by_its_memory(path, between):
    """Equal values are for whoever compares them; they prove no identity."""
    assert "decoder/0/h_0" not in links_of(run_module(Seq2seq(between), path, SAMPLE))


def test_parts_are_views(path):
    links = links_of(run_module(IntoCell(), path, SAMPLE))
    assert links["cell/0/h_0"] == ("", "encoder/0/h_n")
    assert links["cell/0/c_0"] == ("", "encoder/0/c_n")
    assert [links[f"cell/{step}/input"] for step in range(5)] == [("", "encoder/0/output")] * 5
    assert [links[f"cell/{step}/h_0"] for step in range(1, 5)] == [(f"cell/{step}/h_n", "") for step in range(4)]


def test_results_are_known_as_well(path):
    opened = run_module(IntoCell(), path, SAMPLE)
    assert [(found.same_as, found.view_of) for found in opened.run.result] == [
        ("cell/4/h_n", ""),
        ("", "encoder/0/output"),
        ("", ""),
    ]


def test_a_stack_that_takes_from_itself_says_so(path):
    opened = run_module(IntoCell(steps=70), path, SAMPLE)
    links = links_of(opened)
    assert links["cell/0-69/h_0"] == ("cell/0-69/h_n", "")
    assert links["cell/0-69/c_0"] == ("cell/0-69/c_n", "")
    h_0, h_n = tensor(opened, "cell/0-69/h_0"), tensor(opened, "cell/0-69/h_n")
    assert torch.equal(h_0[1:], h_n[:-1])
    assert opened.run.result[0].view_of == "cell/0-69/h_n", "its last call"
    record = record_of(opened.run, next(call.key("h_0") for call in opened.run.calls if call.stacked))
    assert [axis.name for axis in record.axes] == ["call", "batch", "hidden"]


def test_two_stacks_of_one_height_take_from_each_other_place_by_place(path):
    opened = run_module(Stacked(70), path, SAMPLE)
    links = links_of(opened)
    assert links["second/0-69/input"] == ("first/0-69/h_n", "")
    assert torch.equal(tensor(opened, "second/0-69/input"), tensor(opened, "first/0-69/h_n"))
    assert links["first/0-69/h_0"] == ("first/0-69/h_n", "")


def test_the_first_call_of_a_stack_may_be_without_a_state(path):
    model = IntoCell(steps=70, first=False)
    opened = run_module(model, path, SAMPLE)
    call = opened.run.calls[-1]
    assert (call.label, [stored.role for stored in call.tensors]) == ("0-69", ["input", "h_0", "c_0", "h_n", "c_n"])
    h_0, h_n = tensor(opened, "cell/0-69/h_0"), tensor(opened, "cell/0-69/h_n")
    assert not h_0[0].any(), "torch begins with zeros"
    assert torch.equal(h_0[1:], h_n[:-1])
    with torch.no_grad():
        zeros = torch.zeros(3, 6)
        expected = model.cell(tensor(opened, "cell/0-69/input")[0], (zeros, zeros))
    assert torch.equal(h_n[0], expected[0])


def test_a_stack_that_hands_on_is_a_part(path):
    class Then(IntoCell):
        def __init__(self):
            super().__init__(steps=70)
            self.last = nn.LSTMCell(6, 6)

        def forward(self, x):
            h, output, _ = super().forward(x)
            return self.last(output, (h, h))[0]

    links = links_of(run_module(Then(), path, SAMPLE))
    assert links["last/0/h_0"] == ("", "cell/0-69/h_n")


def test_zeros_in_memory_that_was_used_before_prove_nothing(path):
    class Zeros(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn, self.cell = nn.RNN(4, 6, nonlinearity="relu"), nn.RNNCell(4, 6)
            for name, weight in self.rnn.named_parameters():
                nn.init.constant_(weight, -1.0 if "bias" in name else 0.0)

        def forward(self, x):
            self.rnn(x)  # all its values are 0, and its memory is free again
            return self.cell(x[0], torch.zeros(3, 6))

    assert links_of(run_module(Zeros(), path, SAMPLE)) == {}


def test_a_link_is_read_back_and_checked(path):
    run_module(Seq2seq(), path, SAMPLE)
    assert open_run(path).run.calls[1].tensors[2].same_as == "encoder/0/h_n"
