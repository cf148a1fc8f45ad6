"""What can be written as a wish, and what is said of what cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.reshape.consumers.consumers import Consumer
from inspector.reshape.wishes.parse_wish import parse_wish
from inspector.reshape.wishes.wish import Named, Open, PatternWish, Rest, ShapeWish, Sized


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        ("(32, 640)", (Sized(32), Sized(640))),
        ("32, 640", (Sized(32), Sized(640))),
        ("[32, 640]", (Sized(32), Sized(640))),
        ("(640,)", (Sized(640),)),
        ("(32, -1)", (Sized(32), Open())),
        ("(*, 640)", (Rest(), Sized(640))),
        ("..., 640", (Rest(), Sized(640))),
        ("32, 10*64", (Sized(32), Sized(640))),
        ("batch, hidden*time", (Named(("batch",)), Named(("hidden", "time")))),
        ("batch time*hidden", (Named(("batch",)), Named(("time", "hidden")))),
        ("batch, direction x hidden", (Named(("batch",)), Named(("direction", "hidden")))),
        ("batch, direction × hidden", (Named(("batch",)), Named(("direction", "hidden")))),
        ("N, T, H", (Named(("batch",)), Named(("time",)), Named(("hidden",)))),
        ("samples, 1, steps, features", (Named(("batch",)), Sized(1), Named(("time",)), Named(("features",)))),
        ("batch, 2*hidden", (Named(("batch",)), Named(("2", "hidden")))),
    ],
)
def test_axes_by_size_and_by_name(text, axes):
    assert parse_wish(text) == ShapeWish(axes)


def test_a_pattern_and_a_consumer():
    assert parse_wish(" b t (2 h)  -> b (2 h) t ") == PatternWish("b t (2 h) -> b (2 h) t")
    assert parse_wish("Conv1d(64, 32, 3)") == Consumer(
        "Conv1d", (("in_channels", 64), ("out_channels", 32), ("kernel_size", 3))
    )
    assert parse_wish("bridge sum") == Consumer("bridge sum")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no wish"),
        ("bach, time", "Did you mean batch"),
        ("batch, -2", "'-2' is no size"),
        ("(0, 4)", "not a size"),
        (f"({2**64}, 4)", "not a size"),
        ("(-1, -1)", "more than one axis is left open"),
        ("(*, -1)", "more than one axis is left open"),
        ("batch,, time", "an axis is empty"),
        ("()", "an axis is empty"),
        ("1 1 1 1 1 1 1 1 1", "9 axes"),
        ("b t -> -> b", "one arrow"),
        ("Conv9d(64)", "not a consumer"),
        ("x" * 501, "501 characters"),
    ],
)
def test_what_cannot_be_read_is_told(text, words):
    with pytest.raises(StepError) as error:
        parse_wish(text)
    assert words in str(error.value)
    assert error.value.hint


@given(st.text(max_size=40))
def test_any_text_is_a_wish_or_a_step_error(text):
    try:
        parse_wish(text)
    except StepError as error:
        assert error.message
