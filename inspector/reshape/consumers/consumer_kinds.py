"""What can take a tensor next: each kind's arguments in torch's order, and the axes that it wants."""

from dataclasses import dataclass

from .consumer_layouts import ANY, ONE, Layout

_BATCH, _TIME, _FEATURES, _LAYER = ("batch",), ("time",), ("features",), ("layer",)
_STEPS = ("batch", "time")


@dataclass(frozen=True, slots=True)
class SizedAxis:
    """An argument that must equal the size of an axis, and what it counts there."""

    parameter: str
    axis: int
    counted: str


@dataclass(frozen=True, slots=True)
class ConsumerKind:
    """One kind of consumer; of `parameters` the first `positional` are written without their name."""

    name: str
    description: str
    parameters: tuple[str, ...]
    positional: int
    sized: tuple[SizedAxis, ...]
    layouts: tuple[Layout, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ANYWHERE = Layout((ANY, _FEATURES), "every vector along the last axis")
_UNBATCHED = Layout((_TIME, _FEATURES), "one sequence without a batch axis")
_SEQUENCES = (
    Layout((_BATCH, _TIME, _FEATURES), "one sequence per sample, the samples first", True),
    Layout((_TIME, _BATCH, _FEATURES), "one sequence per sample, the time steps first", False),
    _UNBATCHED,
)
_CONVOLUTION = _words("in_channels out_channels kernel_size stride padding dilation groups bias padding_mode")
_RECURRENT = _words("input_size hidden_size num_layers bias batch_first dropout bidirectional")
_INPUT_SIZE = (SizedAxis("input_size", -1, "features"),)
_CROSS_ENTROPY = _words("weight size_average ignore_index reduce reduction label_smoothing")
_DECODER = _words("hidden_size num_layers")
_STATE = (SizedAxis("hidden_size", -1, "hidden units"), SizedAxis("num_layers", 0, "layers"))
_SIDE_BY_SIDE = (
    Layout((_LAYER, _BATCH, ("direction", "unit")), "each layer's two final states side by side"),
    Layout((_LAYER, ("direction", "unit")), "the same without a batch axis"),
)

CONSUMERS = (
    ConsumerKind(
        "Linear",
        "a fully connected layer on the last axis",
        _words("in_features out_features bias"),
        2,
        (SizedAxis("in_features", -1, "features"),),
        (
            Layout((_BATCH, _FEATURES), "one vector per sample"),
            Layout((_BATCH, _TIME, _FEATURES), "every time step of every sample"),
            Layout((_BATCH, ("time", "features")), "all time steps of a sample side by side"),
            _ANYWHERE,
        ),
    ),
    ConsumerKind(
        "Conv1d",
        "a convolution along time",
        _CONVOLUTION,
        2,
        (SizedAxis("in_channels", -2, "channels"),),
        (
            Layout((_BATCH, _FEATURES, _TIME), "one sequence per sample: the channels stand before time"),
            Layout((_FEATURES, _TIME), "one sequence without a batch axis: the channels stand before time"),
        ),
    ),
    ConsumerKind(
        "Conv2d",
        "a convolution over time and features, as over a picture",
        _CONVOLUTION,
        2,
        (SizedAxis("in_channels", -3, "channels"),),
        (
            Layout((_BATCH, ONE, _TIME, _FEATURES), "each sequence is a picture of one channel, time by features"),
            Layout((_BATCH, ("direction",), _TIME, ("unit",)), "each direction is a channel of the picture"),
            Layout((ONE, _TIME, _FEATURES), "one picture without a batch axis"),
        ),
    ),
    ConsumerKind(
        "MultiheadAttention",
        "self-attention between the time steps",
        _words("embed_dim num_heads dropout bias add_bias_kv add_zero_attn kdim vdim batch_first"),
        2,
        (SizedAxis("embed_dim", -1, "features"),),
        _SEQUENCES,
    ),
    ConsumerKind(
        "TransformerEncoder",
        "one TransformerEncoderLayer, whose arguments it takes",
        _words("d_model nhead dim_feedforward dropout activation layer_norm_eps batch_first norm_first bias"),
        2,
        (SizedAxis("d_model", -1, "features"),),
        _SEQUENCES,
    ),
    ConsumerKind("LSTM", "another LSTM", (*_RECURRENT, "proj_size"), 2, _INPUT_SIZE, _SEQUENCES),
    ConsumerKind("GRU", "a GRU", _RECURRENT, 2, _INPUT_SIZE, _SEQUENCES),
    ConsumerKind("RNN", "a plain RNN", (*_RECURRENT[:3], "nonlinearity", *_RECURRENT[3:]), 2, _INPUT_SIZE, _SEQUENCES),
    ConsumerKind(
        "BatchNorm1d",
        "each feature normalised over the batch",
        _words("num_features eps momentum affine track_running_stats"),
        1,
        (SizedAxis("num_features", 1, "channels"),),
        (
            Layout((_BATCH, _FEATURES), "one vector per sample"),
            Layout((_BATCH, _FEATURES, _TIME), "over samples and time steps: the channels stand before time"),
            Layout((_STEPS, _FEATURES), "every time step of every sample as a sample"),
        ),
    ),
    ConsumerKind(
        "LayerNorm",
        "each vector along the last axis normalised",
        _words("normalized_shape eps elementwise_affine bias"),
        1,
        (SizedAxis("normalized_shape", -1, "features"),),
        (_ANYWHERE,),
    ),
    ConsumerKind(
        "CrossEntropyLoss per sequence",
        "one class for each sequence",
        _CROSS_ENTROPY,
        0,
        (),
        (
            Layout((_BATCH, _FEATURES), "one score per class for each sample"),
            Layout((_FEATURES,), "the scores of one sample"),
        ),
    ),
    ConsumerKind(
        "CrossEntropyLoss per step",
        "one class for each time step",
        _CROSS_ENTROPY,
        0,
        (),
        (
            Layout((_STEPS, _FEATURES), "one score per class for each time step of each sample"),
            Layout((_BATCH, _FEATURES, _TIME), "the same as a sequence per sample: the classes stand before time"),
            Layout((_TIME, _FEATURES), "one score per class for each time step of one sequence"),
        ),
    ),
    ConsumerKind(
        "CTCLoss",
        "labels without alignment; takes log-probabilities, .log_softmax(-1)",
        _words("blank reduction zero_infinity"),
        0,
        (),
        (
            Layout((_TIME, _BATCH, _FEATURES), "log-probabilities of each time step, the time steps first"),
            Layout((_TIME, _FEATURES), "log-probabilities of one sequence"),
        ),
    ),
    ConsumerKind(
        "bridge sum",
        "the first state of a decoder: the encoder's directions added, layer by layer",
        _DECODER,
        0,
        _STATE,
        (
            Layout((_LAYER, _BATCH, ("unit",)), "each layer's two final states added", summed=("direction",)),
            Layout((_LAYER, ("unit",)), "the same without a batch axis", summed=("direction",)),
        ),
    ),
    ConsumerKind(
        "bridge cat",
        "the first state of a decoder twice as wide: the encoder's directions side by side, layer by layer",
        _DECODER,
        0,
        _STATE,
        _SIDE_BY_SIDE,
    ),
    ConsumerKind(
        "bridge cat + Linear",
        "the first state of a decoder: the directions side by side, made as wide as one by a Linear",
        _DECODER,
        0,
        _STATE[1:],
        _SIDE_BY_SIDE,
    ),
)
KINDS = {kind.name: kind for kind in CONSUMERS}
