import warnings

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import nn

from inspector.engine.consumers.consumer import FAMILIES, check_consumer
from inspector.engine.consumers.consumer_recurrent import MOST_LAYERS
from inspector.reshape.consumers.consumer_kinds import CONSUMERS
from inspector.reshape.consumers.consumers import parse_consumer

REFUSALS = (RuntimeError, ValueError, TypeError, IndexError, AssertionError, ArithmeticError)


def checked(text, shape, names=(), dtype="float32"):
    return check_consumer(parse_consumer(text), shape, dtype, names)


def flat(value):
    return [list(value.shape)] if isinstance(value, torch.Tensor) else [shape for part in value for shape in flat(part)]


def on_cpu(text, code, shape, dtype=torch.float32):
    """Build what the code says on the CPU and feed it real numbers: the shapes, or None where torch refuses."""
    tensor = torch.rand(shape, dtype=dtype)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            modules = [eval(line, {"nn": nn, "torch": torch}).eval() for line in code.splitlines()]
            return flat(fed(text, modules, tensor))
        except REFUSALS:
            return None


def fed(text, modules, tensor):
    module = modules[-1]
    if text.startswith("bridge"):
        state = modules[0](tensor) if len(modules) == 2 else tensor
        return module(torch.rand(1, *state.shape[1:-1], module.input_size, dtype=tensor.dtype), (state, state))
    if isinstance(module, nn.MultiheadAttention):
        return module(tensor, tensor, tensor)
    if isinstance(module, nn.CTCLoss):
        if tensor.shape[-1:] < (2,):
            raise ValueError("label 1 is none of the classes; torch does not look")
        batch = tensor.shape[1:-1]
        labels, lengths = torch.ones(*batch, 1, dtype=torch.int64), torch.full(batch, tensor.shape[0])
        return module(tensor.log_softmax(-1), labels, lengths, torch.ones(batch, dtype=torch.int64))
    if isinstance(module, nn.CrossEntropyLoss):
        target = (*tensor.shape[:1], *tensor.shape[2:]) if tensor.dim() > 1 else ()
        target = target[:1] if text.endswith("sequence") else target
        return module(tensor, torch.zeros(target, dtype=torch.int64))
    return module(tensor)


RIGHT = [
    ("Linear", (5, 7, 12), "nn.Linear(12, 10)"),
    ("Linear(12, 3, bias=False)", (5, 12), "nn.Linear(12, 3, bias=False)"),
    ("Conv1d", (5, 12, 7), "nn.Conv1d(12, 32, kernel_size=3)"),
    ("Conv1d", (5, 12, 2), "nn.Conv1d(12, 32, kernel_size=2)"),
    ("Conv1d(groups=3)", (5, 12, 7), "nn.Conv1d(12, 33, kernel_size=3, groups=3)"),
    ("Conv1d(12, 4, 3, stride=2, padding=1)", (5, 12, 7), "nn.Conv1d(12, 4, kernel_size=3, stride=2, padding=1)"),
    ("Conv2d", (5, 1, 7, 12), "nn.Conv2d(1, 32, kernel_size=3)"),
    ("Conv2d", (1, 7, 12), "nn.Conv2d(1, 32, kernel_size=3)"),
    ("MultiheadAttention", (5, 7, 12), "nn.MultiheadAttention(12, 4, batch_first=True)"),
    ("MultiheadAttention(12, 3)", (5, 7, 12), "nn.MultiheadAttention(12, 3)"),
    ("TransformerEncoder(12)", (5, 7, 12), "nn.TransformerEncoder(nn.TransformerEncoderLayer(12, 4), num_layers=1)"),
    ("LSTM", (5, 7, 12), "nn.LSTM(12, 64, batch_first=True)"),
    ("LSTM", (7, 12), "nn.LSTM(12, 64)"),
    (
        "LSTM(12, 6, 2, bidirectional=True, proj_size=3)",
        (5, 7, 12),
        "nn.LSTM(12, 6, num_layers=2, bidirectional=True, proj_size=3)",
    ),
    ("GRU(hidden_size=4)", (5, 7, 12), "nn.GRU(12, 4)"),
    ("RNN(12, 4, nonlinearity='relu')", (5, 7, 12), "nn.RNN(12, 4, nonlinearity='relu')"),
    ("BatchNorm1d", (5, 12), "nn.BatchNorm1d(12)"),
    ("BatchNorm1d", (5, 12, 7), "nn.BatchNorm1d(12)"),
    ("LayerNorm", (5, 7, 12), "nn.LayerNorm(12)"),
    ("LayerNorm((7, 12))", (5, 7, 12), "nn.LayerNorm((7, 12))"),
    ("CrossEntropyLoss per sequence", (5, 12), "nn.CrossEntropyLoss()"),
    ("CrossEntropyLoss(reduction='none') per step", (5, 12, 7), "nn.CrossEntropyLoss(reduction='none')"),
    ("CrossEntropyLoss per step", (35, 12), "nn.CrossEntropyLoss()"),
    ("CTCLoss", (7, 5, 12), "nn.CTCLoss()"),
    ("CTCLoss(reduction='none')", (7, 5, 12), "nn.CTCLoss(reduction='none')"),
    ("CTCLoss", (7, 12), "nn.CTCLoss()"),
    ("bridge sum", (2, 5, 6), "nn.LSTM(6, 6, num_layers=2)"),
    ("bridge cat", (2, 5, 12), "nn.LSTM(12, 12, num_layers=2)"),
    ("bridge cat + Linear", (2, 5, 12), "nn.Linear(12, 6)\nnn.LSTM(6, 6, num_layers=2)"),
    ("bridge cat + Linear(hidden_size=4)", (2, 12), "nn.Linear(12, 4)\nnn.LSTM(4, 4, num_layers=2)"),
]


