"""Every script is executed, and what it calls `result` is the captured tensor, bit for bit."""

import inspect
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from inspector.engine.loading import load_preset
from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.captured import load_captured
from inspector.engine.reshaping.named_values import NamedValues
from inspector.engine.verify import compare, execute_script
from inspector.errors import StepError
from inspector.export import script_model
from inspector.export.torch_script import starts_from_run, torch_script
from inspector.model.preset import Preset, PresetForm
from inspector.model.source import FileSource, PresetSource, parse_source
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import names_in
from inspector.reshape.steps.bindings import bindings_of
from inspector.run.input import FromFile, InputSpec, parse_input
from inspector.run.key import parse_key
from inspector.run.request import RunRequest
from inspector.run.state import parse_state
from tests.inspector.engine import odd_models as odd
from tests.inspector.engine.captured_runs import keys_of, run_module, run_of

GOLDEN = Path(__file__).parent / "golden"
REWRITE = os.environ.get("LSTMSCOPE_REWRITE_GOLDEN") == "1"
FORM = "form:input_size=4,hidden_size=6"

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.safetensors"


def request_of(source, *inputs, state="zeros", **conditions):
    model = parse_source(source) if isinstance(source, str) else source
    return RunRequest(model, tuple(map(parse_input, inputs)), state=parse_state(state), **conditions)


def check_scripts(opened):
    """Execute the script of every tensor of the run."""
    keys = keys_of(opened.run)
    assert keys
    for key in keys:
        expected = load_captured(opened.run.path, key.name)
        found = execute_script(torch_script(opened.run, key, ()))
        assert compare(found, expected)["equal"], key.name


FORMS = {
    "as torch has it": (f"{FORM}",),
    "everything set": (f"{FORM},num_layers=2,batch_first=true,bidirectional=true,proj_size=3,bias=false",),
    "GRU": (f"{FORM},kind=GRU,bidirectional=true", "0=sine(5,3,4)"),
    "RNN": (f"{FORM},kind=RNN,num_layers=3", "0=uniform(time=5,batch=3,4)"),
    "LSTMCell": (f"{FORM},kind=LSTMCell", "0=ramp(3,4)"),
    "GRUCell": (f"{FORM},kind=GRUCell", "0=ones(4)"),
    "RNNCell": (f"{FORM},kind=RNNCell,bias=false", "0=zeros(3,4)"),
    "by name": (FORM, "input=normal(5,3,4)"),
    "unbatched": (FORM, "0=normal(5,4)"),
    "a state as input": (f"{FORM},kind=GRU", "0=normal(5,3,4)", "1=normal(1,3,6)"),
    "a state by name, first": (f"{FORM},kind=GRU", "hx=normal(1,3,6)", "input=normal(5,3,4)"),
    "positions out of order": (f"{FORM},kind=RNN", "1=normal(1,3,6)", "0=sine(5,3,4)"),
}


@pytest.mark.parametrize("asked", FORMS.values(), ids=FORMS.keys())
def test_a_form(path, asked):
    check_scripts(run_of(request_of(*asked), path))


CONDITIONS = {
    "float64": {"dtype": "float64"},
    "bfloat16": {"dtype": "bfloat16"},
    "another seed": {"seed": 7},
    "a normal state": {"state": "normal"},
    "train mode": {"train": True},
    "packed": {"lengths": (2, 5, 3)},
    "all of it": {"lengths": (5, 1, 4), "state": "normal", "dtype": "float64", "seed": 3, "train": True},
}


@pytest.mark.parametrize("conditions", CONDITIONS.values(), ids=CONDITIONS.keys())
@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_the_conditions(path, conditions, kind):
    source = f"{FORM},kind={kind},bidirectional=true"
    check_scripts(run_of(request_of(source, "0=normal(time=5,batch=3,4)", **conditions), path))


@pytest.mark.parametrize("name", ["0", "input"])
def test_a_packed_batch_first_layer(path, name):
    source = f"{FORM},batch_first=true,num_layers=2"
    opened = run_of(request_of(source, f"{name}=normal(3,5,4)", lengths=(2, 4, 3), state="normal"), path)
    assert opened.run.calls[0].tensors[0].shape == (3, 4, 4)
    check_scripts(opened)


