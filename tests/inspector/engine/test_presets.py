"""Every model of the articles: the right form has the true shapes, the published one its fault and no other."""

import json

import pytest
import torch
from torch import nn

import main as program
from inspector.engine.loading.construct import construct
from inspector.engine.reshaping.apply import apply_steps
from inspector.engine.reshaping.captured import load_captured
from inspector.engine.verify import compare, execute_script
from inspector.errors import InputError, WorkerMemoryError
from inspector.export.torch_script import torch_script
from inspector.findings.examine import examine
from inspector.model.presets import PRESETS, find_preset, preset_named
from inspector.model.source import PresetSource
from inspector.reshape.reading.parse import parse_steps
from inspector.run.input import parse_input
from inspector.run.key import parse_key
from inspector.run.request import RunRequest
from tests.in_process import printed, told
from tests.inspector.engine.captured_runs import keys_of, run_of
from tests.inspector.engine.preset_truths import TRUTHS

NAMES = tuple(TRUTHS)
QUESTIONS = {
    "reshape": "How can LSTM output be reshaped to a desired shape?",
    "keras": "What are the output shapes of this LSTM network?",
    "classifier-many": "How do LSTMs handle different input and output shapes?",
    "seq2seq-teacher": "How do LSTMs handle different input and output shapes?",
    "forecaster": "How do LSTMs handle different input and output shapes?",
    "dims": "What is the output dimension of a PyTorch LSTM?",
    "classifier-last": "How can I interpret the output of a PyTorch LSTM?",
    "predictor": "How can I interpret the output of a PyTorch LSTM?",
    "seq2seq-encoder": "How can I interpret the output of a PyTorch LSTM?",
}


def opened(name, as_published, folder):
    return run_of(RunRequest(PresetSource(name, as_published)), folder / "run.safetensors")


def shapes_of(run):
    return {key.name: run.find(key)[1].shape for key in run.captured_keys()}


def published_result(truth):
    return truth.result if truth.published is None else truth.published


def test_all_sixteen_are_there_under_the_question_of_their_article():
    assert [preset.name for preset in PRESETS] == list(NAMES)
    assert len(NAMES) == 16
    for preset in PRESETS:
        assert [text for start, text in QUESTIONS.items() if preset.name.startswith(start)] == [preset.article]
        assert preset.faults == TRUTHS[preset.name].rules
        assert all(text.endswith(".") for text in (preset.claim, preset.truth, preset.why))
        assert (preset.published is None) <= (not preset.faults)


@pytest.mark.parametrize("name", NAMES)
def test_the_right_form_has_the_true_shapes(tmp_path, name):
    run, truth = opened(name, False, tmp_path).run, TRUTHS[name]
    found = shapes_of(run)
    assert {tensor: found.get(tensor) for tensor in truth.captured} == truth.captured
    assert tuple(tensor.shape for tensor in run.result) == truth.result
    assert (run.stopped_at, run.unseen, examine(run)) == (None, (), ())


@pytest.mark.parametrize("name", NAMES)
def test_the_published_form_has_its_fault_and_no_other(tmp_path, name):
    run, truth = opened(name, True, tmp_path).run, TRUTHS[name]
    assert tuple(finding.rule for finding in examine(run)) == truth.rules
    stopped = published_result(truth)
    if isinstance(stopped, str):
        assert (run.stopped_at.module, run.result) == (stopped, ())
    else:
        assert run.stopped_at is None
        assert tuple(tensor.shape for tensor in run.result) == stopped


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_on_the_command_line(name):
    truth = TRUTHS[name]
    code, right = told("run", f"preset:{name}")
    assert (code, right["findings"], right["stopped_at"]) == (0, [], None)
    assert tuple(tuple(tensor["shape"]) for tensor in right["result"]) == truth.result
    code, published = told("run", f"preset:{name}", "--as-published")
    assert tuple(finding["rule"] for finding in published["findings"]) == truth.rules
    stopped = published_result(truth)
    if isinstance(stopped, str):
        assert (code, published["stopped_at"]["module"], published["result"]) == (4, stopped, [])
    else:
        assert (code, published["stopped_at"]) == (0, None)
        assert tuple(tuple(tensor["shape"]) for tensor in published["result"]) == stopped
    assert (right["source"]["as_published"], published["source"]["as_published"]) == (False, True)


@pytest.mark.parametrize("name", ["reshape-last-step", "seq2seq-teacher-forcing", "keras-state"])
def test_the_published_form_in_a_process_of_its_own(capsys, tmp_path, name):
    path = tmp_path / "run.safetensors"
    code = program.main(["run", f"preset:{name}", "--as-published", "--json", "-o", str(path)])
    data = json.loads(capsys.readouterr().out)
    assert code == (0 if name == "keras-state" else 4)
    assert tuple(finding["rule"] for finding in data["findings"]) == TRUTHS[name].rules
    assert path.exists()


