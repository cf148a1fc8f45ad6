import numpy as np
import pytest
import torch

from inspector.engine.gates.trace_unit import trace_unit
from inspector.gates.gate_request import GateRequest
from inspector.run.run_file import open_run
from tools.trained_models import brackets, first_tokens, trained_brackets, trained_first_token, trained_run


@pytest.fixture(scope="module")
def reader():
    return trained_brackets()


@pytest.fixture(scope="module")
def run_file(reader, tmp_path_factory):
    return trained_run(reader, tmp_path_factory.mktemp("trained")).path


def test_no_bracket_closes_that_was_not_opened():
    tokens, depths = brackets(200, torch.Generator().manual_seed(0))
    steps = (tokens == 0).long() - (tokens == 1).long()
    assert torch.equal(steps.cumsum(1), depths)
    assert depths.min() == 0
    assert depths.max() > 5


def test_it_tells_how_deep_it_stands(reader):
    with torch.no_grad():
        told = reader.model(reader.input)[..., 0].round()
    assert (told == reader.wanted).float().mean() > 0.95


def test_a_unit_counts_the_brackets_that_are_open(reader, run_file):
    """The cell state of unit 0, traced from the run file alone, follows the depth: the pictures show something true."""
    traces = [trace_unit(GateRequest(run_file, "lstm", "0", 0, 0, sample, 0)) for sample in range(16)]
    states = np.concatenate([trace.c for trace in traces])
    assert np.corrcoef(states, reader.wanted.flatten().numpy())[0, 1] > 0.9


def test_the_run_is_of_the_trained_weights(reader, run_file):
    run = open_run(run_file).run
    assert run.stopped_at is None
    assert [call.config.hidden_size for call in run.calls] == [6]
    given = open_run(run_file).tensors["lstm/0/input"].mapped()
    assert np.array_equal(given, reader.input.numpy())


def test_training_gives_the_same_model_again():
    one, other = (trained_brackets(steps=5).model.state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_the_first_token_is_remembered():
    reader = trained_first_token()
    with torch.no_grad():
        told = reader.model(reader.input).argmax(-1)
    assert (told == reader.wanted).float().mean() > 0.95
    tokens, first = first_tokens(5, torch.Generator().manual_seed(0))
    assert torch.equal(first, tokens[:, :1].repeat(1, 24))
