"""A run file: nothing gets lost on the way through it, and a damaged one is told, whatever is wrong with it."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from inspector.errors import FileError, InputError
from inspector.model.file_origin import FileOrigin
from inspector.model.safetensors_file import read_header
from inspector.model.source import FileSource, parse_source
from inspector.reshape.outline import outline, selections
from inspector.run.input import parse_input
from inspector.run.key import TensorKey, parse_key
from inspector.run.request import RunRequest
from inspector.run.run_file import open_run
from inspector.run.run_json import request_from_json, request_to_json, run_from_json, run_to_json
from inspector.run.state import FileState
from inspector.tensor.explain import explain
from tests.inspector.engine import odd_models as odd
from tests.inspector.engine.captured_runs import run_module, run_of

FORM = parse_source("form:input_size=4,hidden_size=6,bidirectional=true")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    request = RunRequest(FORM, (parse_input("0=normal(time=5,batch=3,4)"),), lengths=(2, 5, 3))
    return run_of(request, tmp_path_factory.mktemp("run") / "run.safetensors")


@pytest.fixture(scope="module")
def content(opened):
    return json.loads(read_header(opened.run.path).metadata["lstmscope"])


def rewritten(opened, path, text, leave_out="", add=""):
    tensors = load_file(opened.run.path)
    tensors.pop(leave_out, None)
    if add:
        tensors[add] = torch.zeros(1)
    save_file(tensors, path, metadata={"lstmscope": text})
    return path


def test_every_value_comes_back(opened):
    assert open_run(opened.run.path).run == opened.run
    tensors = load_file(opened.run.path)
    assert tensors.keys() == opened.tensors.keys()
    for name, tensor in tensors.items():
        array = opened.read(parse_key(name))
        assert (array.shape, array.tobytes()) == (tuple(tensor.shape), tensor.numpy().tobytes())
        assert not array.flags.writeable
        mapped = opened.mapped(parse_key(name))
        assert np.array_equal(mapped, array)
        assert not mapped.flags.writeable


def test_the_json_is_plain_and_complete(opened):
    data = json.loads(json.dumps(run_to_json(opened.run)))
    assert run_from_json(data, opened.run.path) == opened.run
    assert data["request"]["inputs"] == ["0=normal(time=5,batch=3,4)"]


REQUESTS = st.builds(
    RunRequest,
    st.just(FORM) | st.just(FileSource("a.pt", "model")) | st.just(parse_source("preset:x")),
    st.just(()) | st.just((parse_input("x=float:-inf"), parse_input("0=file:a b.npy"))),
    layer=st.none() | st.just("") | st.just("a.b"),
    batch_first=st.none() | st.booleans(),
    lengths=st.none() | st.lists(st.integers(1, 5)).map(tuple),
    state=st.just(FileState("a.npz")),
    device=st.sampled_from(("cpu", "cuda:0")),
    dtype=st.sampled_from(("float32", "bfloat16")),
    seed=st.integers(-(2**63), 2**63 - 1),
    train=st.booleans(),
)


@given(REQUESTS)
def test_a_request_comes_back(request_):
    assert request_from_json(json.loads(json.dumps(request_to_json(request_)))) == request_


def test_what_only_some_runs_have_comes_back(tmp_path):
    stopped = run_module(odd.FailsInside(), tmp_path / "stopped.safetensors", ("0=sine(5,3,4)",)).run
    assert stopped.stopped_at is not None
    unseen = run_module(odd.Unseen(), tmp_path / "unseen.safetensors", ("0=sine(5,3,4)",)).run
    assert unseen.unseen == ("spare.0",)
    torch.save({"model": torch.nn.GRU(4, 6).state_dict()}, tmp_path / "model.pt")
    filed = run_of(RunRequest(parse_source(str(tmp_path / "model.pt"))), tmp_path / "filed.safetensors").run
    assert filed.origin == FileOrigin("torch", ("model",), "")


def test_a_run_without_elements_comes_back(tmp_path):
    """A batch of no samples: torch refuses it or not, the file holds what there is."""
    opened = run_of(RunRequest(FORM, (parse_input("0=normal(5,0,4)"),)), tmp_path / "run.safetensors")
    for key in opened.run.captured_keys():
        assert opened.mapped(key).size == opened.read(key).size


def test_a_tensor_is_found_by_its_key_alone(opened):
    run = opened.run
    for key in run.captured_keys():
        owner, tensor = run.find(key)
        assert tensor.role == key.role
        assert (owner is None) == (key.call == "result")
    assert run.find(TensorKey("", "weights", "bias_hh_l0"))[1].shape == (24,)
    for wrong in ("lstm/0/output", "/1/output", "/0/h_0", "/weights/x", "result/9"):
        assert run.find(parse_key(wrong)) is None


def test_a_tensor_that_the_run_has_not_is_told(opened):
    with pytest.raises(InputError) as caught:
        opened.read(parse_key("lstm/0/output"))
    assert str(caught.value).startswith("The run has no tensor 'lstm/0/output'. It has /0/c_n, /0/h_n,")


def test_an_old_run_stays_when_writing_fails(tmp_path, monkeypatch):
    path = tmp_path / "run.safetensors"
    first = run_of(RunRequest(FORM), path).run
    monkeypatch.setattr("inspector.engine.save_run.os.replace", None)
    with pytest.raises(TypeError):
        run_of(RunRequest(FORM, seed=5), path)
    assert open_run(path).run == first


def test_another_safetensors_file_is_no_run(tmp_path):
    save_file({"x": torch.zeros(2)}, tmp_path / "model.safetensors")
    with pytest.raises(FileError, match=r"model.safetensors is a safetensors file, but no saved run\. Open it as"):
        open_run(tmp_path / "model.safetensors")


@pytest.mark.parametrize("text", ["", "{", "[" * 100000, "nonsense"])
def test_a_description_that_is_no_json(opened, tmp_path, text):
    with pytest.raises(FileError, match=r"x.safetensors is a damaged run: its description is no JSON\."):
        open_run(rewritten(opened, tmp_path / "x.safetensors", text))


@pytest.mark.parametrize("text", ["[]", "5", "null", '"text"'])
def test_a_description_that_is_no_object(opened, tmp_path, text):
    with pytest.raises(FileError, match="its description is no JSON object"):
        open_run(rewritten(opened, tmp_path / "x.safetensors", text))


@pytest.mark.parametrize("text", ["{}", '{"format": 2}'])
def test_a_run_of_tomorrow(opened, tmp_path, text):
    with pytest.raises(FileError, match=r"this version reads format 1\. Update LSTMScope"):
        open_run(rewritten(opened, tmp_path / "x.safetensors", text))


def test_a_run_that_is_cut_off(opened, tmp_path):
    whole = opened.run.path.read_bytes()
    for length in (0, 7, 8, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.safetensors").write_bytes(whole[:length])
        with pytest.raises(FileError):
            open_run(tmp_path / "cut.safetensors")


@pytest.mark.parametrize("name", ["/0/input", "/0/h_n", "result/0", "/weights/weight_ih_l0"])
def test_a_tensor_that_is_missing(opened, content, tmp_path, name):
    with pytest.raises(FileError) as caught:
        open_run(rewritten(opened, tmp_path / "x.safetensors", json.dumps(content), leave_out=name))
    said = f"x.safetensors is a damaged run: {name} is not what its description says. Run the model again."
    assert str(caught.value) == said


def places(data, path=()):
    """Every place in the description, the parts of parts too."""
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in items:
        yield from places(part, (*path, key))


def with_value(data, path, value):
    changed = copy.deepcopy(data)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


RUBBISH = st.sampled_from(
    [None, True, -1, 0, 2**70, 0.5, float("nan"), "", "x", "result/0", "no such", [], [-1], ["x"], [[]], {}]
)


@settings(max_examples=400)
@given(st.data())
def test_a_garbled_description_is_a_file_error_or_harmless(opened, content, data):
    path = data.draw(st.sampled_from([place for place in places(content) if place]))
    changed = with_value(content, path, data.draw(RUBBISH))
    target = opened.run.path.with_name("garbled.safetensors")
    try:
        run = open_run(rewritten(opened, target, json.dumps(changed))).run
    except FileError as error:
        assert "garbled.safetensors" in error.message
        return
    tree = outline(run, "model")
    assert all(explain(run, node.record) for node in nodes(tree) if node.record)
    assert selections(tree)


def nodes(node):
    yield node
    for child in node.children:
        yield from nodes(child)


INJECTED = "0); import os; os.abort("
CODE = [
    ("calls", 0, "config", "input_size"), ("calls", 0, "lengths"), ("calls", 0, "first"),
    ("weights", 0, "config", "hidden_size"), ("weights", 0, "tensors", 0, "role"), ("request", "dtype"),
    ("request", "seed"), ("request", "inputs", 0), ("result", 0, "path"), ("result", 0, "stride"),
    ("result", 0, "shape"), ("calls", 0, "tensors", 0, "role"),
]  # fmt: skip


@pytest.mark.parametrize("path", CODE, ids=[".".join(map(str, path)) for path in CODE])
def test_nothing_in_a_run_file_can_become_code(opened, content, tmp_path, path):
    """These fields end up in scripts as they are."""
    changed = with_value(content, path, INJECTED)
    with pytest.raises(FileError):
        open_run(rewritten(opened, tmp_path / "x.safetensors", json.dumps(changed)))


@pytest.mark.parametrize(
    "path", [".__class__", ".a._b", "[f()]", "['a'] or f()", "[0", "[0][x]", ".data()", "[lambda: 0]", "\n[0]; f()"]
)
def test_a_result_is_only_taken_apart(opened, content, tmp_path, path):
    changed = with_value(content, ("result", 0, "path"), path)
    with pytest.raises(FileError, match="its description lacks or garbles 'path'"):
        open_run(rewritten(opened, tmp_path / "x.safetensors", json.dumps(changed)))


@pytest.mark.parametrize(
    "path",
    ["", "[0]", "[-1]['state'][1]", ".data", "[3].data", ".logits", "[0].state.h", "[('a', 1)]", "[...]", "[None]"],
)
def test_parts_that_a_result_may_be(opened, content, path):
    changed = with_value(content, ("result", 0, "path"), path)
    assert run_from_json(changed, Path("x")).result[0].path == path


def test_a_result_that_is_itself_is_refused(opened, content, tmp_path):
    changed = with_value(content, ("result", 0, "same_as"), "result/0")
    with pytest.raises(FileError, match="result/0 is not what its description says"):
        open_run(rewritten(opened, tmp_path / "x.safetensors", json.dumps(changed)))


def test_a_run_of_very_many_tensors_opens_soon(opened, content, tmp_path):
    """Finding a tensor must not cost as much as the run has tensors; 20 cells of 64 calls are 1280 calls."""
    calls = [with_value(content["calls"][0], ("first",), index) for index in range(1280)]
    run = run_from_json(with_value(content, ("calls",), calls), Path("x"))
    assert len(run.captured_keys()) == 1280 * len(content["calls"][0]["tensors"]) + len(content["result"])
    assert all(run.find(key) for key in run.captured_keys())
