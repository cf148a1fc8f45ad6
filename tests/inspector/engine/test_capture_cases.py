"""What a capture makes of models that are not as hooks like them."""

import pytest
import torch
from torch import nn

from inspector.engine.capture.capture import capture
from inspector.engine.inputs.inputs import RunInput
from inspector.engine.make_run import make_run
from inspector.engine.reshaping.captured import load_captured
from inspector.errors import WorkerMemoryError
from inspector.model.source import PresetSource
from inspector.run.request import RunRequest
from inspector.run.run import FailedCall, StoppedAt
from inspector.tensor.explain import explain
from inspector.tensor.layer_axes import record_of
from tests.inspector.engine import odd_models as odd
from tests.inspector.engine.captured_runs import names_of, run_module, run_of, tensor

SAMPLE = ("0=sine(5,3,4)",)
LSTM_NAMES = ["lstm/0/input", "lstm/0/output", "lstm/0/h_n", "lstm/0/c_n"]


def untold(calls):
    pass


@pytest.fixture(autouse=True)
def no_grad():
    # With gradients torch takes another path through the layer, which rounds otherwise.
    with torch.no_grad():
        yield


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.safetensors"


def test_a_layer_called_twice_has_two_calls(path):
    model = odd.Twice()
    opened = run_module(model, path, SAMPLE)
    first = model.lstm(odd.sample())[0]
    assert [(call.module, call.first, call.count) for call in opened.run.calls] == [("lstm", 0, 1), ("lstm", 1, 1)]
    assert torch.equal(tensor(opened, "lstm/0/output"), first)
    assert torch.equal(tensor(opened, "lstm/1/input"), first)
    assert torch.equal(tensor(opened, "lstm/1/output"), model.lstm(first)[0])
    assert opened.run.result[0].same_as == ""


def test_a_module_under_several_names_is_one_layer(path):
    opened = run_module(odd.Alias(), path, SAMPLE)
    assert {(call.module, call.aliases) for call in opened.run.calls} == {("first", ("second", "inner.third"))}
    assert [call.first for call in opened.run.calls] == [0, 1]
    assert [layer.module for layer in opened.run.weights] == ["first"]
    assert opened.run.unseen == ()


def looped(model, steps):
    x, h, c = odd.sample().transpose(0, 1), torch.zeros(3, 6), torch.zeros(3, 6)
    for step in range(steps):
        given = h
        h, c = model.cell(x[:, step % 5], (h, c))
        yield {"input": x[:, step % 5], "h_0": given, "h_n": h, "c_n": c}


def test_very_many_calls_of_a_cell_are_stacked(path):
    model = odd.Loop(100)
    opened = run_module(model, path, SAMPLE)
    (call,) = opened.run.calls
    assert (call.first, call.count, call.label, call.stacked) == (0, 100, "0-99", True)
    expected = list(looped(model, 100))
    for role in ("input", "h_0", "h_n", "c_n"):
        assert torch.equal(tensor(opened, f"cell/0-99/{role}"), torch.stack([step[role] for step in expected]))
        record = record_of(opened.run, call.key(role))
        assert [axis.name for axis in record.axes] == ["call", "batch", "input" if role == "input" else "hidden"]
        assert record.stride == torch.empty(record.shape).stride()


def test_64_calls_stay_single(path):
    model = odd.Loop(64)
    opened = run_module(model, path, SAMPLE)
    assert [call.label for call in opened.run.calls] == [str(index) for index in range(64)]
    assert torch.equal(tensor(opened, "cell/63/h_n"), list(looped(model, 64))[-1]["h_n"])


@pytest.mark.parametrize("model", [odd.ByKeyword, odd.StateByKeyword])
def test_what_is_given_by_keyword_is_captured(path, model):
    opened = run_module(model(), path, SAMPLE)
    assert torch.equal(tensor(opened, "lstm/0/input"), odd.sample())
    assert torch.equal(tensor(opened, "lstm/0/h_0"), torch.ones(1, 3, 6))
    assert torch.equal(tensor(opened, "lstm/0/c_0"), torch.full((1, 3, 6), 2.0))


