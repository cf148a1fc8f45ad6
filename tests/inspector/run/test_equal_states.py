"""States that were cloned, or taken in part, are found by their values: as many as brute force finds."""

import pytest
import torch
from torch import nn

from inspector.run.equal_states import compare_states
from inspector.run.handed_on import Handed, How, Span, handed_on
from inspector.run.timeline import timeline, timeline_of
from inspector.run.timeline_parts import Begin
from tests.inspector.engine.captured_runs import run_module, tensor


class Seq2Seq(nn.Module):
    """Clones every state, so that no identity is left."""

    def __init__(self, steps):
        super().__init__()
        self.encoder, self.decoder, self.steps = nn.LSTM(3, 4), nn.LSTM(4, 4), steps

    def forward(self, x):
        _, state = self.encoder(x)
        step = torch.zeros(1, x.shape[1], 4)
        for _ in range(self.steps):
            step, state = self.decoder(step.clone() + 1, tuple(part.clone() for part in state))
        return step


class Stack(nn.Module):
    """Two cells that begin with a layer of an encoder each, the second on top of the first."""

    def __init__(self, steps):
        super().__init__()
        self.encoder = nn.LSTM(3, 4, num_layers=2)
        self.low, self.high, self.steps = nn.LSTMCell(3, 4), nn.LSTMCell(4, 4), steps

    def forward(self, x):
        _, (h, c) = self.encoder(x)
        low, high = (h[0], c[0]), (h[1], c[1])
        for step in range(self.steps):
            low = self.low(x[0] + step, low)
            high = self.high(low[0].clone(), high)
        return high[0]


class Fixed(nn.Module):
    """Every call begins with the same state."""

    def __init__(self, steps):
        super().__init__()
        self.encoder, self.decoder, self.steps = nn.GRU(3, 4), nn.GRU(3, 4), steps

    def forward(self, x):
        _, state = self.encoder(x)
        return sum(self.decoder(x[:1] + step, state.clone())[0] for step in range(self.steps))


class Zeros(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4)

    def forward(self, x):
        zeros = torch.zeros(1, x.shape[1], 4)
        return self.lstm(x, (zeros, zeros))[0]


class Twice(nn.Module):
    """The second layer starts in the middle of the first one's layers; its input is the first one's output."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.LSTM(3, 4, num_layers=3), nn.LSTM(4, 4)

    def forward(self, x):
        output, (h, c) = self.first(x)
        return self.second(output.clone(), (h[1:2].contiguous(), c[1:2].contiguous()))[0]


INPUT = ("0=normal(time=5,batch=2,3)",)


@pytest.fixture
def opened(request, tmp_path):
    torch.manual_seed(0)
    return run_module(request.param, tmp_path / "run.safetensors", INPUT)


def one_by_one(handed):
    """Every call's own hand-over: {(taker, number, role): (giver, number, what)}."""
    return {
        (each.taker, each.takers.first + number, each.takes): (
            each.giver, each.givers.first + (number if each.givers.count > 1 else 0), each.gives,
        )
        for each in handed
        for number in range(each.takers.count)
    }  # fmt: skip


def brute_force(model, x):
    """Compare every state and input with all that earlier calls gave, as plain hooks saw it."""
    given, found, numbers = [], {}, {}

    def hook(name):
        def record(module, args, kwargs, out):
            number = numbers[name] = numbers.get(name, -1) + 1
            state = args[1] if len(args) > 1 else None
            taken = {"input": args[0]} | dict(zip(("h_0", "c_0"), pair(state), strict=False))
            for role, value in taken.items():
                wanted = {"input": "output", "h_0": "h_n", "c_0": "c_n"}[role]
                found[name, number, role] = latest(given, wanted, value)
            gave = {} if "Cell" in type(module).__name__ else {"output": out[0]}
            final = out if "Cell" in type(module).__name__ else out[1]
            gave |= dict(zip(("h_n", "c_n"), pair(final), strict=False))
            given.append((name, number, parts(gave, "Cell" in type(module).__name__)))

        return record

    for name, module in model.named_children():
        module.register_forward_hook(hook(name), with_kwargs=True)
    with torch.no_grad():
        model(x)
    return {taker: giver for taker, giver in found.items() if giver}