@pytest.mark.parametrize("train", [False, True])
@pytest.mark.parametrize("preset", ["classifier-last-hidden", "seq2seq-encoder-decoder"])
def test_a_preset(path, preset, train):
    check_scripts(run_of(RunRequest(PresetSource(preset), train=train), path))


@pytest.mark.parametrize(
    "inputs",
    [
        pytest.param(("src=normal(2,3,10)", "tgt=sine(2,4,5)"), id="by name"),
        pytest.param(("0=normal(2,3,10)", "tgt=sine(2,4,5)"), id="mixed"),
        pytest.param(("tgt=sine(2,4,5)", "0=normal(2,3,10)"), id="the second first"),
        pytest.param(("1=normal(2,4,5)", "0=normal(2,3,10)"), id="positions out of order"),
    ],
)
def test_the_inputs_of_a_preset(path, inputs):
    opened = run_of(request_of("preset:seq2seq-encoder-decoder", *inputs), path)
    assert opened.run.stopped_at is None
    check_scripts(opened)


def test_one_layer_of_a_preset(path):
    opened = run_of(request_of("preset:seq2seq-encoder-decoder", layer="decoder", lengths=(7, 2, 3)), path)
    assert opened.run.calls[0].module == "decoder"
    check_scripts(opened)


def saved_lstm():
    torch.manual_seed(11)
    return nn.LSTM(4, 6, num_layers=2, bidirectional=True).state_dict()


def prefixed(prefix):
    return {f"{prefix}{name}": weight for name, weight in saved_lstm().items()} | {"head.bias": torch.ones(2)}


def nested(folder):
    torch.save({"epoch": 3, "model": prefixed("module.encoder.")}, folder / "model.pt")
    return FileSource(str(folder / "model.pt"), "model")


def zipped(folder):
    torch.save(prefixed("encoder."), folder / "model.pt")
    return FileSource(str(folder / "model.pt"))


def legacy(folder):
    torch.save(prefixed("a.b."), folder / "model.th", _use_new_zipfile_serialization=False)
    return FileSource(str(folder / "model.th"))


def bare(folder):
    torch.save(saved_lstm(), folder / "it's a model.pt")
    return FileSource(str(folder / "it's a model.pt"))


def safetensors(folder):
    save_file(prefixed("encoder."), folder / "model.safetensors")
    return FileSource(str(folder / "model.safetensors"))


def doubled(folder):
    torch.save({name: weight.double() for name, weight in prefixed("encoder.").items()}, folder / "model.pt")
    return FileSource(str(folder / "model.pt"))


@pytest.mark.parametrize("made", [zipped, legacy, nested, bare, safetensors, doubled])
@pytest.mark.parametrize("batch_first", [None, True])
def test_a_file(tmp_path, path, made, batch_first):
    opened = run_of(RunRequest(made(tmp_path), batch_first=batch_first, state=parse_state("normal")), path)
    weights = opened.run.weights[0]
    assert weights.config.batch_first is bool(batch_first)
    expected = saved_lstm()["weight_hh_l1_reverse"]
    assert load_captured(path, f"{weights.module}/weights/weight_hh_l1_reverse").tolist() == expected.tolist()
    check_scripts(opened)


ARRAY = np.sin(0.37 * np.arange(60) + 0.1).reshape(5, 3, 4)


def write_npy(path, array):
    np.save(path, array)


def write_npz(path, array):
    np.savez(path, **{"0": array, "other": array + 1})


def write_lone_npz(path, array):
    np.savez(path, x=array)


def write_pt(path, array):
    torch.save({"epoch": 3, "0": torch.from_numpy(array.copy()), "other": torch.zeros(1)}, path)


def write_lone_pt(path, array):
    torch.save({"epoch": 3, "x": torch.from_numpy(array.copy())}, path)


def write_bare_pt(path, array):
    torch.save(torch.from_numpy(array.copy()), path)


def write_safetensors(path, array):
    save_file({"0": torch.from_numpy(array.copy()), "other": torch.zeros(1)}, path)


