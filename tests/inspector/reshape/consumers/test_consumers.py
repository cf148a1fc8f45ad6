import inspect
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from inspector.errors import StepError
from inspector.reshape.consumers.consumer_fit import axis_remark, layouts_that_fit, misfit
from inspector.reshape.consumers.consumer_kinds import CONSUMERS
from inspector.reshape.consumers.consumer_layouts import ANY, ONE, fits, meanings_of
from inspector.reshape.consumers.consumers import LONGEST, Consumer, parse_consumer

READ = [
    ("Linear", Consumer("Linear")),
    ("  linear ()", Consumer("Linear")),
    ("Linear(128, 10)", Consumer("Linear", (("in_features", 128), ("out_features", 10)))),
    ("nn.Linear(out_features=10, in_features=128)", Consumer("Linear", (("in_features", 128), ("out_features", 10)))),
    ("self.fc = torch.nn.Linear(5)  ", Consumer("Linear", (("in_features", 5),))),
    (
        "Conv1d(64, 32, kernel_size=3)",
        Consumer("Conv1d", (("in_channels", 64), ("out_channels", 32), ("kernel_size", 3))),
    ),
    ("Conv2d(padding='same', kernel_size=[3, 5])", Consumer("Conv2d", (("kernel_size", (3, 5)), ("padding", "same")))),
    (
        "MultiheadAttention(64, 4, batch_first=True)",
        Consumer("MultiheadAttention", (("embed_dim", 64), ("num_heads", 4), ("batch_first", True))),
    ),
    ("nn.TransformerEncoderLayer(64, 4)", Consumer("TransformerEncoder", (("d_model", 64), ("nhead", 4)))),
    ("BatchNorm1d(8, 1e-3, None)", Consumer("BatchNorm1d", (("num_features", 8), ("eps", 1e-3), ("momentum", None)))),
    ("LayerNorm((7, 64))", Consumer("LayerNorm", (("normalized_shape", (7, 64)),))),
    ("CrossEntropyLoss per sequence", Consumer("CrossEntropyLoss per sequence")),
    (
        "nn.CrossEntropyLoss(ignore_index=-1)  per\n step",
        Consumer("CrossEntropyLoss per step", (("ignore_index", -1),)),
    ),
    ("CTCLoss(zero_infinity=True)", Consumer("CTCLoss", (("zero_infinity", True),))),
    ("bridge sum", Consumer("bridge sum")),
    ("Bridge cat + linear", Consumer("bridge cat + Linear")),
    ("bridge cat(hidden_size=64)", Consumer("bridge cat", (("hidden_size", 64),))),
]


@pytest.mark.parametrize(("text", "consumer"), READ, ids=[text for text, _ in READ])
def test_text_is_read_as_a_consumer(text, consumer):
    assert parse_consumer(text) == consumer
    assert parse_consumer(consumer.text) == consumer


