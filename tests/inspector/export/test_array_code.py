"""Reshape steps as numpy and TensorFlow lines: executed they give what torch gives."""

import sys
import warnings
from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest
import torch
from hypothesis import given, settings

from inspector.engine.apply import apply_steps
from inspector.engine.verify_numpy import check_numpy
from inspector.errors import StepError
from inspector.export import numpy_code as numpy_dialect
from inspector.export.array_calls import Take, array_code
from inspector.export.numpy_code import numpy_code
from inspector.export.tensorflow_code import tensorflow_code
from inspector.reshape.parse import parse_steps
from inspector.reshape.primitives import Index, NewAxis, Pick, Range, Reduce, Regroup, Reorder
from inspector.reshape.torch_call import TorchCall, TorchStep
from inspector.tensor.axis import named_axis
from tests.inspector.export import tensorflow_stand_in
from tests.inspector.reshape.pipelines import Case, cases, numbered, outcome

THOROUGH = settings(max_examples=200)
AXES = named_axis(("batch", 32)), named_axis(("time", 10)), named_axis(("hidden", 64))


def executed(code: str, values: np.ndarray) -> np.ndarray:
    namespace = {"x": values}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing
        exec(code, namespace)
    return np.asarray(namespace["result"])


def assert_gives(code: str, case: Case) -> None:
    found, expected = executed(code, numbered(case.shape).numpy()), outcome(case).numpy()
    assert found.shape == expected.shape, code
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@THOROUGH
@given(cases(reductions=True))
def test_numpy_lines_give_what_torch_gives(case: Case):
    assert_gives(numpy_code(case.axes, case.steps), case)


@THOROUGH
@given(cases(reductions=True))
def test_tensorflow_lines_give_what_torch_gives(case: Case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "tensorflow", tensorflow_stand_in)
        assert_gives(tensorflow_code(case.axes, case.steps), case)


ONE_LINE = [
    (".permute(0, 2, 1)", "np.transpose(x, (0, 2, 1))", "tf.transpose(x, perm=[0, 2, 1])"),
    (".transpose(0, -1)", "np.transpose(x, (2, 1, 0))", "tf.transpose(x, perm=[2, 1, 0])"),
    (".view(32, -1, 2)", "np.reshape(x, (32, 320, 2))", "tf.reshape(x, (32, 320, 2))"),
    (".flatten(0, 1)", "np.reshape(x, (320, 64))", "tf.reshape(x, (320, 64))"),
    ("[:, -1]", "x[:, -1]", "x[:, -1]"),
    ("[..., None, 1:9:2]", "x[..., None, 1:9:2]", "x[..., None, 1:9:2]"),
    (".mean(1)", "np.mean(x, axis=1)", "tf.reduce_mean(x, axis=1)"),
    (".mean((2, 0), keepdim=True)", "np.mean(x, axis=(0, 2), keepdims=True)",
     "tf.reduce_mean(x, axis=[0, 2], keepdims=True)"),
    (".mean()", "np.mean(x)", "tf.reduce_mean(x)"),
    (".unsqueeze(-1)", "np.expand_dims(x, axis=3)", "tf.expand_dims(x, axis=3)"),
    (".squeeze(0)", "x", "x"),
    (".contiguous()", "x", "x"),
    ("", "x", "x"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "numpy", "tensorflow"), ONE_LINE)
def test_how_each_step_is_said(code, numpy, tensorflow):
    steps = parse_steps(code)
    for written, expected in ((numpy_code(AXES, steps), numpy), (tensorflow_code(AXES, steps), tensorflow)):
        assert written.splitlines()[-1].split("  # ")[0] == f"result = {expected}"


def test_the_flatten_of_the_articles():
    assert tensorflow_code(AXES, parse_steps(".flatten(1)")) == (
        "import tensorflow as tf\n"
        "\n"
        "# x is the tensor: (32 batch, 10 time, 64 hidden)\n"
        "result = tf.reshape(x, (32, 640))  # (32 batch, 640 time x hidden); the same as keras.layers.Flatten()(x)\n"
    )
    for code in (".reshape(32, 640)", ".view(32, -1)"):
        assert "keras.layers.Flatten()(x)" in tensorflow_code(AXES, parse_steps(code))
    for code in (".flatten()", ".reshape(640, 32)", ".flatten(0, 1)", ".mean((1, 2))"):
        assert "Flatten" not in tensorflow_code(AXES, parse_steps(code))


