import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import primitives_of
from inspector.tensor.axis import shape_of
from tests.inspector.reshape.pipelines import applied, invalid_steps_for, named_axes, numbered


@settings(max_examples=200)
@given(st.data())
def test_what_torch_refuses_is_refused(data):
    shape = shape_of(data.draw(named_axes()))
    step = data.draw(invalid_steps_for(shape))
    with pytest.raises(StepError):
        applied(step, numbered(shape))
    with pytest.raises(StepError) as caught:
        step.primitives(shape)
    assert step.code in caught.value.message
    assert caught.value.hint


SENTENCES = [
    (".permute(0, 1)", ".permute(0, 1): 2 axes named, the tensor has 3 axes. Name every axis once"),
    (".permute(0, 1, 1)", ".permute(0, 1, 1): axis 1 is named more than once."),
    (".transpose(0, 3)", ".transpose(0, 3): there is no axis 3, the tensor has 3 axes. Write 0 to 2, or -1 to -3"),
    (".mean(0).mean(0).mean(1)", ".mean(1): there is no axis 1, the tensor has 1 axis. Write 0 or -1."),
    (".view(3, 7)", ".view(3, 7): these sizes need 21 elements, the tensor has 5 x 3 x 20 = 300."),
    (".view(7, -1)", ".view(7, -1): 300 elements cannot be divided into parts of 7. The tensor has 5 x 3 x 20 = 300"),
    (".view(-1, -1)", "At most one size may be -1"),
    (".reshape(0, -1)", "the size -1 can stand for any number beside a size of 0."),
    (".flatten(2, 1)", ".flatten(2, 1): axis 2 comes after axis 1. Write the outer axis first."),
    ("[5]", "[5]: there is no position 5 on axis 0 of size 5. Write 0 to 4, or -1 to -5"),
    ("[0, 0, 0, 0]", "[0, 0, 0, 0]: 4 of the items index an axis, the tensor has 3 axes."),
    ("[5:][0]", "[0]: there is no position 0 on axis 0 of size 0. It has none."),
    (".unsqueeze(0)" * 14, ".unsqueeze(0): 17 axes are too many here. At most 16 are read."),
    (".repeat('a b c -> (r a) b c', r=99999999999999999)", "that many elements cannot be numbered."),
]


@pytest.mark.parametrize(("text", "sentence"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_the_sentence_names_the_step_and_the_way_out(text, sentence):
    with pytest.raises(StepError) as caught:
        primitives_of(parse_steps(text), (5, 3, 20))
    assert sentence in str(caught.value)
