"""The models of an article on reshaping: it reshapes bare tensors, here an LSTM makes them."""

from .preset import Preset, PresetForm

_ARTICLE = "How can LSTM output be reshaped to a desired shape?"
_X = ("0=normal(batch=32,time=10,128)",)
_OUTPUT = "lstm/0/output"

RESHAPE = (
    Preset(
        name="reshape-last-step",
        article=_ARTICLE,
        claim="output[:, -1, :] of LSTM(128, 64, batch_first) is (32, 64) for x of (32, 10, 128), "
        "and nn.LSTM(..., return_sequences=False) gives the same.",
        truth="The first half is right. The second raises TypeError: there is no argument return_sequences.",
        why="return_sequences is an argument of Keras. nn.LSTM always returns the whole sequence, and the code "
        "after it takes the last step.",
        right=PresetForm("reshape_last_step", "LastStep", _X, _OUTPUT, "[:, -1, :]"),
        published=PresetForm("reshape_last_step_as_published", "LastStep", _X, _OUTPUT, "[:, -1, :]"),
        faults=("M20",),
    ),
    Preset(
        name="reshape-flatten",
        article=_ARTICLE,
        claim="tf.reshape(x, (32, 640)) and Flatten() turn (32, 10, 64) into (32, 640).",
        truth="Right; in torch it is flatten(1). Within a row time is the outer index: 10 steps of 64 hidden units.",
        why="A reshape keeps the elements in order, and the batch stands outermost, so no sample is cut apart.",
        right=PresetForm("reshape_flatten", "Flattened", _X, _OUTPUT, ".flatten(1)"),
        published=PresetForm("reshape_flatten", "Flattened", _X, _OUTPUT, ".reshape(32, 640)"),
    ),
    Preset(
        name="reshape-conv1d",
        article=_ARTICLE,
        claim="permute(0, 2, 1), then reshape(32, 64, 10), makes (32, 10, 64) fit Conv1d(64, 1, 3, padding=1): "
        "(32, 1, 10).",
        truth="The shape is right, but the reshape does nothing; without the permute it gives the same shape and "
        "scrambled data.",
        why="permute moves the axes with their elements. reshape keeps the elements in order and only cuts the "
        "sequence of them in other places.",
        right=PresetForm("reshape_conv1d", "LSTMThenConv", _X, _OUTPUT, ".permute(0, 2, 1)"),
        published=PresetForm(
            "reshape_conv1d_as_published", "LSTMThenConv", _X, _OUTPUT, ".permute(0, 2, 1).reshape(32, 64, 10)"
        ),
        faults=("M25",),
    ),
)
