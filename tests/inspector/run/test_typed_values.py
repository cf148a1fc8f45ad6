"""Numbers that a person types: read as they are written, and every fault told with its place."""

import math
import time
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import InputError
from inspector.run.input import Fill, Filled, FromFile, Number, Size, Tokens, parse_input, parse_input_value
from inspector.run.typed_start import resized, typed_start, zeros
from inspector.run.typed_values import MOST_NUMBERS, Typed, parse_number, parse_typed

NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False)


@st.composite
def typed(draw):
    sizes = tuple(draw(st.lists(st.integers(1, 3), max_size=4)))
    last = draw(st.integers(0, 3))
    sizes = (*sizes[:-1], last) if sizes else sizes
    return Typed(sizes, tuple(draw(st.lists(NUMBERS, min_size=prod(sizes), max_size=prod(sizes)))))


@given(typed())
def test_typed_values_are_read_as_they_are_written(value):
    found = parse_input_value(str(value))
    assert found == value
    assert list(map(type, found.numbers)) == list(map(type, value.numbers))
    assert str(found) == str(value)
    array = np.array(eval(str(value).removeprefix("values"), {"inf": math.inf}), dtype=object)
    assert array.shape == value.sizes


READ = [
    ("values([[0.1, 0.2], [0.3, 0.4]])", Typed((2, 2), (0.1, 0.2, 0.3, 0.4)), False),
    (" values( [ 1,2 ,\n3 ] ) ", Typed((3,), (1, 2, 3)), True),
    ("values([1, 2.])", Typed((2,), (1, 2.0)), False),
    ("values(5)", Typed((), (5,)), True),
    ("values([])", Typed((0,), ()), False),
    ("values([[], []])", Typed((2, 0), ()), False),
    ("values([-inf, +1, -.5, 1E3])", Typed((4,), (-math.inf, 1, -0.5, 1000.0)), False),
]


@pytest.mark.parametrize(("text", "value", "whole"), READ)
def test_what_a_person_types_is_understood(text, value, whole):
    assert parse_input_value(text) == value
    assert parse_input_value(text).whole is whole


def test_not_a_number_is_equal_to_itself_when_it_is_read_again():
    assert parse_typed("[nan, 1]") == parse_typed("[nan, 1]")


WRONG = [
    ("[[1, 2], [3]]", "Row [1] of the typed values holds 1 number, row [0] 2 numbers."),
    ("[[[1, 2], [3, 4]], [[5, 6], [7]]]", "Row [1][1] of the typed values holds 1 number, row [1][0] 2 numbers."),
    ("[[[1, 2], [3, 4]], [[5, 6]]]", "Row [1] of the typed values holds 1 x 2 numbers, row [0] 2 x 2 numbers."),
    ("[[1], 2]", "Row [1] of the typed values holds a number without brackets, row [0] 1 number."),
    ("[1, x]", "'x' is not a number. Write one such as 3, -0.5, 1e-3, nan or inf."),
    ("[1 2]", "'1 2' is not a number."),
    ("[1, 2,]", "']' is not a number."),
    ("[1_0]", "'1_0' is not a number."),
    ("[²]", "'²' is not a number."),
    ("", "'' is not a number."),
    ("[9223372036854775808]", "'9223372036854775808' is not a whole number of 64 bits."),
    ("[1, 2", "The text in values(...) misses a closing bracket."),
    ("[1[2]]", "The text in values(...) has '[' where a comma should be."),
    ("[1], [2]", "The text in values(...) goes on with ',' after its end."),
    ("[" * 9 + "1" + "]" * 9, "The text in values(...) has more than 8 axes."),
    ("[" * 100_000, "The text in values(...) has more than 8 axes."),
    (f"[{'1,' * MOST_NUMBERS}1]", f"Typed values are at most {MOST_NUMBERS:,} numbers. Save a larger input as a .npy"),
    (f"[1{' ' * 400_000}]", "Typed values are at most 10,000 numbers."),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[text[:20] for text, _ in WRONG])
def test_a_fault_is_told(text, sentence):
    with pytest.raises(InputError) as caught:
        parse_input(f"0=values({text})")
    assert sentence in str(caught.value)


