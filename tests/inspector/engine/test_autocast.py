"""Mixed precision: what is captured under autocast is what plain hooks see under it, and its dtypes are told."""

import warnings
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from inspector.engine.autocast import autocast
from inspector.engine.inputs.inputs import build_input
from inspector.engine.inputs.nested import tensors_in
from inspector.engine.make_run import make_run
from inspector.engine.predict import predict, predict_module
from inspector.engine.verify import execute_script
from inspector.errors import InputError
from inspector.export.torch_script import torch_script
from inspector.model.source import FileSource, SourceOptions, parse_source
from inspector.run.input import parse_input
from inspector.run.key import result_key
from inspector.run.prediction import differences
from inspector.run.request import RunRequest
from inspector.run.run_json import request_from_json, request_to_json
from inspector.tensor.explained_stop import explained_stop
from tests.inspector.engine.captured_runs import ignore, run_module, run_of, tensor
from tests.inspector.engine.zoo.entry import FROZEN, SCRIPTED, TRACED, ZooEntry
from tests.inspector.engine.zoo.found_calls import check_named, check_order, found_calls
from tests.inspector.engine.zoo.registry import ZOO
from tests.inspector.engine.zoo.variants import SUFFIX, variant

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

BFLOAT16 = "bfloat16"
KINDS = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")


def form(kind: str, **conditions) -> RunRequest:
    source = parse_source(f"form:kind={kind},input_size=4,hidden_size=6", SourceOptions())
    sizes = "3,4" if kind.endswith("Cell") else "5,3,4"
    return RunRequest(source, (parse_input(f"0=normal({sizes})"),), **conditions)


@pytest.mark.parametrize("kind", KINDS)
def test_dtypes_are_those_that_torch_gives(kind, tmp_path):
    opened = run_of(form(kind, autocast=BFLOAT16), tmp_path / "run.safetensors")
    torch.manual_seed(0)
    layer = getattr(nn, kind)(4, 6).eval()
    torch.manual_seed(0)
    given = torch.randn(*((3, 4) if kind.endswith("Cell") else (5, 3, 4)))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        returned = layer(given)
    states = returned if kind.endswith("Cell") else returned[1]
    expected = {"input": given} | ({} if kind.endswith("Cell") else {"output": returned[0]})
    expected |= dict(zip(("h_n", "c_n"), states if isinstance(states, tuple) else (states,), strict=False))
    (call,) = opened.run.calls
    assert {stored.role: stored.dtype for stored in call.tensors} == {
        role: str(value.dtype).removeprefix("torch.") for role, value in expected.items()
    }
    for role, value in expected.items():
        assert torch.equal(tensor(opened, call.key(role).name), value), role
    assert {stored.dtype for stored in opened.run.weights[0].tensors} == {"float32"}
    assert (opened.run.dtype, opened.run.request.autocast) == ("float32", BFLOAT16)


def test_an_lstm_computes_its_states_in_bfloat16(tmp_path):
    """So that the test above cannot pass with an autocast that does nothing."""
    (call,) = run_of(form("LSTM", autocast=BFLOAT16), tmp_path / "run.safetensors").run.calls
    assert {stored.role: stored.dtype for stored in call.tensors} == {
        "input": "float32", "output": BFLOAT16, "h_n": BFLOAT16, "c_n": BFLOAT16,
    }  # fmt: skip


def runnable(entry: ZooEntry) -> bool:
    """Tell whether torch itself runs the model under autocast."""
    try:
        with entry.around(), torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            model = entry.build()
            arguments = entry.arguments(model)
            getattr(model, entry.method)(*arguments.positional, **arguments.named)
    except Exception:  # noqa: BLE001 - whatever torch says: this model is not meant for autocast
        return False
    return True


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in ZOO])
def test_calls_of_the_zoo_equal_plain_hooks(entry: ZooEntry, tmp_path: Path):
    if not runnable(entry):
        pytest.skip("torch does not run this model under autocast")
    with entry.around():
        model = entry.build()
        with torch.autocast("cpu", torch.bfloat16):
            seen = entry.oracle(model, entry.arguments(model), entry.method)
        opened = run_module(
            entry.build(), tmp_path / "run.safetensors", entry.inputs,
            dtype=entry.dtype, method=entry.method, autocast=BFLOAT16,
        )  # fmt: skip
    check_named(entry, seen, found_calls(opened))
    check_order(seen, opened)
    assert opened.run.unseen == entry.unseen


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        pytest.param(entry, kind, id=f"{entry.name}-{kind}")
        for entry in [entry for entry in ZOO if not entry.stops][::5]
        for kind in (SCRIPTED, TRACED, FROZEN)
        if kind in entry.variants
    ],
)
def test_a_program_computes_as_without_being_watched(entry: ZooEntry, kind: str, tmp_path: Path):
    """TorchScript has an autocast of its own, so the truth is the program itself; its calls are the class's."""
    path = tmp_path / f"model{SUFFIX[kind]}"
    with entry.around():
        variant(entry, kind, path)
        model = entry.build()
        seen = entry.oracle(model, entry.arguments(model), entry.method)
        inputs = tuple(map(parse_input, entry.file_inputs or entry.inputs))
        request = RunRequest(FileSource(str(path)), inputs, dtype=entry.dtype, trust=True, autocast=BFLOAT16)
        opened = run_of(request, tmp_path / "run.safetensors")
        with warnings.catch_warnings(), torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            warnings.simplefilter("ignore")  # torch says that TorchScript is old
            program = torch.jit.load(str(path)).to(getattr(torch, entry.dtype))
            torch.manual_seed(0)
            arguments = build_input(request, program)
            expected = program(*arguments.positional, **arguments.named)
    assert opened.run.stopped_at is None
    assert len(found_calls(opened)) == len(seen)
    assert opened.run.unseen == (() if kind == FROZEN else entry.unseen)
    results = [tensor(opened, result_key(place).name) for place in range(len(opened.run.result))]
    wanted = [value for _, value in tensors_in(expected)]
    assert [(found.dtype, found.shape) for found in results] == [(value.dtype, value.shape) for value in wanted]
    assert all(map(torch.equal, results, wanted))