@pytest.mark.parametrize(("text", "shape", "code"), RIGHT, ids=[f"{text} {shape}" for text, shape, _ in RIGHT])
def test_the_output_is_that_of_a_real_module(text, shape, code):
    answer = checked(text, shape)
    assert answer["code"] == code
    assert answer["error"] is None
    assert answer["output"] == on_cpu(text, code, shape)
    assert answer["remarks"] == []


WRONG = [
    (
        "Linear(64, 10)",
        (5, 64, 7),
        "Linear expects 64 features on axis 2, the tensor has 7. Axis 1 has 64: bring it there.",
    ),
    ("Linear(64, 10)", (5, 128), "Linear expects 64 features on axis 1, the tensor has 128."),
    (
        "Linear",
        (),
        "Linear expects (..., features), the tensor has 0 axes: ().",
    ),
    ("Conv1d(64, 32, 3)", (5, 128, 7), "Conv1d expects 64 channels on axis 1, the tensor has 128."),
    (
        "Conv1d",
        (5, 2, 3, 4),
        "Conv1d expects (batch, features, time) or (features, time), the tensor has 4 axes: (5, 2, 3, 4).",
    ),
    ("Conv1d(12, 32, 3, dilation=4)", (5, 12, 7), "The kernel of Conv1d reaches over 9 positions, axis 2 has 7."),
    (
        "Conv2d(1, 4, (3, 15), padding=1)",
        (5, 1, 7, 12),
        "The kernel of Conv2d reaches over 15 positions, axis 3 has 12 and 1 of padding on either side.",
    ),
    ("Conv1d(12, 32, 3, groups=5)", (5, 12, 7), "Conv1d refuses (5, 12, 7): in_channels must be divisible by groups."),
    ("Conv1d(stride=0)", (5, 12, 7), "Conv1d refuses (5, 12, 7): "),
    ("MultiheadAttention(32, 4)", (5, 7, 12), "MultiheadAttention expects 32 features on axis 2, the tensor has 12."),
    (
        "MultiheadAttention(12, 5)",
        (5, 7, 12),
        "MultiheadAttention cannot divide 12 features into 5 heads: embed_dim must be a multiple of num_heads.",
    ),
    (
        "TransformerEncoder(12, 5)",
        (5, 7, 12),
        "TransformerEncoder cannot divide 12 features into 5 heads: d_model must be a multiple of nhead.",
    ),
    (
        "TransformerEncoder(activation='banana')",
        (5, 7, 12),
        "TransformerEncoder refuses (5, 7, 12): activation should be",
    ),
    ("LSTM(4, 8)", (5, 7, 12), "LSTM expects 4 features on axis 2, the tensor has 12."),
    ("LSTM", (5, 0, 12), "Axis 1 of the tensor is empty: LSTM is not tried on nothing."),
    (
        "LSTM(12, 8, batch_first=True)",
        (1, 2, 7, 12),
        "LSTM expects (batch, time, features) or (time, features), the tensor has 4 axes: (1, 2, 7, 12).",
    ),
    ("LSTM(12, 8, num_layers=65)", (5, 7, 12), f"LSTM with 65 layers is not tried: {MOST_LAYERS} are the most."),
    ("GRU(12, 0)", (5, 7, 12), "GRU refuses (5, 7, 12): hidden_size must be greater than zero."),
    (
        "BatchNorm1d(12)",
        (5, 7, 12),
        "BatchNorm1d expects 12 channels on axis 1, the tensor has 7. Axis 2 has 12: bring it there.",
    ),
    ("LayerNorm((6, 12))", (5, 7, 12), "LayerNorm expects 6 features on axis 1, the tensor has 7."),
    (
        "CrossEntropyLoss per sequence",
        (5, 7, 12),
        "CrossEntropyLoss per sequence expects (batch, features) or (features), the tensor has 3 axes: (5, 7, 12).",
    ),
    (
        "CrossEntropyLoss(reduction='all') per step",
        (5, 12),
        "CrossEntropyLoss per step refuses (5, 12): all is not a valid value for reduction.",
    ),
    (
        "CTCLoss",
        (7, 5, 3, 12),
        "CTCLoss expects (time, batch, features) or (time, features), the tensor has 4 axes: (7, 5, 3, 12).",
    ),
    ("CTCLoss", (7, 5, 1), "CTCLoss refuses (7, 5, 1): the blank and a label are two classes at least."),
    ("CTCLoss(blank=12)", (7, 5, 12), "CTCLoss refuses (7, 5, 12): blank must be in label range."),
    ("bridge sum(num_layers=2)", (4, 5, 6), "bridge sum expects 2 layers on axis 0, the tensor has 4."),
    ("bridge cat(hidden_size=6)", (2, 5, 12), "bridge cat expects 6 hidden units on axis 2, the tensor has 12."),
    (
        "bridge cat",
        (2, 3, 5, 12),
        "bridge cat expects (layer, batch, direction x hidden) or (layer, direction x hidden), the tensor has 4 axes",
    ),
    ("bridge sum", (500, 5, 6), "bridge sum with 500 layers is not tried: 64 are the most."),
]


