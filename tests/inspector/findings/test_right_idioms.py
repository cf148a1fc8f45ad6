"""No alarm on what is right."""

import pytest

from inspector.findings.examine_steps import examine_steps
from inspector.findings.finding import Severity
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from tests.inspector.findings.right_idioms import IDIOMS, source


def test_the_table_has_200_different_idioms():
    assert len({(name, code) for name, code, _ in IDIOMS}) == len(IDIOMS) >= 200


@pytest.mark.parametrize(("name", "code", "meaning"), IDIOMS, ids=[f"{name}: x{code}" for name, code, _ in IDIOMS])
def test_no_alarm(name, code, meaning):
    record = source(name)
    steps = parse_steps(code)
    primitives_of(steps, record.shape)  # it fits
    found = [
        finding.text
        for each in examine_steps(record, steps)
        for finding in each
        if finding.severity is not Severity.NOTE
    ]
    assert found == []
