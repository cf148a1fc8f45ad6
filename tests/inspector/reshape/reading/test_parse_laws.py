"""The laws of reading code: canonical text of any step comes back, and nothing but a StepError ever escapes."""

import keyword
import random
import string
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.errors import StepError
from inspector.model.element_type import ELEMENT_TYPES
from inspector.reshape.primitives import Trunk
from inspector.reshape.reading.parse import LONGEST, MOST_STEPS, parse_steps, steps_text
from inspector.reshape.steps import (
    Amax,
    Cat,
    Contiguous,
    Expand,
    Flatten,
    LastValid,
    MaskedMean,
    Mean,
    Movedim,
    Narrow,
    PadSizes,
    PatternReduce,
    Permute,
    Rearrange,
    Repeat,
    Reshape,
    ReshapeStep,
    Select,
    Squeeze,
    Stack,
    Sum,
    To,
    Transpose,
    Unflatten,
    Unsqueeze,
    View,
)
from inspector.reshape.steps.operand import Operand
from inspector.reshape.steps.subscript import Slice, Subscript
from tests.inspector.reshape.reading.test_pasted_code import ABOUT_H_N, ABOUT_OUTPUT, READ, REFUSED, WITH_SIZES

INTEGER = st.integers(-9, 9) | st.integers(-(2**63) + 1, 2**63 - 1)
MANY = st.lists(INTEGER, max_size=5).map(tuple)
SOME = st.lists(INTEGER, min_size=1, max_size=5).map(tuple)
END = st.none() | INTEGER
SLICE = st.builds(Slice, END, END, st.none() | st.integers(1, 2**63 - 1))
ITEMS = st.lists(INTEGER | SLICE | st.none(), max_size=5).flatmap(
    lambda items: st.sampled_from([tuple(items), (*items, ...), (..., *items)])
)
WORD = st.text(string.ascii_letters + "_", min_size=1, max_size=6).filter(
    lambda word: not keyword.iskeyword(word) and word != "_"
)
NAME = st.sampled_from(["h_n", "c_n", "output", "input"]) | st.tuples(st.text(max_size=8), WORD).map("/0/".join)
SIZES = st.dictionaries(WORD.filter(lambda word: word != "tensor"), INTEGER, max_size=3).map(
    lambda sizes: tuple(sizes.items())
)
PATTERN = st.sampled_from(["b t h -> b (t h)", "b t (d h) -> d b t h", "... h -> h ...", "b 1 -> b", "() b -> b ()"])

PLAIN = [
    st.builds(Subscript, ITEMS),
    st.builds(Permute, MANY),
    st.builds(Transpose, INTEGER, INTEGER),
    st.builds(Movedim, INTEGER | MANY, INTEGER | MANY),
    st.builds(Reshape, MANY),
    st.builds(View, MANY),
    st.builds(Flatten, INTEGER, INTEGER),
    st.builds(Unflatten, INTEGER, MANY),
    st.builds(Squeeze, st.none() | INTEGER | MANY),
    st.builds(Unsqueeze, INTEGER),
    st.builds(Expand, MANY),
    st.builds(PadSizes, MANY, st.floats(allow_nan=False)),
    st.builds(Select, INTEGER, INTEGER),
    st.builds(Narrow, INTEGER, INTEGER, INTEGER),
    st.builds(LastValid, INTEGER, INTEGER),
    st.builds(MaskedMean, INTEGER, INTEGER),
    st.builds(Mean, st.none() | MANY, st.booleans()),
    st.builds(Sum, st.none() | MANY, st.booleans()),
    st.builds(Amax, st.none() | SOME, st.booleans()),  # () means the same as None and is written so
    st.builds(Rearrange, PATTERN, SIZES),
    st.builds(Repeat, PATTERN, SIZES),
    st.builds(PatternReduce, PATTERN, SIZES, st.sampled_from(["mean", "sum", "max", "min"])),
    st.just(Contiguous()),
    st.builds(To, st.sampled_from(sorted(ELEMENT_TYPES))),
]


def joins(steps):
    operand = st.builds(Operand, NAME, st.lists(steps, max_size=2).map(tuple))
    operands = st.lists(operand, max_size=3).flatmap(
        lambda others: st.integers(0, len(others)).map(lambda at: (*others[:at], Trunk(), *others[at:]))
    )
    return st.builds(Cat, operands, INTEGER) | st.builds(Stack, operands, INTEGER)


