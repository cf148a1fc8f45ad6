"""Words for places, and lists of words."""

import pytest

from inspector.tensor.axis import named_axis
from inspector.tensor.listed import listed
from inspector.tensor.place_words import counted_word, place_words, span_words

AXES = (
    named_axis(("batch", 4)), named_axis(("time", 9)), named_axis(("direction", 2), ("hidden", 20)),
    named_axis(("gate", 4)), named_axis(("hidden", 20, )),
)  # fmt: skip


def test_every_atom_has_its_word():
    assert place_words(AXES, (3, 7, 32, 1, 2)) == "sample 3, time 7, backward, unit 12, gate f, unit 2"


def test_a_span_says_both_ends():
    text = span_words(AXES, (3, 0, 5, 0, 1), (3, 6, 25, 3, 1))
    assert text == "sample 3, time 0 to 6, forward to backward, unit 5, gate i to o, unit 1"


@pytest.mark.parametrize(
    ("name", "count", "word"),
    [("batch", 1, "sample"), ("time", 2, "time steps"), ("hidden", 0, "units"), ("input", 3, "features")],
)
def test_words_are_counted(name, count, word):
    assert counted_word(name, count) == word


@pytest.mark.parametrize(
    ("words", "most", "text"),
    [
        ([0], None, "0"),
        ([0, 2], None, "0 and 2"),
        (["a", "b", "c"], 3, "a, b and c"),
        (range(9), 3, "0, 1, 2 and others"),
        (["only"], 1, "only"),
    ],
)
def test_words_are_listed(words, most, text):
    assert listed(words, most) == text
