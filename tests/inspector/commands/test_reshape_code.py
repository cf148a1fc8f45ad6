"""What the command line reads as reshape code: the names of the tensor, of those of its call, and of their sizes."""

import pytest

from tests.in_process import told

FORM = "form:input_size=6,hidden_size=4,num_layers=2,bidirectional=true,batch_first=true"


@pytest.fixture(scope="module")
def run_path(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("runs") / "run.safetensors")
    code, _ = told("run", FORM, "--input", "0=normal(batch=3,time=5,6)", "--lengths", "5,3,2", "-o", path)
    assert code == 0
    return path


@pytest.mark.parametrize(
    ("tensor", "code", "steps", "shape"),
    [
        ("output", "output.view(batch_size, seq_len, 2, -1)[:, :, 0]", [".view(3, 5, 2, -1)", "[:, :, 0]"], [3, 5, 4]),
        ("output", "fwd, bwd = out.chunk(2, dim=-1); x = bwd[:, 0]", [".narrow(-1, 4, 4)", "[:, 0]"], [3, 4]),
        ("output", ".repeat(1, 2, 1)", [".repeat('a b c -> a (r1 b) c', r1=2)"], [3, 10, 8]),
        ("h_n", "torch.cat((hidden[-2], hidden[-1]), dim=1)", ["[-2]", ".cat(h_n[-1], dim=1)"], [3, 8]),
    ],
)
def test_code_is_read_with_the_names_of_the_run(run_path, tensor, code, steps, shape):
    exit_code, answer = told("reshape", run_path, f"/0/{tensor}", code)
    assert exit_code == 0
    assert [step["code"] for step in answer["steps"]] == steps
    assert answer["result"]["shape"] == shape
    assert set(answer["verified"].values()) <= {True, None}


def test_what_is_joined_is_examined_too(run_path):
    _, answer = told("reshape", run_path, "/0/output", "output.mean(1).cat(h_n.view(3, -1), dim=-1)")
    (finding,) = answer["steps"][1]["findings"]
    assert (finding["rule"], finding["where"]) == ("M3", "/0/h_n")


def test_the_lengths_of_the_run_are_known(run_path):
    _, answer = told("reshape", run_path, "/0/output", ".last_valid(lengths)")
    assert [finding["rule"] for finding in answer["steps"][0]["findings"]] == ["M6"]