def pair(state):
    return () if state is None else state if isinstance(state, tuple) else (state,)


def parts(gave, cell):
    whole = {role: value.clone() for role, value in gave.items()}
    rows = {} if cell else {
        f"{role}{code}": part.clone() for role in ("h_n", "c_n") if role in gave for row in range(len(gave[role]))
        for code, part in ((f"[{row}]", gave[role][row]), (f"[{row}:{row + 1}]", gave[role][row:row + 1]))
    }  # fmt: skip
    return whole | rows


def latest(given, wanted, value):
    if not value.any():
        return None
    for name, number, gave in reversed(given):
        fitting = [what for what, part in gave.items() if part.shape == value.shape and torch.equal(part, value)]
        if fitting:
            return name, number, max(fitting, key=lambda what: what.startswith(wanted))
    return None


@pytest.mark.parametrize(
    "opened",
    [
        pytest.param(Seq2Seq(6), id="decoder"),
        pytest.param(Seq2Seq(80), id="decoder, stacked"),
        pytest.param(Stack(7), id="cells"),
        pytest.param(Stack(70), id="cells, stacked"),
        pytest.param(Fixed(5), id="one state for all"),
        pytest.param(Fixed(70), id="one state for all, stacked"),
        pytest.param(Twice(), id="a row, and an input"),
        pytest.param(Zeros(), id="zeros"),
    ],
    indirect=True,
)
def test_it_finds_what_brute_force_finds(opened, request):
    model = request.node.callspec.params["opened"]
    x = tensor(opened, opened.run.calls[0].key("input").name)
    found = one_by_one(compare_states(opened, ()).handed)
    assert found == brute_force(model, x)


@pytest.mark.parametrize("opened", [pytest.param(Seq2Seq(80), id="stacked")], indirect=True)
def test_what_is_known_is_not_looked_for(opened):
    known = (
        Handed("encoder", Span(0), "h_n", "decoder", Span(0), "h_0", How.IDENTITY),
        Handed("decoder", Span(0, 79), "c_n", "decoder", Span(1, 79), "c_0", How.IDENTITY),
    )
    found = compare_states(opened, known).handed
    assert {(each.takes, each.takers) for each in found} == {("h_0", Span(1, 79)), ("c_0", Span(0))}


@pytest.mark.parametrize("opened", [pytest.param(Twice(), id="a row")], indirect=True)
def test_of_what_is_known_to_be_a_part_it_tells_which(opened):
    known = Handed("first", Span(0), "h_n", "second", Span(0), "h_0", How.VIEW)
    (found,) = (each for each in compare_states(opened, (known,)).handed if each.takes == "h_0")
    assert found.gives == "h_n[1:2]"


@pytest.mark.parametrize("opened", [pytest.param(Zeros(), id="zeros")], indirect=True)
def test_zeros_that_were_given(opened):
    compared = compare_states(opened, ())
    assert (compared.handed, compared.zeros) == ((), {"lstm/0/h_0", "lstm/0/c_0"})
    assert timeline_of(opened).events[0].begin is Begin.ZERO_VALUES


@pytest.mark.parametrize("opened", [pytest.param(Stack(70), id="cells, stacked")], indirect=True)
def test_the_timeline_of_a_file_has_both(opened):
    shown = timeline_of(opened)
    assert shown == timeline(opened.run, compare_states(opened, handed_on(opened.run)))
    assert [event.name for event in shown.events] == ["encoder call 0", "low calls 0 to 69", "high calls 0 to 69"]
    taken = {(arrow.source.module, arrow.target.module, arrow.is_input) for arrow in shown.arrows}
    assert taken == {
        ("encoder", "low", False), ("low", "low", False), ("low", "high", True), ("encoder", "high", False),
        ("high", "high", False),
    }  # fmt: skip