FILES = {
    "array.npy": write_npy, "several.npz": write_npz, "one.npz": write_lone_npz, "several.pt": write_pt,
    "one.pt": write_lone_pt, "bare.pt": write_bare_pt, "several.safetensors": write_safetensors,
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_input_from_a_file(tmp_path, path, name, dtype):
    FILES[name](tmp_path / name, ARRAY)
    inputs = (InputSpec("0", FromFile(str(tmp_path / name))),)
    opened = run_of(RunRequest(parse_source(FORM), inputs, dtype=dtype), path)
    given = load_captured(path, "/0/input")
    assert torch.equal(given, torch.from_numpy(ARRAY).to(getattr(torch, dtype)))
    check_scripts(opened)


def test_input_from_a_table(tmp_path, path):
    np.savetxt(tmp_path / "table.csv", ARRAY[:, 0], delimiter=",")
    opened = run_of(RunRequest(parse_source(FORM), (InputSpec("0", FromFile(str(tmp_path / "table.csv"))),)), path)
    assert load_captured(path, "/0/input").shape == (5, 4)
    check_scripts(opened)


@pytest.mark.parametrize("suffix", [".npz", ".pt", ".safetensors"])
def test_a_state_from_a_file(tmp_path, path, suffix):
    state = {name: torch.full((1, 3, 6), value) for name, value in (("c_0", 0.25), ("h_0", -0.5))}
    file = str(tmp_path / f"state{suffix}")
    if suffix == ".npz":
        np.savez(file, **{name: tensor.numpy() for name, tensor in state.items()})
    else:
        (torch.save if suffix == ".pt" else save_file)(state, file)
    opened = run_of(request_of(FORM, "0=normal(5,3,4)", state=f"file:{file}", dtype="float64"), path)
    assert load_captured(path, "/0/h_0").unique().tolist() == [-0.5]
    assert load_captured(path, "/0/c_0").unique().tolist() == [0.25]
    check_scripts(opened)


class Tagger(nn.Module):
    """Not a preset, but written as one: tokens, plain numbers, and results within results."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(9, 4)
        self.lstm = nn.LSTM(4, 6)

    def forward(self, words, scale, power=1):
        output, state = self.lstm(self.embedding(words) * scale**power)
        return {"scores": [output * 2, state[0][-1]], 3: (state,)}


@pytest.fixture
def tagger(monkeypatch):
    """Make the class above a preset."""

    class Form(PresetForm):
        code = "import torch\nfrom torch import nn\n\n\n" + inspect.getsource(Tagger)

    form = Form("tagger", "Tagger", ("0=tokens(5,3;high=9)", "1=float:1.0"), "")
    tagger = Preset("tagger", "", "", "", "", form)
    monkeypatch.setattr(load_preset, "find_preset", lambda _: tagger)
    monkeypatch.setattr(script_model, "find_preset", lambda _: tagger)
    return PresetSource("tagger")


def test_tokens_numbers_and_nested_results(path, tagger):
    opened = run_of(request_of(tagger, "0=tokens(5,3;high=9)", "scale=float:0.5", "power=int:2"), path)
    assert [stored.path for stored in opened.run.result] == ["['scores'][0]", "['scores'][1]", "[3][0][0]", "[3][0][1]"]
    check_scripts(opened)


def test_a_number_that_python_cannot_write(path, tagger):
    opened = run_of(request_of(tagger, "0=tokens(5,3;high=9)", "scale=float:-inf", "power=int:0"), path)
    check_scripts(opened)


def test_tokens_from_a_file_stay_whole_numbers(tmp_path, path, tagger):
    np.save(tmp_path / "words.npy", np.arange(6).reshape(3, 2))
    opened = run_of(request_of(tagger, f"0=file:{tmp_path / 'words.npy'}", "1=float:1.0"), path)
    assert opened.run.stopped_at is None
    check_scripts(opened)


@pytest.mark.parametrize("model", [odd.FailsInside(), odd.Loop(70), odd.StopsAfter(odd.Windows())])
def test_what_cannot_be_made_again_is_read_from_the_run(path, model):
    opened = run_module(model, path, ("0=sine(5,3,4)",))
    keys = [key for key in opened.run.captured_keys() if starts_from_run(opened.run, key)]
    assert {key.role for key in keys} >= {"input", "h_n", "c_n"}
    for key in keys:
        assert compare(execute_script(torch_script(opened.run, key, ())), load_captured(path, key.name))["equal"]


def test_the_layout_in_memory_is_made_again_too(path):
    opened = run_module(odd.StopsAfter(odd.Transposed()), path, ("0=sine(5,3,4)",))
    key = parse_key("model.lstm/0/input")
    script = torch_script(opened.run, key, parse_steps(".transpose(0, 1).view(15, 4)"))
    assert "torch.empty_strided((3, 5, 4), (4, 12, 1)" in script
    assert torch.equal(execute_script(script), odd.sample().view(15, 4))


def test_the_axes_stand_beside_the_steps(path):
    opened = run_of(request_of(f"{FORM},bidirectional=true", "0=sine(5,3,4)"), path)
    script = torch_script(opened.run, parse_key("/0/output"), parse_steps(".view(5, 3, 2, 6)[-1].mean(1)"))
    assert script.splitlines()[-8:] == [
        "time = output.shape[0]",
        "batch = output.shape[1]",
        "result = (",
        "    output  # (5 time, 3 batch, 12 direction x hidden)",
        "    .view(time, batch, 2, 6)  # (5 time, 3 batch, 2 direction, 6 hidden)",
        "    [-1]  # (3 batch, 2 direction, 6 hidden)",
        "    .mean(1)  # (3 batch, 6 hidden)",
        ")",
    ]
    expected = load_captured(path, "/0/output").view(5, 3, 2, 6)[-1].mean(1)
    assert compare(execute_script(script), expected)["equal"]


def test_a_step_that_does_not_fit_is_refused(path):
    opened = run_of(request_of(FORM, "0=sine(5,3,4)"), path)
    with pytest.raises(StepError, match="these sizes need 7 elements"):
        torch_script(opened.run, parse_key("/0/output"), parse_steps(".view(7)"))


BESIDE = {
    "the state": ("/0/output", "[-1].cat(h_n[-1], c_n[-1], dim=-1)", False),
    "the output itself": ("/0/output", "[..., :6].stack(output[..., 6:], dim=0)", True),
    "what was given": ("/0/output", ".cat(input, _, dim=2)", False),
    "the output beside the input": ("/0/input", ".cat(output, _, dim=-1)", False),
    "states": ("/0/h_n", ".stack(h_0, c_0, dim=1)", True),
    "a result": ("result/0", "[0].cat(h_n[0], dim=-1)", False),
}


@pytest.mark.parametrize("lengths", [None, (2, 5, 3)], ids=["whole", "packed"])
@pytest.mark.parametrize("beside", BESIDE, ids=BESIDE)
def test_what_the_steps_name_is_there(path, beside, lengths):
    tensor, code, bidirectional = BESIDE[beside]
    source = f"{FORM},bidirectional={str(bidirectional).lower()}"
    opened = run_of(request_of(source, "0=normal(time=5,batch=3,4)", lengths=lengths, state="normal"), path)
    if beside == "a result" and lengths:
        return  # torch gives a packed result, which is no tensor
    check_beside(opened, tensor, code)


def check_beside(opened, tensor, code, from_run=False):
    """Execute the script and compare it with the steps on the stored tensors."""
    key, steps = parse_key(tensor), parse_steps(code)
    bindings = bindings_of(opened.run, key, names_in(steps))
    named = {name: load_captured(opened.run.path, record.key.name) for name, record in bindings.tensors}
    expected = apply_steps(load_captured(opened.run.path, tensor), steps, NamedValues(named, bindings.lengths))
    script = torch_script(opened.run, key, steps)
    assert ("the tensors in the saved run" in script or "the tensor in the saved run" in script) == from_run
    assert starts_from_run(opened.run, key, steps) == from_run
    compared = compare(execute_script(script), expected)
    assert compared["equal"] or ("mean" in code and compared["close"]), script
    return script


@pytest.mark.parametrize(
    "code", [".last_valid(lengths, batch=1, time=0).cat(h_n[-1], dim=1)", ".masked_mean(lengths, batch=1, time=0)"]
)
def test_the_lengths_are_there(path, code):
    opened = run_of(request_of(FORM, "0=normal(time=5,batch=3,4)", lengths=(2, 5, 3)), path)
    check_beside(opened, "/0/output", code)


class Packer(nn.Module):
    """Packs by itself, so that a script finds the lengths in what its layer was given."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(4, 6, batch_first=True)

    def forward(self, x):
        packed = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([2, 4, 3]), True, enforce_sorted=False)
        return self.lstm(packed, (torch.ones(1, 3, 6), torch.ones(1, 3, 6)))[1][0]


