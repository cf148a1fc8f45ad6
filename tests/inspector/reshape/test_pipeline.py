import pytest

from inspector.errors import StepError
from inspector.reshape.pipeline import PipelineStep, ReshapePipeline, pipeline_of
from inspector.reshape.primitives import Reorder
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import Mean, Permute, Transpose

START = pipeline_of(parse_steps(".permute(0, 2, 1)[:, -1].mean(0)"))


def test_an_empty_pipeline_is_the_tensor_itself():
    assert (ReshapePipeline().text, ReshapePipeline().primitives((2, 3))) == ("", ())


def test_a_step_is_added_at_the_end():
    assert START.added(Mean((0,))).text == ".permute(0, 2, 1)[:, -1].mean(0).mean(0)"


@pytest.mark.parametrize(("position", "text"), [(0, ".mean().permute(0, 2, 1)[:, -1].mean(0)"),
                                                (2, ".permute(0, 2, 1)[:, -1].mean().mean(0)"),
                                                (3, ".permute(0, 2, 1)[:, -1].mean(0).mean()")])  # fmt: skip
def test_a_step_is_inserted(position, text):
    assert START.inserted(position, Mean()).text == text


def test_a_step_is_replaced_and_stays_switched_off():
    assert START.replaced(1, Transpose(0, 1)).text == ".permute(0, 2, 1).transpose(0, 1).mean(0)"
    assert START.toggled(1).replaced(1, Transpose(0, 1)).steps[1] == PipelineStep(Transpose(0, 1), False)


def test_a_step_is_removed():
    assert START.removed(0).text == "[:, -1].mean(0)"


@pytest.mark.parametrize(("position", "to", "text"), [(0, 2, "[:, -1].mean(0).permute(0, 2, 1)"),
                                                      (2, 0, ".mean(0).permute(0, 2, 1)[:, -1]"),
                                                      (1, 1, ".permute(0, 2, 1)[:, -1].mean(0)")])  # fmt: skip
def test_a_step_is_moved(position, to, text):
    assert START.moved(position, to).text == text


def test_a_step_that_is_switched_off_is_not_taken():
    off = START.toggled(1).toggled(2)
    assert off.text == ".permute(0, 2, 1)"
    assert off.active == (Permute((0, 2, 1)),)
    assert off.primitives((2, 3, 4)) == (Reorder((0, 2, 1)),)
    assert len(off.steps) == 3
    assert off.toggled(1).toggled(2) == START


@pytest.mark.parametrize("edit", [
    lambda: START.removed(3), lambda: START.removed(-1), lambda: START.replaced(3, Mean()), lambda: START.toggled(7),
    lambda: START.moved(0, 3), lambda: START.moved(3, 0), lambda: START.inserted(4, Mean()),
])  # fmt: skip
def test_a_position_without_a_step_is_refused(edit):
    with pytest.raises(StepError, match="the pipeline has 3"):
        edit()


def test_a_pipeline_can_be_a_key():
    assert {START: 1}[pipeline_of(parse_steps(START.text))] == 1