REFUSED = [
    ("", "An empty text is not a consumer that is known. Known are Linear, Conv1d"),
    ("Linaer(3)", "Linaer(3) is not a consumer that is known. Did you mean Linear?"),
    (
        "CrossEntropyLoss",
        "is not a consumer that is known. Did you mean CrossEntropyLoss per step or CrossEntropyLoss per sequence?",
    ),
    ("(((", "((( is not a consumer that is known."),
    ("Linear(", "Linear( is not a consumer that is known. Did you mean Linear?"),
    ("Linear(3,,)", "Linear(3,,) is not Python code: invalid syntax."),
    ("Linear(1)(2)", "Linear(1)(2) is more than one consumer. Name one."),
    ("Linear(1) + Linear(2)", "Linear(1) + Linear(2) is more than one consumer."),
    (
        "Linear(1, 2, True, 4)",
        "Linear takes 3 arguments, 4 are given. Its arguments are in_features, out_features, bias.",
    ),
    ("Linear(units=4)", "Linear has no argument units here. Its arguments are in_features"),
    ("Linear(**sizes)", "Linear has no argument ** here."),
    ("Linear(4, in_features=4)", "Linear: the argument in_features is given twice. Write it once."),
    ("Linear(n)", "Linear: the argument n cannot be read. Write numbers"),
    ("Linear(2 * 64)", "Linear: the argument 2 * 64 cannot be read."),
    ("Linear(__import__('os').getcwd())", "cannot be read."),
    ("Linear({3})", "Linear: the argument {3} cannot be read."),
    ("Linear((True,))", "Linear: the argument (True,) cannot be read."),
    ("Linear(9223372036854775808)", "Linear: the argument 9223372036854775808 cannot be read."),
    ("LayerNorm(4, 1e999)", "LayerNorm: the argument 1e309 cannot be read."),
    ("Linear(" + "(" * 200 + "1" + ")" * 200 + ")", "is not Python code"),
    ("Linear" + " " * LONGEST, f"The text of the consumer has {LONGEST + 6} characters."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=[repr(text[:30]) for text, _ in REFUSED])
def test_what_is_refused_and_why(text, sentence):
    with pytest.raises(StepError) as caught:
        parse_consumer(text)
    assert sentence in str(caught.value)
    assert caught.value.hint


@settings(max_examples=200)
@given(st.text(alphabet="Liner(),= 123'\\[]{}*" + string.ascii_letters[:6], max_size=30))
def test_any_text_gives_a_consumer_or_a_sentence(text):
    for whole in (text, f"Linear({text})"):
        try:
            consumer = parse_consumer(whole)
        except StepError as error:
            assert error.hint
        else:
            assert parse_consumer(consumer.text) == consumer


@pytest.mark.parametrize("kind", CONSUMERS, ids=lambda kind: kind.name)
def test_what_is_offered_is_read_and_described(kind):
    assert parse_consumer(kind.name) == Consumer(kind.name)
    assert kind.description
    assert "\n" not in kind.description
    assert kind.layouts
    assert all(layout.meaning for layout in kind.layouts)
    assert {part for layout in kind.layouts for axis in layout.axes for part in axis} <= {
        "batch", "time", "features", "unit", "direction", "layer", "*",
    }  # fmt: skip


MODULES = {"TransformerEncoder": "TransformerEncoderLayer"}
OWN = {"bridge sum", "bridge cat", "bridge cat + Linear"}


@pytest.mark.parametrize("kind", [kind for kind in CONSUMERS if kind.name not in OWN], ids=lambda kind: kind.name)
def test_the_arguments_are_torchs_in_its_order(kind):
    module = MODULES.get(kind.name, kind.name.split()[0])
    signature = inspect.signature(getattr(nn, module))
    if module in ("LSTM", "GRU", "RNN"):  # they take *args and hand them to their base
        base = [name for name in inspect.signature(nn.RNNBase).parameters if name not in ("mode", "device", "dtype")]
        given = [name for name in kind.parameters if name != "nonlinearity"]
        assert given == (base if module == "LSTM" else base[:-1])
        return
    names = list(signature.parameters)
    end = names.index("device") if "device" in names else len(names)
    assert list(kind.parameters) == names[:end]


def test_positional_arguments_of_an_rnn_are_bound_as_torch_binds_them():
    layer = nn.RNN(3, 4, 1, "relu", False, True)
    consumer = parse_consumer("RNN(3, 4, 1, 'relu', False, True)")
    assert all(getattr(layer, name) == value for name, value in consumer.arguments)


LAYOUTS = [
    ("LSTM", ["(batch, time, features)", "(time, batch, features)", "(time, features)"]),
    ("LSTM(8, 4)", ["(time, batch, features)", "(time, features)"]),
    ("GRU(batch_first=True)", ["(batch, time, features)", "(time, features)"]),
    ("MultiheadAttention(8, 2, batch_first=False)", ["(time, batch, features)", "(time, features)"]),
    ("Linear(8)", ["(batch, features)", "(batch, time, features)", "(batch, time x features)", "(..., features)"]),
    ("Conv1d", ["(batch, features, time)", "(features, time)"]),
    ("Conv2d", ["(batch, 1, time, features)", "(batch, direction, time, hidden)", "(1, time, features)"]),
    ("CTCLoss", ["(time, batch, features)", "(time, features)"]),
    ("CrossEntropyLoss per step", ["(batch x time, features)", "(batch, features, time)", "(time, features)"]),
    ("bridge cat", ["(layer, batch, direction x hidden)", "(layer, direction x hidden)"]),
]


@pytest.mark.parametrize(("text", "layouts"), LAYOUTS, ids=[text for text, _ in LAYOUTS])
def test_the_layouts_follow_the_arguments(text, layouts):
    assert [layout.text for layout in parse_consumer(text).layouts] == layouts


def test_a_sum_says_that_the_directions_must_be_added():
    assert all(layout.summed == ("direction",) for layout in parse_consumer("bridge sum").layouts)
    assert all(layout.summed == () for layout in parse_consumer("bridge cat").layouts)


FEATURES = [
    ("Linear", None),
    ("Linear(640, 10)", 640),
    ("Linear(out_features=10)", None),
    ("Conv1d(64, 8, 3)", 64),
    ("Conv2d(2, 8, 3)", None),
    ("MultiheadAttention(64, 4)", 64),
    ("TransformerEncoder(32, 4)", 32),
    ("RNN(12, 4)", 12),
    ("BatchNorm1d(20)", 20),
    ("LayerNorm((7, 64))", 64),
    ("LayerNorm(64)", 64),
    ("CTCLoss", None),
    ("bridge sum(hidden_size=8)", 8),
    ("bridge cat + Linear(hidden_size=8)", None),
]


@pytest.mark.parametrize(("text", "size"), FEATURES, ids=[text for text, _ in FEATURES])
def test_the_arguments_say_the_size_of_the_features_axis(text, size):
    assert parse_consumer(text).features == size


NAMES = [
    ("batch", ("batch",)),
    ("direction x hidden", ("direction", "unit")),
    ("hidden // 5", ("unit",)),
    ("hidden % 5 x hidden // 5", ("unit",)),
    ("layer x direction", ("layer", "direction")),
    ("time x projection", ("time", "unit")),
    ("call", ("time",)),
    ("mixed(batch, time)", ()),
    ("time x mixed(batch, hidden)", ()),
    ("axis 0", ()),
    ("1", ()),
]


@pytest.mark.parametrize(("name", "meanings"), NAMES, ids=[name for name, _ in NAMES])
def test_an_axis_name_is_taken_apart(name, meanings):
    assert meanings_of(name) == meanings


FITTING = [
    (("features",), ("direction", "unit"), True),
    (("features",), ("time", "unit"), True),
    (("features",), ("direction",), False),
    (("time", "features"), ("unit",), False),
    (("unit",), ("direction", "unit"), False),
    (("layer",), ("layer", "direction"), False),
    (("batch", "time"), ("time", "batch"), True),
    (("batch", "time"), ("batch",), False),
    (("batch",), (), True),
    (ANY, ("time",), True),
    (ONE, ("batch",), False),
]


@pytest.mark.parametrize(("wanted", "found", "expected"), FITTING)
def test_when_an_axis_can_be_taken_for_what_is_wanted(wanted, found, expected):
    assert fits(wanted, found) is expected


def test_the_layouts_that_a_tensor_has_already():
    found = layouts_that_fit(Consumer("LSTM"), ("time", "batch", "hidden"))
    assert [layout.text for layout in found] == ["(time, batch, features)"]
    assert layouts_that_fit(Consumer("Conv1d"), ("batch", "time", "hidden")) == ()


REMARKS = [
    (
        "Linear(7)",
        ("batch", "hidden", "time"),
        "Linear takes axis 2 for features; here axis 2 is time. Bring the tensor to (batch, time, features) first.",
    ),
    (
        "Conv1d",
        ("batch", "time", "hidden"),
        "Conv1d takes axis 1 for channels and axis 2 for time; here axis 1 is time and axis 2 is hidden. "
        "Bring the tensor to (batch, features, time) first.",
    ),
    (
        "BatchNorm1d",
        ("batch", "time", "hidden"),
        "BatchNorm1d takes axis 1 for channels and axis 2 for time; here axis 1 is time and axis 2 is hidden. "
        "Bring the tensor to (batch, features, time) first.",
    ),
    (
        "LSTM(8, 4)",
        ("batch", "time", "hidden"),
        "LSTM takes axis 0 for time and axis 1 for batch; here axis 0 is batch and axis 1 is time. Write "
        "batch_first=True, or bring the tensor to (time, batch, features) first.",
    ),
    (
        "MultiheadAttention(batch_first=True)",
        ("time", "batch", "hidden"),
        "Write batch_first=False, or bring the tensor to (batch, time, features) first.",
    ),
    (
        "LSTM(batch_first=True)",
        ("layer x direction", "batch", "hidden"),
        "LSTM takes axis 0 for batch and axis 1 for time; here axis 0 is layer x direction and axis 1 is batch.",
    ),
    (
        "bridge sum",
        ("layer x direction", "batch", "hidden"),
        "bridge sum takes axis 0 for layers; here axis 0 is layer x direction. Bring the tensor to (layer, "
        "batch, hidden) first.",
    ),
    (
        "bridge sum",
        ("layer", "batch", "direction x hidden"),
        "bridge sum takes axis 2 for hidden units; here axis 2 is direction x hidden.",
    ),
]


@pytest.mark.parametrize(("text", "names", "sentence"), REMARKS, ids=[text for text, _, _ in REMARKS])
def test_what_is_taken_for_something_else(text, names, sentence):
    assert sentence in axis_remark(parse_consumer(text), names)


RIGHT = [
    ("Linear", ("batch", "time x direction x hidden")),
    ("Linear", ("batch", "time", "hidden")),
    ("LayerNorm", ("call", "batch", "hidden")),
    ("Conv1d", ("batch", "direction x hidden", "time")),
    ("Conv2d", ("batch", "1", "time", "hidden")),
    ("Conv2d", ("batch", "direction", "time", "hidden")),
    ("LSTM(8, 4)", ("call", "batch", "hidden")),
    ("BatchNorm1d", ("batch x time", "hidden")),
    ("CrossEntropyLoss per step", ("time x batch", "hidden")),
    ("bridge cat", ("layer", "batch", "direction x hidden")),
    ("Conv1d", ("axis 0", "mixed(batch, time)", "1")),
]


@pytest.mark.parametrize(("text", "names"), RIGHT)
def test_what_is_right_or_unknown_has_no_remark(text, names):
    assert axis_remark(parse_consumer(text), names) == ""


def test_a_shape_without_fault_has_no_misfit():
    assert misfit(parse_consumer("Linear(8, 10)"), (5, 8)) == ""
    assert misfit(parse_consumer("Conv1d(8, 4, 3, padding='same', groups=3)"), (5, 8, 7)) == ""