def test_axes_stand_after_each_line():
    assert numpy_code(AXES, parse_steps(".permute(0, 2, 1)[0].unsqueeze(0).squeeze().contiguous()")) == (
        "import numpy as np\n"
        "\n"
        "# x is the array: (32 batch, 10 time, 64 hidden)\n"
        "x = np.transpose(x, (0, 2, 1))  # (32 batch, 64 hidden, 10 time)\n"
        "x = x[0]  # (64 hidden, 10 time)\n"
        "x = np.expand_dims(x, axis=0)  # (1, 64 hidden, 10 time)\n"
        "result = np.squeeze(x, axis=0)  # (64 hidden, 10 time)\n"
    )


def test_a_step_of_several_primitives_is_several_lines():
    class Split(TorchStep):
        call = TorchCall("unflatten", (1, (2, 5)))

        def primitives(self, shape):  # noqa: ARG002  # one signature for all steps
            picked = Index((Pick(3), NewAxis(), *(Range(0, size) for size in (64, 2)), Range(1, 5, 2)))
            return Regroup((32, 2, 5, 64)), Reorder((0, 3, 1, 2)), picked, Reduce((2,))

    found = numpy_code(AXES, (Split(),))
    assert [line.split("  # ")[0] for line in found.splitlines()[3:]] == [
        "x = np.reshape(x, (32, 2, 5, 64))",
        "x = np.transpose(x, (0, 3, 1, 2))",
        "x = x[3, None, 0:64, 0:2, 1:5:2]",
        "result = np.mean(x, axis=2)",
    ]
    tensor = numbered((32, 10, 64))
    expected = tensor.reshape(32, 2, 5, 64).permute(0, 3, 1, 2)[3, None, :, :, 1:5:2].mean(2)
    np.testing.assert_allclose(executed(found, tensor.numpy()), expected.numpy(), rtol=1e-12)


def test_a_dialect_that_cannot_say_a_step_says_nothing():
    only_indexing = replace(
        numpy_dialect._NUMPY, expression=lambda call, _: f"x{call.code}" if isinstance(call, Take) else None
    )
    assert array_code(only_indexing, AXES, parse_steps("[:, -1].mean(1)")) == ""
    assert array_code(only_indexing, AXES, parse_steps("[:, -1]")).endswith(
        "result = x[:, -1]  # (32 batch, 64 hidden)\n"
    )


@pytest.mark.parametrize("code", [".permute(0, 1)", "[40]", ".view(7)"])
def test_a_step_that_does_not_fit_is_refused(code):
    for write in (numpy_code, tensorflow_code):
        with pytest.raises(StepError):
            write(AXES, parse_steps(code))


CHECKED = "[:, -1].reshape(4, 8, 64).mean(1).unsqueeze(0)"


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex64"])
def test_the_check_compares_with_torch(dtype):
    tensor = torch.sin(numbered((32, 10, 64))).to(getattr(torch, dtype))
    told = check_numpy(tensor.numpy(), tensor, parse_steps(CHECKED))
    assert (told["close"], told["shape"]) == (True, [1, 4, 64])


@pytest.mark.parametrize("dtype", ["bfloat16", "float8_e4m3fn", "float8_e5m2", "int64", "bool"])
def test_the_check_moves_what_cannot_be_reduced(dtype):
    tensor = torch.sin(numbered((6, 5, 4))).mul(3).to(getattr(torch, dtype))
    bytes_ = tensor.view(torch.uint8).numpy()
    numpy_type = getattr(ml_dtypes, dtype, None) or np.dtype(dtype)
    values = np.frombuffer(bytes_.tobytes(), numpy_type).reshape(6, 5, 4)
    for code in (".permute(2, 0, 1)[:, 1:3].flatten(1)", "[0, 0, 0]", "[:0]", "[1, 2, 3].unsqueeze(0)"):
        assert check_numpy(values, tensor, parse_steps(code))["equal"], code


def test_the_check_can_fail():
    tensor = torch.sin(numbered((6, 5)))
    other = tensor.numpy() + 1e-3
    told = check_numpy(other, tensor, parse_steps(".mean(1)"))
    assert (told["equal"], told["close"], told["shape"]) == (False, False, [6])
    assert told["max_abs"] == pytest.approx(1e-3)


def test_the_check_knows_the_mean_of_nothing():
    assert check_numpy(np.zeros((0, 3)), torch.zeros(0, 3, dtype=torch.float64), parse_steps(".mean(0)"))["equal"]


def test_the_check_keeps_the_refusal_of_torch():
    column = torch.zeros(3, 2).T
    with pytest.raises(StepError, match="view size is not compatible"):
        check_numpy(column.numpy(), column, parse_steps(".view(6)"))
    assert apply_steps(column, parse_steps(".reshape(6)")).shape == (6,)
