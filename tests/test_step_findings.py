"""`reshape` tells beside each step what is wrong with it."""

import pytest

from tests.in_process import printed, told


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("run") / "run.safetensors")
    code, _ = printed("run", "preset:predictor-bidirectional", "-o", path)
    assert code == 0
    return path


def rules(steps):
    return [[finding["rule"] for finding in step["findings"]] for step in steps]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("[:, -1]", [["M6"]]),
        (".permute(0, 2, 1).reshape(32, 128, 20)[:, :, -1]", [[], ["M25"], ["M6"]]),
        (".reshape(32, 128, 20)", [["M25"]]),
        (".permute(0, 2, 1).mean(2)", [[], []]),
    ],
)
def test_findings_stand_beside_their_step(saved, code, expected):
    exit_code, data = told("reshape", saved, "lstm/0/output", code)
    assert exit_code == 0
    assert rules(data["steps"]) == expected
    for step in data["steps"]:
        for finding in step["findings"]:
            assert set(finding) == {"rule", "name", "severity", "where", "message", "fix"}
            assert finding["where"] == "lstm/0/output"


def test_a_refused_step_keeps_the_findings_before_it(saved):
    exit_code, data = told("reshape", saved, "lstm/0/output", "[:, -1].view(7)[0]")
    assert exit_code == 2
    assert rules(data["steps"]) == [["M6"], []]


def test_findings_stand_below_the_step_in_the_text(saved):
    _, text = printed("reshape", saved, "lstm/0/output", "[:, -1][0]")
    lines = text.splitlines()
    assert lines[1].startswith("  [:, -1]  (32 batch, 128 direction x hidden)  view")
    assert lines[2].startswith("    warning M6: [:, -1] takes the last time step of both directions of lstm;")
    assert lines[3].startswith("  [0]  (128 direction x hidden)")
    assert printed("reshape", saved, "lstm/0/h_n", "[-2:].transpose(0, 1).flatten(1)")[1].count("M6") == 0