@pytest.mark.parametrize(("text", "shape", "sentence"), WRONG, ids=[f"{text} {shape}" for text, shape, _ in WRONG])
def test_what_does_not_fit_and_why(text, shape, sentence):
    answer = checked(text, shape)
    assert answer["output"] is None
    assert sentence in answer["error"]
    assert "not tried" in sentence or on_cpu(text, answer["code"], shape) is None


REMARKS = [
    ("BatchNorm1d", (5, 7, 12), ("batch", "time", "hidden"), "BatchNorm1d takes axis 1 for channels"),
    ("LSTM(12, 8)", (5, 7, 12), ("batch", "time", "hidden"), "Write batch_first=True"),
    ("LSTM", (4, 5, 12), ("layer x direction", "batch", "hidden"), "here axis 0 is layer x direction"),
    ("Linear", (5, 12, 7), ("batch", "hidden", "time"), "Linear takes axis 2 for features; here axis 2 is time."),
    ("bridge cat", (4, 5, 6), ("layer x direction", "batch", "hidden"), "bridge cat takes axis 0 for layers"),
    (
        "CrossEntropyLoss per step",
        (5, 7, 7),
        ("batch", "time", "hidden"),
        "takes axis 1 for features and axis 2 for time",
    ),
    ("BatchNorm1d", (1, 12), ("batch", "hidden"), "one value per channel here: it works in eval(), in training torch"),
]