def test_nested_results_are_taken_in_order(path):
    model = odd.Nested()
    opened = run_module(model, path, SAMPLE)
    expected = model(odd.sample())
    found = opened.run.result
    paths = ["['scores'][0]", "['scores'][1][0]", "['state'][0]", "['state'][1]", "[7][0]"]
    assert [stored.path for stored in found] == paths
    assert [stored.same_as for stored in found] == ["", "", "lstm/0/h_n", "lstm/0/c_n", ""]
    for index, stored in enumerate(found):
        assert torch.equal(tensor(opened, f"result/{index}"), eval(f"returned{stored.path}", {"returned": expected}))


def test_a_result_that_is_the_layers_own_output_says_so(path):
    opened = run_module(odd.OwnOutput(), path, SAMPLE)
    assert [stored.same_as for stored in opened.run.result] == ["lstm/0/output", "lstm/0/h_n", "lstm/0/c_n"]
    record = record_of(opened.run, opened.run.captured_keys()[-3])
    assert [axis.name for axis in record.axes] == ["time", "batch", "hidden"]
    assert explain(opened.run, record)[0] == "What the model returned: lstm/0/output itself."


def test_m22_a_change_in_place_does_not_reach_what_was_captured(path):
    model = odd.Rewritten()
    opened = run_module(model, path, SAMPLE)
    output, (h_n, c_n) = model.lstm(odd.sample())
    for role, expected in (("output", output), ("h_n", h_n), ("c_n", c_n)):
        assert torch.equal(tensor(opened, f"lstm/0/{role}"), expected)
    assert torch.equal(tensor(opened, "result/0"), torch.zeros(5, 3, 6))
    assert opened.run.result[0].same_as == "", "the tensor is the same, its values are not"


STOPS = [
    pytest.param(odd.FailsInside(), "block.1", "RuntimeError: mat1 and mat2", id="in a submodule"),
    pytest.param(odd.FailsItself(), "", "RuntimeError: shape '[7, 7]' is invalid", id="in the model itself"),
    pytest.param(odd.Catching(then_fails=True), "", "ValueError: nothing left to try", id="after one that was caught"),
    pytest.param(odd.Quits(SystemExit(3)), "", "SystemExit: 3", id="SystemExit"),
    pytest.param(odd.Quits(KeyboardInterrupt()), "", "KeyboardInterrupt", id="KeyboardInterrupt"),
]


@pytest.mark.parametrize(("model", "module", "error"), STOPS)
def test_a_forward_that_fails_leaves_a_partial_run(path, model, module, error):
    opened = run_module(model, path, SAMPLE)
    assert opened.run.stopped_at.module == module
    assert opened.run.stopped_at.error.startswith(error)
    assert names_of(opened.run) == LSTM_NAMES
    assert opened.run.result == ()
    assert torch.equal(tensor(opened, "lstm/0/output"), model.lstm(odd.sample())[0])


def test_a_layer_that_refuses_its_input_is_where_it_stopped(path):
    opened = run_module(odd.FailsFirst(), path, SAMPLE)
    words = "input.size(-1) must be equal to input_size. Expected 4, got 3"
    assert opened.run.stopped_at == StoppedAt("lstm", f"RuntimeError: {words}", FailedCall("LSTM", ((5, 3, 3),)))
    assert (opened.run.calls, opened.run.unseen) == ((), ())


def test_a_failure_that_the_model_catches_is_none(path):
    opened = run_module(odd.Catching(), path, SAMPLE)
    assert opened.run.stopped_at is None
    assert opened.run.result[0].shape == (5, 3, 2)


def test_a_layer_alone_is_named_in_the_failure():
    layer = nn.LSTM(4, 6)
    taken = capture(layer, "encoder.lstm", RunInput((torch.zeros(5, 3, 7),), {}), untold)
    assert taken.stopped_at.module == "encoder.lstm"


def test_memory_that_runs_out_is_no_partial_run():
    model = odd.Quits(MemoryError())
    with pytest.raises(WorkerMemoryError, match="The model ran out of memory in its forward"):
        capture(model, "", RunInput((odd.sample(),), {}), untold)


