"""What a run is asked for in words: inputs, states, sources, forms and keys, read and written again."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.errors import FieldError, InputError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.form import form_text, parse_form
from inspector.model.source import (
    ClassSource,
    FileSource,
    FormSource,
    PresetSource,
    SourceOptions,
    parse_source,
    source_from_json,
    source_text,
    source_to_json,
)
from inspector.run.input import (
    Fill,
    Filled,
    Flag,
    FromFile,
    Group,
    GroupKind,
    InputSpec,
    Lengths,
    Nothing,
    Number,
    Size,
    Tokens,
    parse_input,
    parse_input_value,
)
from inspector.run.key import TensorKey, parse_key, result_key
from inspector.run.state import CarryState, FileState, NormalState, ZeroState, parse_state, state_text

NAMES = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)
PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
SIZES = st.lists(st.builds(Size, st.integers(0, 10**17), st.just("") | NAMES), max_size=4).map(tuple)
SINGLE = st.one_of(
    st.builds(Filled, st.sampled_from(Fill), SIZES),
    st.builds(Tokens, SIZES, st.integers(1, 10**17)),
    st.builds(Number, st.integers() | st.floats(allow_nan=False)),
    st.builds(Flag, st.booleans()),
    st.just(Nothing()),
    st.builds(Lengths, st.lists(st.integers(0, 10**17), min_size=1, max_size=4).map(tuple)),
)


def groups(values):
    plain = st.lists(st.tuples(st.just(""), values), max_size=3).map(tuple)
    named = st.lists(st.tuples(NAMES, values), max_size=3, unique_by=lambda part: part[0]).map(tuple)
    return st.builds(Group, st.sampled_from((GroupKind.TUPLE, GroupKind.LIST)), plain) | st.builds(
        Group, st.sampled_from((GroupKind.DICT, GroupKind.OBJECT)), named
    )


VALUES = st.recursive(SINGLE, groups, max_leaves=6) | st.builds(FromFile, PATHS)
SPECS = st.builds(InputSpec, st.integers(0, 30).map(str) | NAMES, VALUES)


@given(SPECS)
def test_an_input_is_read_as_it_is_written(spec):
    assert parse_input(str(spec)) == spec
    assert type(parse_input(str(spec)).value) is type(spec.value)


READ = [
    ("0=normal(3,5,10)", InputSpec("0", Filled(Fill.NORMAL, (Size(3), Size(5), Size(10))))),
    (" src = tokens( 4 , n = 7 ; high = 100 ) ", InputSpec("src", Tokens((Size(4), Size(7, "n")), 100))),
    ("1=normal()", InputSpec("1", Filled(Fill.NORMAL, ()))),
    ("01=zeros(0)", InputSpec("1", Filled(Fill.ZEROS, (Size(0),)))),
    ("steps=int: -5", InputSpec("steps", Number(-5))),
    ("x=float:1e5", InputSpec("x", Number(100000.0))),
    ("x=float:inf", InputSpec("x", Number(float("inf")))),
    ("0=file:a=b, (1).npy", InputSpec("0", FromFile("a=b, (1).npy"))),
    ("flag=bool:true", InputSpec("flag", Flag(True))),
    ("hx= none ", InputSpec("hx", Nothing())),
    ("1=lengths( 7, 5 ,2 )", InputSpec("1", Lengths((7, 5, 2)))),
    (
        "0=tuple( ones(1) , int:2 )",
        InputSpec("0", Group(GroupKind.TUPLE, (("", Filled(Fill.ONES, (Size(1),))), ("", Number(2))))),
    ),
    (
        "0=dict( ids = tokens(2;high=3), n=lengths(1))",
        InputSpec("0", Group(GroupKind.DICT, (("ids", Tokens((Size(2),), 3)), ("n", Lengths((1,)))))),
    ),
    ("0=list()", InputSpec("0", Group(GroupKind.LIST, ()))),
]


@pytest.mark.parametrize(("text", "spec"), READ)
def test_what_a_person_writes_is_understood(text, spec):
    assert parse_input(text) == spec


WRONG = [
    ("normal(3,5)", "'normal(3,5)' does not say which argument it is for. Write NAME=KIND(SIZES), for example"),
    ("=normal(3)", "'=normal(3)' does not say which argument it is for."),
    ("a b=normal(3)", "'a b=normal(3)' does not say which argument it is for."),
    ("-1=normal(3)", "'-1=normal(3)' does not say which argument it is for."),
    ("²=normal(3)", "'²=normal(3)' does not say which argument it is for."),
    ("0=", "'' is not an input. Write normal, uniform, zeros, ones, ramp, sine or tokens with sizes"),
    ("0=normal", "'normal' is not an input."),
    ("0=normal(3", "'normal(3' is not an input."),
    ("0=normal(3))", "'normal(3))' is not an input."),
    (
        "0=gauss(3)",
        "'gauss' is not a kind of input here. Choose one of normal, uniform, zeros, ones, ramp, sine, tokens",
    ),
    ("0=normal(3;high=5)", "'normal' is not a kind of input here."),
    ("0=bool:yes", "'bool:yes' is not an input."),
    ("0=lengths()", "lengths() does not list whole numbers. Write one for each sample: lengths(7,5,2)."),
    ("0=lengths(3,-1)", "lengths(3,-1) does not list whole numbers."),
    ("0=dict(ones(1))", "'ones(1)' does not say its name in the group. Write NAME=VALUE for each part."),
    ("0=tuple(ones(1)))(ones(1)", "The brackets in 'ones(1)))(ones(1' do not close."),
    ("0=tuple(file:a.npy)", "A file cannot stand within a group of values. Give each file as an argument of its own."),
    ("0=tuple(" + "tuple(" * 3000 + ")" * 3001, "do not close. Close each bracket that is opened."),
    (
        "0=tokens(3)",
        "'tokens(3)' does not say how many tokens there are. Write tokens(SIZES;high=N) with N at least 1.",
    ),
    ("0=tokens(3;high=0)", "does not say how many tokens there are."),
    ("0=tokens(3;high=" + "9" * 30 + ")", "does not say how many tokens there are."),
    ("0=normal(3,x)", "'x' is not a size. Write a whole number, or NAME=NUMBER, for example batch=3."),
    ("0=normal(3,,5)", "'' is not a size."),
    ("0=normal(-3)", "'-3' is not a size."),
    ("0=normal(3.0)", "'3.0' is not a size."),
    ("0=normal(²)", "'²' is not a size."),
    ("0=normal(a b=3)", "'a b=3' is not a size."),
    ("0=normal(" + "9" * 5000 + ")", "is not a size."),
    ("0=int:5.5", "'5.5' is not a number of kind int."),
    ("0=float:five", "'five' is not a number of kind float."),
    ("0=file:", "'file:' is not an input."),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[text[:24] for text, _ in WRONG])
def test_a_wrong_input_is_told(text, sentence):
    with pytest.raises(InputError) as caught:
        parse_input(text)
    assert sentence in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_an_input_or_an_input_error(text):
    for read in (parse_input, parse_input_value, parse_state, parse_key, parse_source):
        try:
            read(text)
        except InputError as error:
            assert error.message.endswith((".", "?"))


def test_positions_are_numbers_and_names_are_none():
    assert [parse_input(f"{name}=zeros(1)").position for name in ("0", "12", "x")] == [0, 12, None]


@given(st.just(ZeroState()) | st.just(NormalState()) | st.builds(FileState, PATHS) | st.builds(CarryState, PATHS))
def test_a_state_is_read_as_it_is_written(state):
    assert parse_state(state_text(state)) == state


@pytest.mark.parametrize("text", ["", "zero", "zeros:", "normal:1", "file", "file:", "carry", "carry:"])
def test_a_wrong_state_is_told(text):
    with pytest.raises(InputError) as caught:
        parse_state(text)
    assert str(caught.value) == f"{text!r} is not an initial state. Write zeros, normal, file:PATH or carry:RUN."


LAYERS = st.builds(
    RecurrentConfig,
    kind=st.sampled_from((Kind.LSTM, Kind.GRU, Kind.RNN)),
    input_size=st.integers(0, 999),
    hidden_size=st.integers(1, 999),
    num_layers=st.integers(1, 9),
    bias=st.booleans(),
    batch_first=st.booleans(),
    dropout=st.floats(0, 1),
    bidirectional=st.booleans(),
)
PROJECTED = st.builds(
    RecurrentConfig, st.just(Kind.LSTM), st.integers(1, 9), st.integers(5, 9), batch_first=st.booleans(),
    dropout=st.just(0.0), proj_size=st.integers(0, 4),
)  # fmt: skip
CELLS = st.builds(
    RecurrentConfig, st.sampled_from((Kind.LSTM_CELL, Kind.GRU_CELL, Kind.RNN_CELL)), st.integers(1, 9),
    st.integers(1, 9), bias=st.booleans(), batch_first=st.just(False), dropout=st.just(0.0),
)  # fmt: skip
CONFIGS = LAYERS | PROJECTED | CELLS
SOURCES = (
    st.builds(FormSource, CONFIGS)
    | st.builds(PresetSource, NAMES, st.booleans())
    | st.builds(FileSource, NAMES, NAMES, NAMES)
    | st.builds(ClassSource, NAMES.map("{}.py".format), st.just("Net"), NAMES, NAMES, NAMES)
)
OPTIONS = [field.name for field in fields(SourceOptions)]


@given(CONFIGS)
def test_a_form_is_read_as_it_is_written(config):
    assert parse_form(form_text(config)) == config


@given(SOURCES)
def test_a_source_is_read_as_it_is_written(source):
    assert source_from_json(source_to_json(source)) == source
    given_with = {name: getattr(source, name) for name in OPTIONS if hasattr(source, name)}
    assert parse_source(source_text(source), SourceOptions(**given_with)) == source


WRONG_FORMS = [
    ("", "input_size is missing. Give it as a whole number.", "input_size"),
    ("input_size=3", "hidden_size is missing. Give it as a whole number.", "hidden_size"),
    ("input_size=3,hidden_size", "hidden_size must be a whole number; '' is not.", "hidden_size"),
    ("input_size=3.5,hidden_size=4", "input_size must be a whole number; '3.5' is not.", "input_size"),
    ("width=3", "'width' is not an argument of a recurrent layer. Known are kind, input_size, hidden_size,", "width"),
    ("input_size=3,hidden_size=4,bias=maybe", "bias must be true or false; 'maybe' is not.", "bias"),
    ("input_size=3,hidden_size=4,dropout=much", "dropout must be a number; 'much' is not.", "dropout"),
    ("kind=lstm,input_size=3,hidden_size=4", "kind must be one of LSTM, GRU, RNN, LSTMCell, GRUCell, RNNCell;", "kind"),
    ("kind=GRUCell,input_size=3,hidden_size=4,num_layers=2", "GRUCell has no argument num_layers:", "num_layers"),
    ("kind=GRU,input_size=3,hidden_size=4,proj_size=2", "GRU has no argument proj_size: only", "proj_size"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentence", "field"), WRONG_FORMS)
def test_a_wrong_form_names_the_field(text, sentence, field):
    with pytest.raises(FieldError) as caught:
        parse_source(f"form:{text}")
    assert str(caught.value).startswith(sentence)
    assert caught.value.field == field


def test_no_source_and_a_source_of_tomorrow_are_told():
    with pytest.raises(InputError, match=r"No model is named\."):
        parse_source("")
    with pytest.raises(InputError, match=r"'cloud' is not a kind of model source\."):
        source_from_json({"kind": "cloud"})


MODULES = st.lists(NAMES, max_size=3).map(".".join)


@given(
    st.builds(TensorKey, MODULES, st.sampled_from(("0", "12", "0-99", "weights")), NAMES)
    | st.builds(result_key, st.integers(0, 9))
)
def test_a_key_is_read_as_it_is_written(key):
    assert parse_key(key.name) == key


@pytest.mark.parametrize("name", ["", "output", "0/output", "lstm"])
def test_a_wrong_key_is_told(name):
    with pytest.raises(InputError) as caught:
        parse_key(name)
    hint = "Write MODULE/CALL/ROLE, for example lstm/0/output, or result/0."
    assert str(caught.value) == f"{name!r} does not name a tensor. {hint}"