@pytest.mark.parametrize(("text", "shape", "names", "sentence"), REMARKS, ids=[text for text, *_ in REMARKS])
def test_what_torch_accepts_and_is_wrong_all_the_same(text, shape, names, sentence):
    answer = checked(text, shape, names)
    assert answer["error"] is None
    assert [sentence in remark for remark in answer["remarks"]] == [True]


def test_one_value_per_channel_is_what_training_refuses():
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        nn.BatchNorm1d(12)(torch.rand(1, 12))


def test_the_target_of_a_step_has_the_axes_that_are_not_classes():
    answer = checked("CrossEntropyLoss per step", (5, 7, 10), ("batch", "time", "hidden"))
    assert answer["error"] == "CrossEntropyLoss per step refuses (5, 7, 10): Expected target size [5, 10], got [5, 7]."
    assert "Bring the tensor to (batch x time, features) first." in answer["remarks"][0]


@pytest.mark.parametrize("name", ["LSTM", "GRU", "RNN", "MultiheadAttention", "TransformerEncoder"])
def test_a_bare_name_takes_the_batch_first_of_the_axes(name):
    samples = checked(name, (5, 7, 12), ("batch", "time", "direction x hidden"))
    steps = checked(name, (7, 5, 12), ("time", "batch", "direction x hidden"))
    assert "batch_first=True" in samples["code"]
    assert "batch_first" not in steps["code"]
    assert samples["remarks"] == steps["remarks"] == []


def test_other_dtypes_are_those_of_the_module():
    answer = checked("Linear", (5, 12), dtype="float64")
    assert answer["code"] == "nn.Linear(12, 10, dtype=torch.float64)"
    assert answer["output"] == on_cpu("Linear", answer["code"], (5, 12), torch.float64) == [[5, 10]]


@pytest.mark.parametrize("name", [kind.name for kind in CONSUMERS])
def test_whole_numbers_are_refused(name):
    answer = checked(name, (2, 5, 6), dtype="int64")
    assert answer["output"] is None
    assert "the tensor is int64. Add .to(torch.float32)." in answer["error"]
    assert checked("CTCLoss", (7, 5, 6), dtype="float16")["error"].startswith("CTCLoss computes in float32 or float64")


def test_a_long_sequence_costs_no_more_than_a_short_one():
    answer = checked("LSTM(12, 6, bidirectional=True)", (10**9, 5, 12))
    assert answer["output"] == [[10**9, 5, 12], [2, 5, 6], [2, 5, 6]]
    assert checked("CTCLoss(reduction='none')", (10**6, 10**6, 10**6))["output"] == [[10**6]]


def test_every_consumer_can_be_built():
    assert FAMILIES.keys() == {kind.name for kind in CONSUMERS}


TEXTS = [kind.name for kind in CONSUMERS] + [
    "Linear(4, 3)",
    "Conv1d(4, 4, 2, padding=1)",
    "Conv1d(3, 4, 3, dilation=2)",
    "Conv2d(2, 3, (1, 2), stride=2)",
    "MultiheadAttention(4, 2)",
    "TransformerEncoder(4, 2, 8, batch_first=True)",
    "LSTM(4, 3, 2, bidirectional=True, proj_size=2)",
    "GRU(3, 2, batch_first=True)",
    "RNN(4, 4)",
    "BatchNorm1d(3)",
    "LayerNorm((3, 4))",
    "bridge sum(hidden_size=4, num_layers=2)",
    "bridge cat + Linear(num_layers=3)",
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(TEXTS), st.lists(st.integers(1, 5), max_size=5).map(tuple))
def test_the_verdict_and_the_shapes_are_those_of_the_cpu(text, shape):
    answer = checked(text, shape)
    assert (answer["error"] is None) == (answer["output"] is not None)
    assert answer["output"] == on_cpu(text, answer["code"], shape), answer
