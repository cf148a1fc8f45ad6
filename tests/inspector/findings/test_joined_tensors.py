"""What is wrong with the steps on a tensor that is joined, and no alarm on joins that people do right."""

import pytest

from inspector.findings.examine_steps import advice
from inspector.reshape.reading.parse import parse_steps, steps_text
from inspector.reshape.steps import bound_steps, primitives_of
from inspector.reshape.steps.bindings import Bindings
from tests.inspector.findings.right_idioms import captured

OUTPUT = captured("output", (3, 5, 8), batch_first=True, bidirectional=True, num_layers=2)
H_N = captured("h_n", (4, 3, 4), bidirectional=True, num_layers=2)
C_N = captured("c_n", (4, 3, 4), bidirectional=True, num_layers=2)
BESIDE = (("output", OUTPUT), ("h_n", H_N), ("c_n", C_N))


def found(record, code):
    steps = bound_steps(parse_steps(code), Bindings(record.key, BESIDE))
    primitives_of(steps, record.shape)  # it fits
    told = advice(record, steps)
    return [
        (each.at, each.finding.rule, each.finding.where, each.instead and steps_text(each.instead)) for each in told
    ]


@pytest.mark.parametrize(
    ("record", "code", "rule", "where", "instead"),
    [
        (OUTPUT, ".mean(1).cat(h_n.view(3, -1), dim=-1)", "M3", "h_n",
         ".cat(h_n.transpose(0, 1).reshape(3, -1), dim=-1)"),
        (OUTPUT, ".flatten(1).cat(_, c_n.reshape(3, 16), dim=1)", "M3", "c_n",
         ".cat(c_n.transpose(0, 1).reshape(3, -1), dim=1)"),
        (H_N, "[:, 0, :1].cat(output[0].view(8, 5)[:4, 1:2], dim=1)", "M4", "output",
         ".cat(output[0].permute(1, 0)[:4, 1:2], dim=1)"),
        (OUTPUT, "[:, 0].stack(output[-1, :3], dim=0)", "M16", "output", ".stack(output[:, -1], dim=0)"),
        (OUTPUT, "[0].cat(output[-1], dim=-1)", "M16", "output", None),
    ],
)  # fmt: skip
def test_the_operands_steps_are_examined(record, code, rule, where, instead):
    at = len(parse_steps(code)) - 1
    told = [each for each in found(record, code) if each[0] == at]
    assert told == [(at, rule, f"lstm/0/{where}", instead)]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (H_N, "[-2].cat(h_n[-1], dim=-1)"),
        (H_N, "[-1].cat(h_n[-2], _, dim=-1)"),
        (H_N, "[0::2].cat(h_n[1::2], dim=2)"),
        (H_N, ".cat(c_n, dim=-1)"),
        (H_N, ".stack(c_n, dim=0).view(2, 2, 2, 3, 4)"),
        (OUTPUT, "[:, -1, :4].cat(output[:, 0, 4:], dim=-1)"),
        (OUTPUT, "[..., :4].stack(output[..., 4:], dim=0).sum(0)"),
        (OUTPUT, ".mean(1).cat(h_n[-2:].transpose(0, 1).reshape(3, -1), dim=-1)"),
        (OUTPUT, ".cat(h_n[-2:].transpose(0, 1).reshape(3, 1, -1).expand(-1, 5, -1), dim=-1)"),
        (OUTPUT, ".mean(1).cat(output.amax(1), dim=-1)"),
        (OUTPUT, ".mean(1)[:, :4].stack(h_n[-1], dim=1)"),
    ],
)
def test_no_alarm_on_what_is_joined_right(record, code):
    assert found(record, code) == []


@pytest.mark.parametrize("code", [
    ".repeat('(b c) t h -> (c b) t h z', c=3, z=2).reshape(5, 3, 16)",
    ".reduce('b t (h d) -> b h', 'sum', d=2).reshape(4, 3)",
    ".rearrange('b t h -> (t b) h').reshape(3, 5, 8).expand(2, -1, -1, -1)",
])  # fmt: skip
def test_what_makes_other_elements_is_examined_without_an_error(code):
    found(OUTPUT, code)