def test_calls_of_an_exported_program(tmp_path):
    """The weights that autocast casts for the operator are still those of the layer."""

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm, self.head = nn.LSTM(4, 6, batch_first=True), nn.Linear(6, 2)

        def forward(self, x):
            return self.head(self.lstm(x)[0])

    torch.manual_seed(5)
    model = Model().eval()
    x = torch.randn(3, 5, 4)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.export.save(torch.export.export(model, (x,)), tmp_path / "model.pt2")
    request = RunRequest(
        FileSource(str(tmp_path / "model.pt2")), (parse_input("0=normal(3,5,4)"),), trust=True, autocast=BFLOAT16
    )
    opened = run_of(request, tmp_path / "run.safetensors")
    torch.manual_seed(0)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        output, (h_n, _) = model.lstm(torch.randn(3, 5, 4))
        result = model.head(output)
    assert torch.equal(tensor(opened, "lstm/0/output"), output)
    assert torch.equal(tensor(opened, "lstm/0/h_n"), h_n)
    assert torch.equal(tensor(opened, "result/0"), result)


def test_nothing_is_left_behind(tmp_path):
    run_of(form("LSTM", autocast=BFLOAT16), tmp_path / "run.safetensors")
    assert not torch.is_autocast_enabled("cpu")


def test_a_run_is_made_again_with_it(tmp_path):
    opened = run_of(form("GRU", autocast=BFLOAT16), tmp_path / "run.safetensors")
    again = run_of(opened.run.request, tmp_path / "again.safetensors")
    assert replace(again.run, path=opened.run.path, seconds=opened.run.seconds) == opened.run


def test_older_runs_have_none():
    data = request_to_json(form("LSTM"))
    del data["autocast"]
    assert request_from_json(data).autocast == ""


@pytest.mark.parametrize("text", ["float16); import os", "bfloat 16"])
def test_a_name_that_would_be_code_is_refused(text):
    with pytest.raises((InputError, ValueError)):
        request_from_json(request_to_json(form("LSTM")) | {"autocast": text})


@pytest.mark.parametrize(
    ("device", "dtype", "words"),
    [
        ("cpu", "float32", "'cpu' has no autocast to float32"),
        ("cpu", "float64", "'cpu' has no autocast to float64"),
        ("meta", "bfloat16", "'meta' has no autocast to bfloat16"),
        ("cpu", "relu", "'relu' is no dtype"),
        ("cpu", "int8", "'cpu' has no autocast to int8"),
    ],
)
def test_what_cannot_be_is_refused(device, dtype, words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError, match=words):
            autocast(form("LSTM", device=device, autocast=dtype))


def test_none_is_wanted_by_default():
    with autocast(form("LSTM")):
        assert not torch.is_autocast_enabled("cpu")


@pytest.mark.parametrize("kind", KINDS)
def test_prediction_tells_the_dtypes(kind, tmp_path):
    request = form(kind, autocast=BFLOAT16)
    opened = run_of(request, tmp_path / "run.safetensors")
    assert differences(predict(request), opened.run) == ()
    assert not torch.is_autocast_enabled("cpu")


def test_prediction_for_another_device_says_what_it_assumed():
    told = predict_module(nn.LSTM(4, 6), "", form("LSTM", device="cuda:0", autocast="float16"))
    assert told.approximate == ("The dtypes are those of autocast on the CPU; on cuda:0 some may differ.",)
    assert [stored.shape for stored in told.run.calls[0].tensors] == [(5, 3, 4), (5, 3, 6), (1, 3, 6), (1, 3, 6)]


def test_where_this_processor_cannot_the_run_says_what_to_do(tmp_path):
    """oneDNN has an LSTM in float16 on few processors."""
    run = make_run(form("LSTM", autocast="float16"), tmp_path / "run.safetensors", ignore)
    if run.stopped_at is None:
        assert {stored.role: stored.dtype for stored in run.calls[0].tensors}["h_n"] == "float16"
        return
    assert explained_stop(run) == "LSTM cannot compute in float16 on this cpu: try bfloat16."


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("preset:seq2seq-encoder-decoder", "encoder/0/h_n"),
        ("preset:seq2seq-encoder-decoder", "result/0"),
        ("form:input_size=4,hidden_size=6", "/0/output"),
    ],
)
def test_the_script_computes_in_the_same_precision(source, key, tmp_path):
    request = RunRequest(parse_source(source, SourceOptions()), autocast=BFLOAT16)
    opened = run_of(request, tmp_path / "run.safetensors")
    wanted = next(found for found in opened.run.captured_keys() if found.name == key)
    script = torch_script(opened.run, wanted, ())
    assert "with torch.no_grad(), torch.autocast('cpu', torch.bfloat16):" in script
    assert torch.equal(execute_script(script), tensor(opened, wanted.name))