@pytest.fixture
def packer(monkeypatch):
    class Form(PresetForm):
        code = "import torch\nfrom torch import nn\n\n\n" + inspect.getsource(Packer)

    preset = Preset("packer", "", "", "", "", Form("packer", "Packer", ("0=normal(3,5,4)",), ""))
    monkeypatch.setattr(load_preset, "find_preset", lambda _: preset)
    monkeypatch.setattr(script_model, "find_preset", lambda _: preset)
    return PresetSource("packer")


@pytest.mark.parametrize(
    ("tensor", "code"),
    [
        ("lstm/0/output", ".last_valid(lengths).cat(h_n[0], dim=1)"),
        ("lstm/0/output", ".masked_mean(lengths)"),
        ("lstm/0/input", ".last_valid(lengths)"),
        ("lstm/0/output", ".cat(input, dim=2)[:, 0].cat(h_0[0], c_0[0], dim=-1)"),
        ("lstm/0/h_n", "[0].cat(output[:, 0], input[:, 0], dim=-1)"),
        ("result/0", "[0].cat(output[:, 0], dim=-1)"),
    ],
)
def test_a_hooked_call_gives_all_that_is_named(path, packer, tensor, code):
    opened = run_of(RunRequest(packer), path)
    check_beside(opened, tensor, code)