def test_the_largest_table_is_read_while_one_types():
    text = str(zeros((100, 100)))
    began = time.perf_counter()
    assert parse_input_value(text).sizes == (100, 100)
    assert time.perf_counter() - began < 1


@given(st.text("[], 0123456789.-+einfa", max_size=20))
def test_any_text_is_typed_values_or_an_input_error(text):
    try:
        found = parse_typed(text)
    except InputError as error:
        assert error.message.endswith(".")
    else:
        assert len(found.numbers) == prod(found.sizes)


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("-0", 0), (" 1e-3 ", 0.001), ("inf", math.inf), ("3.", 3.0)])
def test_a_number(text, number):
    assert parse_number(text) == number
    assert type(parse_number(text)) is type(number)


def sized(*sizes):
    return tuple(Size(size) for size in sizes)


WAVE = np.sin(0.37 * np.arange(6, dtype=np.float64) + 0.1)
STARTS = [
    (Filled(Fill.ZEROS, sized(2, 3)), Typed((2, 3), (0.0,) * 6), ""),
    (Filled(Fill.ONES, sized(2)), Typed((2,), (1.0, 1.0)), ""),
    (Filled(Fill.RAMP, sized(2, 1, 2)), Typed((2, 1, 2), (0.0, 1.0, 2.0, 3.0)), ""),
    (Filled(Fill.SINE, sized(2, 3)), Typed((2, 3), tuple(WAVE.tolist())), ""),
    (Filled(Fill.NORMAL, sized(2, 1)), zeros((2, 1)), "normal is drawn when the model runs: the table begins with"),
    (Filled(Fill.UNIFORM, ()), zeros(()), "uniform is drawn when the model runs"),
    (Filled(Fill.ONES, sized(1000, 10, 10)), Typed((62, 10, 10), (1.0,) * 6200), "A table holds at most 10,000"),
    (Filled(Fill.ONES, sized(10**17)), None, "A table holds at most 10,000 numbers"),
    (Filled(Fill.ONES, sized(0, 3)), Typed((1, 3), (1.0,) * 3), "A table holds at most 10,000"),
    (Filled(Fill.ONES, sized(1, 1, 1, 1)), zeros((3, 2)), "A table shows at most 3 axes and the input has 4"),
    (Tokens(sized(2), 9), Typed((2,), (0, 0)), "Tokens are drawn when the model runs"),
    (Number(5), Typed((), (5,)), "The single number becomes"),
    (FromFile("a.npy"), zeros((3, 2)), "A file is read when the model runs"),
    (None, zeros((3, 2)), "The input was chosen automatically"),
    (Typed((1,), (7,)), Typed((1,), (7,)), ""),
    (Typed((1, 1, 1, 1), (7,)), zeros((3, 2)), "A table shows at most 3 axes"),
]


@pytest.mark.parametrize(("value", "start", "remark"), STARTS, ids=[str(value) for value, _, _ in STARTS])
def test_a_table_begins_with_what_the_input_was(value, start, remark):
    found, said = typed_start(value)
    assert said.startswith(remark)
    assert bool(said) == bool(remark)
    if start is not None:
        assert found == start
        assert found.whole == start.whole
    assert len(found.numbers) == prod(found.sizes) <= MOST_NUMBERS


@pytest.mark.parametrize(
    ("before", "sizes", "after"),
    [
        (Typed((2, 2), (1, 2, 3, 4)), (3, 1), (1, 3, 0)),
        (Typed((2, 2), (1, 2, 3, 4)), (1, 3), (1, 2, 0)),
        (Typed((2,), (1.5, 2.5)), (2, 3), (1.5, 2.5, 0.0, 0.0, 0.0, 0.0)),
        (Typed((2, 2), (1, 2, 3, 4)), (2,), (1, 2)),
        (Typed((2, 2), (1, 2, 3, 4)), (), (1,)),
        (Typed((), (7,)), (2, 2), (7, 0, 0, 0)),
    ],
)
def test_a_table_of_other_sizes_keeps_what_fits(before, sizes, after):
    assert resized(before, sizes) == Typed(sizes, after)
