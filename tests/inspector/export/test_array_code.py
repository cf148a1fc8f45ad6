"""Reshape steps as numpy and TensorFlow lines: how each is said."""

import pytest

from inspector.errors import StepError
from inspector.export.code_source import CodeSource
from inspector.export.numpy_code import numpy_code
from inspector.export.tensorflow_code import tensorflow_code
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps import bound_steps
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import parse_key
from inspector.tensor.axis import named_axis
from inspector.tensor.record import TensorRecord

AXES = named_axis(("batch", 32)), named_axis(("time", 10)), named_axis(("hidden", 64))
X = CodeSource(AXES)
STATE = named_axis(("layer", 2)), named_axis(("batch", 32)), named_axis(("hidden", 64))
BINDINGS = Bindings(
    parse_key("lstm/0/output"),
    (
        ("h_n", TensorRecord(parse_key("lstm/0/h_n"), (2, 32, 64), (2048, 64, 1), "float32", STATE)),
        ("c_n", TensorRecord(parse_key("lstm/0/c_n"), (2, 32, 64), (2048, 64, 1), "float64", STATE)),
        ("a/0/h_n", TensorRecord(parse_key("a/0/h_n"), (2, 32, 64), (2048, 64, 1), "float32", STATE)),
    ),
    (3,) * 31 + (10,),
)


def steps_of(code: str):
    return bound_steps(parse_steps(code), BINDINGS)


ONE_LINE = [
    (".permute(0, 2, 1)", "np.transpose(x, (0, 2, 1))", "tf.transpose(x, perm=[0, 2, 1])"),
    (".transpose(0, -1)", "np.transpose(x, (2, 1, 0))", "tf.transpose(x, perm=[2, 1, 0])"),
    (".movedim(0, 1)", "np.transpose(x, (1, 0, 2))", "tf.transpose(x, perm=[1, 0, 2])"),
    (".view(32, -1, 2)", "np.reshape(x, (batch, time * 32, 2))", "tf.reshape(x, (batch, time * 32, 2))"),
    (".flatten(0, 1)", "np.reshape(x, (batch * time, 64))", "tf.reshape(x, (batch * time, 64))"),
    (".unflatten(2, (4, 16))", "np.reshape(x, (batch, time, 4, 16))", "tf.reshape(x, (batch, time, 4, 16))"),
    (".unflatten(1, (-1, 5))", "np.reshape(x, (batch, time // 5, 5, 64))", "tf.reshape(x, (batch, time // 5, 5, 64))"),
    ("[:, -1]", "x[:, -1]", "x[:, -1]"),
    (".select(1, -1)", "x[:, -1]", "x[:, -1]"),
    (".select(-3, 2)", "x[2]", "x[2]"),
    (".narrow(1, 0, 3)", "x[:, :3]", "x[:, :3]"),
    (".narrow(-2, -3, 3)", "x[:, -3:]", "x[:, -3:]"),
    (".narrow(1, -3, 2)", "x[:, -3:-1]", "x[:, -3:-1]"),
    ("[..., None, 1:9:2]", "x[..., None, 1:9:2]", "x[..., None, 1:9:2]"),
    (".mean(1)", "np.mean(x, axis=1)", "tf.reduce_mean(x, axis=1)"),
    (".mean((2, 0), keepdim=True)", "np.mean(x, axis=(0, 2), keepdims=True)",
     "tf.reduce_mean(x, axis=(0, 2), keepdims=True)"),
    (".mean()", "np.mean(x)", "tf.reduce_mean(x)"),
    (".sum(0)", "np.sum(x, axis=0)", "tf.reduce_sum(x, axis=0)"),
    (".amax(1)", "np.max(x, axis=1)", "tf.reduce_max(x, axis=1)"),
    (".unsqueeze(-1)", "np.expand_dims(x, axis=3)", "tf.expand_dims(x, axis=3)"),
    (".expand(2, -1, -1, 64)", "np.broadcast_to(x, (2, batch, time, 64))", "tf.broadcast_to(x, (2, batch, time, 64))"),
    (".repeat('b t h -> b t 3 h')", "np.broadcast_to(x[:, :, None], (batch, time, 3, 64))",
     "tf.broadcast_to(x[:, :, None], (batch, time, 3, 64))"),
    (".pad((0, 0, 1, 2))", "np.pad(x, ((0, 0), (1, 2), (0, 0)))", "tf.pad(x, [[0, 0], [1, 2], [0, 0]])"),
    (".pad((1, 0), value=-1.0)", "np.pad(x, ((0, 0), (0, 0), (1, 0)), constant_values=-1.0)",
     "tf.pad(x, [[0, 0], [0, 0], [1, 0]], constant_values=-1.0)"),
    (".pad((0, 0, -1, -2))", "x[:, 1:-2]", "x[:, 1:-2]"),
    (".to(torch.float64)", "x.astype(np.float64)", "tf.cast(x, tf.float64)"),
    (".to(torch.bfloat16)", "x.astype(ml_dtypes.bfloat16)", "tf.cast(x, tf.bfloat16)"),
    (".last_valid(lengths)", "x[np.arange(len(lengths)), lengths - 1]",
     "tf.gather(x, lengths - 1, axis=1, batch_dims=1)"),
    (".masked_mean(lengths)", "np.mean(x, axis=1, where=(np.arange(time) < lengths[:, None])[..., None])",
     "tf.reduce_sum(tf.where(tf.sequence_mask(lengths, time)[..., None], x, tf.zeros_like(x)), axis=1)"
     " / tf.cast(lengths[:, None], tf.float32)"),
    (".cat(h_n.permute(1, 0, 2), dim=1)", "np.concatenate([x, np.transpose(h_n, (1, 0, 2))], axis=1)",
     "tf.concat([x, tf.transpose(h_n, perm=[1, 0, 2])], axis=1)"),
    (".squeeze(0)", "x", "x"),
    (".contiguous()", "x", "x"),
    ("", "x", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "numpy", "tensorflow"), ONE_LINE)
