"""After a run, whatever came of it, the model has no hook of ours and torch is as it was."""

from contextlib import suppress

import pytest
import torch
from torch import _VF, nn
from torch.ao.nn.quantized import dynamic

from inspector.engine.capture.capture import capture
from inspector.engine.inputs.inputs import RunInput
from inspector.errors import InputError, WorkerMemoryError
from tests.inspector.engine import odd_models as odd

# Layers as small as these gain nothing from threads, and on a busy machine wait for each other.
torch.set_num_threads(1)

NAMES = [f"{name}{part}" for name in ("lstm", "gru", "rnn_tanh", "rnn_relu") for part in ("", "_cell")]
CLASSES = (nn.RNNBase, nn.LSTM, nn.GRU, nn.RNN, nn.LSTMCell, nn.GRUCell, nn.RNNCell, dynamic.LSTM, odd.OutputOnly)


def state_of_torch():
    functions = [vars(place).get(name) for place in (torch, _VF) for name in NAMES]
    return [*functions, *(vars(kind).get("forward") for kind in CLASSES)]


def hooks_of(model):
    return [
        (dict(module._forward_hooks), dict(module._forward_pre_hooks), dict(module._forward_hooks_always_called))
        for module in model.modules()
    ]


def run(model, **options):
    return capture(model, "", RunInput((odd.sample(),), {}), lambda _calls: None, **options)


class HookRaises(odd.OneLayer):
    """A hook of the model's own fails before the layer ran, or after it, once; then the layer is called again."""

    def __init__(self, before):
        super().__init__()
        self.left = 1
        register = self.lstm.register_forward_pre_hook if before else self.lstm.register_forward_hook
        register(self.fail)

    def fail(self, *_):
        self.left -= 1
        if self.left == 0:
            raise RuntimeError("not yet")

    def forward(self, x):
        try:
            self.lstm(x)
        except RuntimeError:
            return self.lstm.forward(x)[0]


class Yields(odd.OneLayer):
    def forward(self, x):
        for step in x.split(1):
            yield self.lstm(step)[0]


class YieldsForEver(odd.OneLayer):
    def forward(self, x):
        while True:
            yield self.lstm(x)[1][0]


OUTCOMES = [
    pytest.param(odd.Twice(), id="a forward that returns"),
    pytest.param(odd.HoldsSubclass(), id="a subclass with a forward of its own"),
    pytest.param(odd.FailsInside(), id="one that fails"),
    pytest.param(odd.FailsFirst(), id="one whose layer fails"),
    pytest.param(odd.Catching(), id="one that catches"),
    pytest.param(odd.Quits(SystemExit(1)), id="SystemExit"),
    pytest.param(odd.Quits(KeyboardInterrupt()), id="KeyboardInterrupt"),
    pytest.param(odd.Quits(GeneratorExit()), id="something that no model may raise"),
    pytest.param(odd.Quits(MemoryError()), id="lack of memory"),
    pytest.param(HookRaises(before=True), id="a hook that fails before the layer"),
    pytest.param(HookRaises(before=False), id="a hook that fails after the layer"),
    pytest.param(Yields(), id="a generator"),
    pytest.param(YieldsForEver(), id="an endless generator"),
]


@pytest.mark.parametrize("model", OUTCOMES)
def test_nothing_is_left_behind(model):
    torch_before, hooks_before = state_of_torch(), hooks_of(model)
    with suppress(WorkerMemoryError, GeneratorExit):
        run(model)
    assert all(one is other for one, other in zip(torch_before, state_of_torch(), strict=True))
    assert hooks_of(model) == hooks_before
    assert not torch.is_inference_mode_enabled()
    assert torch.is_grad_enabled()


def test_a_method_that_is_not_there_changes_nothing():
    model, before = odd.Twice(), state_of_torch()
    with pytest.raises(InputError, match="Twice has no method 'generate'"):
        run(model, method="generate")
    assert all(one is other for one, other in zip(before, state_of_torch(), strict=True))
    assert hooks_of(model) == hooks_of(odd.Twice())


def test_a_run_within_a_run_leaves_the_outer_one_going():
    """Each sees the calls that are made while it lasts, once."""

    class Runs(odd.OneLayer):
        def forward(self, x):
            self.inner = run(odd.Twice())
            return _VF.lstm(x, (torch.zeros(1, 3, 6),) * 2, self.lstm._flat_weights, True, 1, 0.0, False, False, False)

    model, before = Runs(), state_of_torch()
    taken = run(model)
    assert [call.names for call in model.inner.calls] == [("lstm",), ("lstm",)]
    assert [call.names for call in taken.calls if call.config.hidden_size == 6] == [("lstm",)]
    assert all(one is other for one, other in zip(before, state_of_torch(), strict=True))


@pytest.mark.parametrize("before", [True, False])
def test_a_layer_whose_hook_failed_is_no_longer_open(before):
    """Its forward, called directly afterwards, is a call of its own."""
    model = HookRaises(before)
    taken = run(model)
    with torch.no_grad():
        expected = nn.LSTM.forward(model.lstm, odd.sample())[0]
    # a hook that fails after the layer does so after ours, too: by then the call has been recorded
    assert len(taken.calls) == (1 if before else 2)
    assert torch.equal(taken.calls[-1].tensors["output"].values, expected)


def test_a_generator_runs_where_its_calls_are_seen():
    model = Yields()
    taken = run(model)
    with torch.no_grad():
        expected = [model.lstm(step)[0] for step in odd.sample().split(1)]
    assert [result.path for result in taken.results] == [f"[...][{index}]" for index in range(5)]
    for call, result, output in zip(taken.calls, taken.results, expected, strict=True):
        assert result.same_as == (call, "output")
        assert torch.equal(result.kept.values, output)


def test_two_runs_of_one_model_are_equal():
    model = odd.Loop(3)
    first, second = run(model), run(model)
    for one, other in zip(first.calls, second.calls, strict=True):
        assert all(torch.equal(one.tensors[role].values, other.tensors[role].values) for role in one.tensors)