STEP = st.recursive(st.one_of(PLAIN), joins, max_leaves=4)


def test_every_kind_of_step_is_drawn():
    joining = {Cat, Stack}
    assert len(PLAIN) + len(joining) == len(get_args(ReshapeStep))


@settings(max_examples=600, deadline=None)
@given(st.lists(STEP, max_size=4).map(tuple))
def test_the_canonical_text_of_any_steps_gives_the_same_steps(steps):
    text = steps_text(steps)
    if len(text) > LONGEST:
        return
    assert parse_steps(text) == steps
    assert parse_steps(text, ABOUT_OUTPUT) == steps


PIECES = [
    "output", "h_n", "x", "_", "self.", "torch.", "cat(", "stack(", "[", "]", "(", ")", ",", ":", "-1", "0", "2**9",
    "*", "-", "lengths", "torch.arange(3)", ".size(", ".shape", "len(", "=", "\n", ".max(1)", ".values", "T", ".T",
    ".mT", "...", "None", "'b t h -> b (t h)'", "rearrange(", "reduce(", "'max'", ".repeat(", ".chunk(",
    "batch_size", "//", "%", "0", "9" * 25, "F.pad(", "value=", "float('inf')", "1e999", "1j", "b'x'", "f'{x}'",
    "lambda: 0", "**k", "*x", "x := 1", "\u212a", "\ud800", "\0", "__import__('os')", "{}", "for t in x",
    " if 1 else 2", "await x", "yield", "dim=", "axis=", ".numpy()", ".to(", "torch.float32", "run['a/0/b']",
    "run['_']", "return ", "x = ", "a, b = ", ";", "#", "\\", "'", '"', "\t", "é", "…", "١",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=60))
@pytest.mark.parametrize("context", [None, ABOUT_OUTPUT])
def test_any_text_gives_steps_that_come_back_or_a_sentence(context, text):
    try:
        steps = parse_steps(text, context)
    except StepError as error:
        assert len(error.message) < 400
        return
    assert repr(parse_steps(steps_text(steps))) == repr(steps)


MUTATED = [case[0] for case in READ] + [case[1] for case in WITH_SIZES] + [case[0] for case in REFUSED]


@pytest.mark.parametrize("text", MUTATED, ids=range(len(MUTATED)))
def test_damaged_code_gives_steps_or_a_sentence(text):
    draw = random.Random(text)
    for _ in range(10):
        at, to = sorted(draw.randrange(len(text) + 1) for _ in range(2))
        damaged = text[:at] + draw.choice(PIECES) + text[draw.choice([at, at + 1, to]) :]
        try:
            steps = parse_steps(damaged, draw.choice([None, ABOUT_OUTPUT, ABOUT_H_N]))
        except StepError:
            continue
        assert repr(parse_steps(steps_text(steps))) == repr(steps)


@pytest.mark.parametrize("text", [
    "x" + ".T" * 700, "-" * 1900 + "x", "x[" * 600, "x" + "[0" * 600 + "]" * 600,
    "torch.flatten(" * 120 + "x" + ")" * 120, "x.view(" + "1+" * 900 + "1)",
    "x.view(" + "(" * 150 + "1" + ")" * 150 + ")", "f(" * 190 + ")" * 190, "x.view(" + "9" * 1900 + ")",
    "x.view(" + "9*" * 900 + "9)", "x.view(1" + ",1" * 900 + ")", "x\n" * 900, "x = torch.cat((x, x))\n" * 60,
    "x = torch.stack((x, x, x, x))\n" * 40, "a.b" + ".c" * 900, "x = y = " * 200 + "z[0]",
    "x.view(" + "(2**63-1)," * 100 + ")", "B=9**9**9\nx.view(B)", "'" * 3, "\\", "\r", "x[0]\x0c.T",
    "x.view(" + "not " * 400 + "1)",
], ids=lambda text: text[:20])  # fmt: skip
def test_monstrous_code_gives_steps_or_a_sentence(text):
    try:
        assert len(parse_steps(text)) <= MOST_STEPS
    except StepError as error:
        assert error.hint