def test_how_each_step_is_said(code, numpy, tensorflow):
    steps = steps_of(code)
    for written, expected in ((numpy_code(X, steps), numpy), (tensorflow_code(X, steps), tensorflow)):
        assert written.splitlines()[-1].split("  # ")[0] == f"result = {expected}"


TIME_FIRST = CodeSource((AXES[1], AXES[0], AXES[2]))


def test_lengths_where_time_comes_first():
    last, mean = (steps_of(f".{name}(lengths, batch=1, time=0)") for name in ("last_valid", "masked_mean"))
    assert "x[lengths - 1, np.arange(len(lengths))]" in numpy_code(TIME_FIRST, last)
    assert "(np.arange(time)[:, None] < lengths)[..., None]" in numpy_code(TIME_FIRST, mean)
    assert "tf.gather(tf.transpose(x, perm=[1, 0, 2]), lengths - 1" in tensorflow_code(TIME_FIRST, last)
    assert "tf.transpose(tf.sequence_mask(lengths, time))[..., None]" in tensorflow_code(TIME_FIRST, mean)


def test_what_is_joined_gets_the_type_that_torch_gives_it():
    code = ".select(1, -1).stack(c_n[-1], _, dim=0).to(torch.int32).sum(0)"
    assert [line.split("  # ")[0] for line in numpy_code(X, steps_of(code)).splitlines()[-4:]] == [
        "x = x[:, -1]",
        "x = np.stack([c_n[-1], x.astype(np.float64)], axis=0)",
        "x = x.astype(np.int32)",
        "result = np.sum(x, axis=0, dtype=np.int64)",
    ]
    assert "tf.reduce_sum(tf.cast(x, tf.int64), axis=0)" in tensorflow_code(X, steps_of(code))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_types_are_added_up_in_a_wider_one_as_in_torch(dtype):
    written = numpy_code(CodeSource(AXES, "x", dtype), steps_of(".mean(1)"))
    name = "np.float16" if dtype == "float16" else "ml_dtypes.bfloat16"
    assert f"np.mean(x, axis=1, dtype=np.float32).astype({name})" in written
    assert ("import ml_dtypes" in written) == (dtype == "bfloat16")


def test_the_names_beside_the_tensor_are_told():
    written = numpy_code(
        CodeSource(AXES, "output"), steps_of(".last_valid(lengths).cat(h_n[0], run['a/0/h_n'][1], dim=1)")
    )
    assert written.splitlines()[2:6] == [
        "# output is the array: (32 batch, 10 time, 64 hidden)",
        "# h_n is the array: (2 layer, 32 batch, 64 hidden)",
        "# run: the captured tensors by their names in the run",
        "# lengths: how many time steps of each sample are valid",
    ]
    assert "np.concatenate([x, h_n[0], run['a/0/h_n'][1]], axis=1)" in written


def test_what_tensorflow_has_no_type_for_is_not_said():
    assert tensorflow_code(X, steps_of(".to(torch.float8_e5m2)")) == ""
    assert "ml_dtypes.float8_e5m2" in numpy_code(X, steps_of(".to(torch.float8_e5m2)"))


def test_the_flatten_of_the_articles():
    assert tensorflow_code(X, parse_steps(".flatten(1)")) == (
        "import tensorflow as tf\n"
        "\n"
        "# x is the tensor: (32 batch, 10 time, 64 hidden)\n"
        "batch = x.shape[0]\n"
        "time = x.shape[1]\n"
        "result = tf.reshape(x, (batch, time * 64))"
        "  # (32 batch, 640 time x hidden); the same as keras.layers.Flatten()(x)\n"
    )
    for code in (".reshape(32, 640)", ".view(32, -1)"):
        assert "keras.layers.Flatten()(x)" in tensorflow_code(X, parse_steps(code))
    for code in (".flatten()", ".reshape(640, 32)", ".flatten(0, 1)", ".mean((1, 2))"):
        assert "Flatten" not in tensorflow_code(X, parse_steps(code))


def test_axes_stand_after_each_line():
    assert numpy_code(X, parse_steps(".permute(0, 2, 1)[0].unsqueeze(0).squeeze().contiguous()")) == (
        "import numpy as np\n"
        "\n"
        "# x is the array: (32 batch, 10 time, 64 hidden)\n"
        "x = np.transpose(x, (0, 2, 1))  # (32 batch, 64 hidden, 10 time)\n"
        "x = x[0]  # (64 hidden, 10 time)\n"
        "x = np.expand_dims(x, axis=0)  # (1, 64 hidden, 10 time)\n"
        "result = np.squeeze(x, axis=0)  # (64 hidden, 10 time)\n"
    )


@pytest.mark.parametrize("code", [".permute(0, 1)", "[40]", ".view(7)", ".cat(h_0, dim=0)"])
def test_a_step_that_does_not_fit_is_refused(code):
    for write in (numpy_code, tensorflow_code):
        with pytest.raises(StepError):
            write(X, steps_of(code))