def test_a_run_ends_with_what_the_article_claims_and_what_is_true():
    code, text = printed("run", "preset:forecaster", "--as-published")
    assert code == 4
    preset = find_preset("forecaster")
    assert text.splitlines()[-2:] == [f"claim: {preset.claim}", f"truth: {preset.truth} {preset.why}"]
    assert "stopped in head: RuntimeError: mat1 and mat2" in text
    assert "\nerror M23: head takes the 64 units of lstm and makes 1;" in text


def test_what_stops_in_the_constructor_is_a_run_without_calls(tmp_path):
    run = opened("reshape-last-step", True, tmp_path).run
    assert (run.calls, run.weights, run.result, run.unseen) == ((), (), (), ())
    assert run.stopped_at.in_constructor
    code, text = printed("run", "preset:reshape-last-step", "--as-published")
    assert code == 4
    assert "\nstopped in its constructor: TypeError: " in text
    assert "always returns the whole sequence" in text


@pytest.mark.parametrize("as_published", [False, True], ids=["right", "as published"])
@pytest.mark.parametrize("name", NAMES)
def test_the_pipeline_of_the_article_applies(tmp_path, name, as_published):
    truth, form = TRUTHS[name], find_preset(name).form(as_published)
    run = opened(name, as_published, tmp_path).run
    if run.stopped_at and run.stopped_at.in_constructor:
        return
    key, steps = parse_key(form.tensor), parse_steps(form.steps)
    expected = apply_steps(load_captured(run.path, key.name), steps)
    wanted = truth.reshaped_as_published if as_published and truth.reshaped_as_published else truth.reshaped
    assert tuple(expected.shape) == wanted
    assert compare(execute_script(torch_script(run, key, steps)), expected)["equal"]


RESULT_IS_RESHAPED = {
    "reshape-last-step": 0, "reshape-flatten": 0, "keras-last": 0, "keras-sequences": 0, "keras-state": 2,
    "keras-sequences-state": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", RESULT_IS_RESHAPED)
def test_the_pipeline_gives_what_the_model_returns(tmp_path, name):
    form, path = find_preset(name).right, opened(name, False, tmp_path).run.path
    reshaped = apply_steps(load_captured(path, form.tensor), parse_steps(form.steps))
    assert torch.equal(reshaped, load_captured(path, f"result/{RESULT_IS_RESHAPED[name]}"))


@pytest.mark.parametrize("as_published", [False, True], ids=["right", "as published"])
@pytest.mark.parametrize("name", NAMES)
def test_every_script_of_a_preset_gives_the_captured_tensor(tmp_path, name, as_published):
    run = opened(name, as_published, tmp_path).run
    keys = keys_of(run)
    for key in keys:
        found = execute_script(torch_script(run, key, ()))
        assert compare(found, load_captured(run.path, key.name))["equal"], key.name
    assert keys or run.stopped_at.in_constructor


def test_the_script_has_the_class_as_it_is_shown(tmp_path):
    run = opened("reshape-conv1d", True, tmp_path).run
    script = torch_script(run, parse_key("lstm/0/output"), parse_steps(".permute(0, 2, 1)"))
    shown = find_preset("reshape-conv1d").form(True).code
    assert shown[shown.index("class LSTMThenConv") :].strip() in script
    assert "nothing after the permute" not in script, "the file's own docstring stays behind"


def test_other_input_than_the_article_s(tmp_path):
    request = RunRequest(PresetSource("forecaster"), (parse_input("0=sine(batch=2,time=9,1)"),))
    run = run_of(request, tmp_path / "run.safetensors").run
    assert [tensor.shape for tensor in run.result] == [(2, 20, 1)]


def test_a_layer_of_a_preset_alone_has_no_article(tmp_path):
    request = RunRequest(PresetSource("predictor-bidirectional", True), layer="lstm")
    assert examine(run_of(request, tmp_path / "run.safetensors").run) == ()


def test_an_unknown_preset():
    assert preset_named("none") is None
    with pytest.raises(InputError, match=r"There is no preset 'none'\. Choose one of reshape-last-step,"):
        find_preset("none")


def test_a_constructor_without_memory_is_no_failure_of_the_model():
    class Greedy(nn.Module):
        def __init__(self):
            raise MemoryError

    with pytest.raises(WorkerMemoryError, match="ran out of memory in its constructor"):
        construct(Greedy)