def test_layers_that_no_hook_saw_are_named(path):
    opened = run_module(odd.Unseen(), path, SAMPLE)
    assert opened.run.unseen == ("spare.0",)
    assert [call.module for call in opened.run.calls] == ["spare.1", "lstm"], "in the order in which they finished"
    assert [layer.module for layer in opened.run.weights] == ["lstm", "spare.0", "spare.1"]


def test_a_subclass_with_a_forward_of_its_own_keeps_running(path):
    model = odd.HoldsSubclass()
    opened = run_module(model, path, SAMPLE)
    assert opened.run.stopped_at is None
    assert names_of(opened.run) == [*LSTM_NAMES, "result/0"], "what it throws away is captured, too"
    assert torch.equal(tensor(opened, "lstm/0/output"), model.lstm(odd.sample()))
    whole = nn.LSTM.forward(model.lstm, odd.sample())
    assert torch.equal(tensor(opened, "lstm/0/h_n"), whole[1][0])


def test_a_packed_result_gives_its_elements(path, monkeypatch):
    lengths = torch.tensor([2, 5, 3])
    model = odd.Packs()
    taken = capture(model, "", RunInput((odd.sample(), lengths), {}), untold)
    assert taken.calls[0].lengths == (2, 5, 3)
    assert [result.path for result in taken.results] == [".data"]
    assert torch.equal(taken.results[0].kept.values, model(odd.sample(), lengths).data)
    padded = taken.calls[0].tensors["input"].values
    assert all(torch.equal(padded[:n, k], odd.sample()[:n, k]) for k, n in enumerate((2, 5, 3)))
    assert not padded[2:, 0].any()


def test_elements_that_share_memory_are_kept(path):
    model = odd.Windows()
    opened = run_module(model, path, SAMPLE)
    strides = {stored.role: stored.stride for stored in opened.run.calls[0].tensors}
    for role, expected in zip(("input", "h_0", "c_0"), model.given(odd.sample()), strict=True):
        assert torch.equal(tensor(opened, f"lstm/0/{role}"), expected)
        assert strides[role] == expected.stride()
        again = load_captured(path, f"lstm/0/{role}")
        assert (again.stride(), again.tolist()) == (expected.stride(), expected.tolist())
    assert strides["input"] == (1, 0, 1)
    assert opened.run.result[0].stride == (1, 6, 12)


@pytest.mark.parametrize("train", [False, True])
def test_the_model_is_left_as_it_was(train):
    model = odd.Frozen().train(train)
    model.norm.eval()
    before = [
        (module.training, len(module._forward_hooks), len(module._forward_pre_hooks)) for module in model.modules()
    ]
    weights = {name: weight.clone() for name, weight in model.state_dict().items()}
    capture(model, "", RunInput((odd.sample(),), {}), untold)
    after = [
        (module.training, len(module._forward_hooks), len(module._forward_pre_hooks)) for module in model.modules()
    ]
    assert (after, model.calls) == (before, 1)
    assert all(torch.equal(weights[name], weight) for name, weight in model.state_dict().items())
    assert all(parameter.requires_grad and parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("model", [odd.FailsInside(), odd.Quits(SystemExit())])
def test_a_failing_model_is_left_without_hooks_too(model):
    capture(model, "", RunInput((odd.sample(),), {}), untold)
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_progress_counts_the_calls(path):
    told = []
    capture(odd.Loop(7), "", RunInput((odd.sample(),), {}), told.append)
    assert told == [1, 2, 3, 4, 5, 6, 7]


def all_tensors(path, seed):
    request = RunRequest(PresetSource("seq2seq-encoder-decoder"), seed=seed)
    opened = run_of(request, path)
    return {name: opened.tensors[name].read().tobytes() for name in opened.tensors}


def test_the_seed_decides_every_number(path, tmp_path):
    first, again = all_tensors(path, 5), all_tensors(tmp_path / "again.safetensors", 5)
    other = all_tensors(tmp_path / "other.safetensors", 6)
    assert first == again
    assert first.keys() == other.keys()
    assert all(first[name] != other[name] for name in first)


def test_the_stages_are_told_in_order(path):
    told = []
    make_run(RunRequest(PresetSource("classifier-last-hidden")), path, lambda *stage: told.append(stage))
    assert told == [("loading", 0), ("running", 0), ("running", 1), ("writing", 1)]
