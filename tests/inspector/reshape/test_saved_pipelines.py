import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import FileError, InputError
from inspector.reshape.pipeline import PipelineStep, ReshapePipeline, pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.saved_pipelines import SavedPipeline, SavedPipelines
from inspector.reshape.saved_pipelines_file import (
    pipelines_from_text,
    pipelines_text,
    read_pipelines,
    write_pipelines,
)
from tests.inspector.reshape.pipelines import cases

LAST = pipeline_of(parse_steps("[:, -1]"))
SWAPPED = pipeline_of(parse_steps(".permute(0, 2, 1).contiguous()")).toggled(1)
BOTH = SavedPipelines().saved("last step", LAST).saved("swapped", SWAPPED)


def saved_text(*items):
    return json.dumps({"version": 1, "pipelines": items})


@st.composite
def collections(draw) -> SavedPipelines:
    saved = SavedPipelines()
    for name in draw(st.lists(st.text(min_size=1, max_size=12).filter(lambda text: text.strip().isprintable()))):
        steps = tuple(PipelineStep(step, draw(st.booleans())) for step in draw(cases(reductions=True)).steps)
        if name.strip():
            saved = saved.saved(name, ReshapePipeline(steps))
    return saved


@given(collections())
def test_text_and_back_is_the_same(saved):
    read = pipelines_from_text(pipelines_text(saved))
    assert pipelines_text(read) == pipelines_text(saved)
    assert read.names == saved.names
    for one, other in zip(read.items, saved.items, strict=True):
        assert one.pipeline.text == other.pipeline.text
        assert [step.enabled for step in one.pipeline.steps] == [step.enabled for step in other.pipeline.steps]


def test_text_is_readable():
    assert json.loads(pipelines_text(BOTH)) == {
        "version": 1,
        "pipelines": [
            {"name": "last step", "steps": [{"code": "[:, -1]", "enabled": True}]},
            {
                "name": "swapped",
                "steps": [
                    {"code": ".permute(0, 2, 1)", "enabled": True},
                    {"code": ".contiguous()", "enabled": False},
                ],
            },
        ],
    }


def test_saving_under_a_name_that_is_there_replaces():
    again = BOTH.saved(" last step ", SWAPPED)
    assert again.names == ("last step", "swapped")
    assert again.named("last step") == SWAPPED


def test_renamed_stays_in_its_place():
    assert BOTH.renamed("last step", "last").items == (SavedPipeline("last", LAST), SavedPipeline("swapped", SWAPPED))
    assert BOTH.renamed("swapped", "swapped") == BOTH


def test_removed():
    assert BOTH.removed("last step").names == ("swapped",)
    assert BOTH.removed("swapped").removed("last step") == SavedPipelines()


@pytest.mark.parametrize(
    ("act", "message"),
    [
        pytest.param(
            lambda: BOTH.named("other"), "No pipeline is named 'other'. There are last step, swapped.", id="get"
        ),
        pytest.param(lambda: SavedPipelines().removed("x"), "No pipeline is named 'x'. None is saved.", id="remove"),
        pytest.param(lambda: BOTH.renamed("swapped", "last step"), "already a pipeline named 'last step'", id="taken"),
        pytest.param(lambda: BOTH.saved("  ", LAST), "needs a name", id="blank"),
        pytest.param(lambda: BOTH.saved("x" * 81, LAST), "has 81 characters", id="long"),
        pytest.param(lambda: BOTH.renamed("swapped", "a\nb"), "cannot be shown", id="two lines"),
    ],
)
def test_names_that_cannot_be(act, message):
    with pytest.raises(InputError, match=message.replace(".", r"\.")):
        act()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{", "It is no JSON.", id="cut off"),
        pytest.param("[" * 100_000, "It is no JSON.", id="nested"),
        pytest.param("[]", "no version and no list", id="a list"),
        pytest.param('{"version": 1}', "no version and no list", id="no pipelines"),
        pytest.param('{"version": 2, "pipelines": []}', "of version 2, and this program reads version 1", id="newer"),
        pytest.param(saved_text({"steps": []}), "Pipeline 0 has no name", id="no name"),
        pytest.param(saved_text({"name": "a", "steps": {}}), "Pipeline 0 has no name or no list", id="no steps"),
        pytest.param(saved_text({"name": " ", "steps": []}), "needs a name", id="blank name"),
        pytest.param(
            saved_text({"name": "a", "steps": []}, {"name": "a", "steps": []}),
            "Two pipelines are named 'a'",
            id="twice",
        ),
        pytest.param(saved_text({"name": "a", "steps": ["[0]"]}), "A step of 'a' is not a code", id="no object"),
        pytest.param(
            saved_text({"name": "a", "steps": [{"code": "[0]", "enabled": 1}]}), "A step of 'a' is not", id="number"
        ),
        pytest.param(
            saved_text({"name": "a", "steps": [{"code": ".mystery()", "enabled": True}]}),
            r"In 'a': \.mystery\(\) is not a reshape step",
            id="unknown step",
        ),
        pytest.param(
            saved_text({"name": "a", "steps": [{"code": "[0][1]", "enabled": True}]}), "2 steps instead", id="two steps"
        ),
    ],
)
def test_damage_is_told_and_kept(text, message, tmp_path):
    with pytest.raises(InputError, match=message):
        pipelines_from_text(text)
    path = tmp_path / "pipelines.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=message) as told:
        read_pipelines(path)
    assert str(path) in str(told.value)
    assert "left as it is" in told.value.hint
    with pytest.raises(FileError):
        write_pipelines(path, BOTH)
    assert path.read_text(encoding="utf-8") == text


def test_bytes_that_are_no_text_are_kept(tmp_path):
    path = tmp_path / "pipelines.json"
    path.write_bytes(b"\xff\x00")
    with pytest.raises(FileError, match="it is no text"):
        write_pipelines(path, BOTH)
    assert path.read_bytes() == b"\xff\x00"


def test_file_is_written_and_read(tmp_path):
    path = tmp_path / "folder" / "pipelines.json"
    assert read_pipelines(path) == SavedPipelines()
    write_pipelines(path, BOTH)
    assert read_pipelines(path) == BOTH
    write_pipelines(path, BOTH.removed("swapped"))
    assert read_pipelines(path).names == ("last step",)
    assert [found.name for found in path.parent.iterdir()] == ["pipelines.json"]


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot be"):
        write_pipelines(tmp_path / "file" / "pipelines.json", BOTH)


def test_a_folder_in_its_place(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        read_pipelines(tmp_path)
