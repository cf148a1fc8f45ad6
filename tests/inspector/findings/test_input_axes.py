"""M1: the names that a person gave the input's axes against those that the layer reads."""

import pytest

from inspector.findings.examine import examine
from inspector.findings.finding import Finding, Severity
from inspector.model.source import parse_source
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import run_of

LSTM = "form:input_size=4,hidden_size=6"
BATCH_FIRST = f"{LSTM},batch_first=true"
SEQ2SEQ = "preset:seq2seq-encoder-decoder"


def found(path, source, *inputs):
    return examine(run_of(RunRequest(parse_source(source), tuple(map(parse_input, inputs))), path / "run").run)


def test_a_batch_that_is_read_as_time(tmp_path):
    assert found(tmp_path, LSTM, "0=normal(batch=3,time=5,4)") == (
        Finding(
            rule="M1",
            name="input-axes",
            severity=Severity.ERROR,
            where="/0/input",
            message="Input 0 was given as (batch=3, time=5, 4), but LSTM reads batch as time, time as batch because "
            "its batch_first is False.",
            fix="Set batch_first to what the input is, or give it as input.transpose(0, 1).",
        ),
    )


def test_a_finding_is_plain_data(tmp_path):
    (finding,) = found(tmp_path, BATCH_FIRST, "input=normal(time=3,5,4)")
    assert finding.to_json() == {
        "rule": "M1",
        "name": "input-axes",
        "severity": "error",
        "where": "/0/input",
        "message": "Input input was given as (time=3, 5, 4), but LSTM reads time as batch "
        "because its batch_first is True.",
        "fix": "Set batch_first to what the input is, or give it as input.transpose(0, 1).",
    }


def test_a_cell_reads_no_time(tmp_path):
    (finding,) = found(tmp_path, f"{LSTM},kind=GRUCell", "0=normal(time=3,4)")
    assert finding.message.endswith("GRUCell reads time as batch because it takes one time step.")
    assert finding.fix.startswith("Give it one time step")


def test_the_right_layer_of_a_model_is_blamed(tmp_path):
    findings = found(tmp_path, SEQ2SEQ, "0=normal(batch=3,time=5,10)", "1=normal(time=3,batch=2,5)")
    assert [finding.where for finding in findings] == ["decoder/0/input"]
    assert "decoder reads time as batch, batch as time" in findings[0].message


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param(LSTM, "0=normal(time=5,batch=3,input=4)", id="as it is read"),
        pytest.param(LSTM, "0=normal(5,3,4)", id="without names"),
        pytest.param(LSTM, "0=normal(steps=5,people=3,features=4)", id="other words contradict nothing"),
        pytest.param(LSTM, "0=normal(time=5,4)", id="unbatched"),
        pytest.param(LSTM, "0=normal(batch=3,time=5,7)", id="the layer refused it"),
        pytest.param(LSTM, "0=normal()", id="no axis"),
        pytest.param(BATCH_FIRST, "0=normal(batch=3,time=5,4)", id="batch first"),
        pytest.param(SEQ2SEQ, "", id="what was inferred"),
    ],
)
def test_nothing_is_found(tmp_path, source, text):
    assert found(tmp_path, source, *([text] if text else [])) == ()