def test_tensors_of_several_calls_are_read_from_the_run(path):
    opened = run_of(RunRequest(PresetSource("seq2seq-encoder-decoder")), path)
    code = ".transpose(0, 1).cat(run['encoder/0/h_n'].expand(25, -1, -1), dim=-1).view(25, 32, 2, 64)"
    script = check_beside(opened, "decoder/0/output", code, from_run=True)
    assert "# The steps read tensors by their names in the run: this starts from the tensors" in script


def test_a_weight_beside_a_state_is_read_from_the_run(path):
    opened = run_of(request_of(f"{FORM},bidirectional=false", "0=sine(5,24,4)"), path)
    check_beside(opened, "/weights/weight_hh_l0", ".cat(h_n[0], dim=0)", from_run=True)


def test_patterns_and_padding_are_imported(path):
    opened = run_of(request_of(FORM, "0=sine(5,3,4)"), path)
    code = ".rearrange('t b (g h) -> b g t h', g=2).pad((0, 0, 0, 1)).reduce('b g t h -> b g h', 'max')"
    assert "rearrange, reduce" in check_beside(opened, "/0/output", code)


GOLDENS = {
    "packed_form": (
        request_of(f"{FORM},bidirectional=true", "0=normal(time=5,batch=3,4)", lengths=(2, 5, 3), state="normal"),
        "/0/output",
        ".transpose(0, 1).reshape(3, -1)",
    ),
    "joined": (
        request_of(f"{FORM},batch_first=true", "0=normal(3,5,4)", lengths=(2, 5, 3)),
        "/0/output",
        ".last_valid(lengths).cat(h_n[-1], input[:, 0], dim=-1).unsqueeze(1).expand(-1, 2, -1).reshape(6, 16)",
    ),
    "preset_hooked": (request_of("preset:seq2seq-encoder-decoder"), "decoder/0/h_0", "[-1]"),
    "cell_float64": (request_of(f"{FORM},kind=LSTMCell", "0=sine(3,4)", dtype="float64", seed=5), "/0/c_n", ""),
}


@pytest.mark.parametrize("name", GOLDENS)
def test_the_script_reads_as_it_should(path, name):
    """LSTMSCOPE_REWRITE_GOLDEN=1 writes the files anew; the difference is then read by a person."""
    request, tensor, steps = GOLDENS[name]
    script = torch_script(run_of(request, path).run, parse_key(tensor), parse_steps(steps))
    file = GOLDEN / f"{name}.py.txt"
    if REWRITE:
        file.parent.mkdir(exist_ok=True)
        file.write_text(script, encoding="utf-8")
    assert script == file.read_text(encoding="utf-8")
