"""The models of an article on Keras's LSTM, each as the nn.LSTM that it equals: batch first."""

from .preset import Preset, PresetForm

_ARTICLE = "What are the output shapes of this LSTM network?"
_OUTPUT, _H_N, _C_N = "lstm/0/output", "lstm/0/h_n", "lstm/0/c_n"
_STATE_X = ("0=normal(batch=8,time=5,2)",)

KERAS = (
    Preset(
        name="keras-last",
        article=_ARTICLE,
        claim="Keras's LSTM(64) gives (32, 64) for x of (32, 10, 3).",
        truth="Right; in torch it is output[:, -1].",
        why="Keras returns the last time step unless return_sequences=True asks for all of them.",
        right=PresetForm("keras_last", "KerasLSTM", ("0=normal(batch=32,time=10,3)",), _OUTPUT, "[:, -1]"),
    ),
    Preset(
        name="keras-sequences",
        article=_ARTICLE,
        claim="Keras's LSTM(32, return_sequences=True) gives (16, 20, 32) for x of (16, 20, 5).",
        truth="Right; in torch it is output.",
        why="One hidden state of 32 units for each of the 20 time steps: output as nn.LSTM returns it.",
        right=PresetForm("keras_sequences", "KerasLSTM", ("0=normal(batch=16,time=20,5)",), _OUTPUT),
    ),
    Preset(
        name="keras-state",
        article=_ARTICLE,
        claim="Of Keras's LSTM(128, return_state=True) on x of (8, 5, 2), output[0] is the last hidden state and "
        "output[1] the last cell state.",
        truth="It returns three tensors of (8, 128): output, h, c. output[1] is h, output[2] is c.",
        why="The last output comes first, and it equals h. Who takes it for h takes the h that follows for c.",
        right=PresetForm("keras_state", "KerasLSTM", _STATE_X, _C_N, "[-1]"),
        published=PresetForm("keras_state_as_published", "KerasLSTM", _STATE_X, _H_N, "[-1]"),
        faults=("M20",),
    ),
    Preset(
        name="keras-sequences-state",
        article=_ARTICLE,
        claim="With return_sequences=True and return_state=True, Keras's LSTM gives (N, T, U), (N, U) and (N, U).",
        truth="Right; in torch output, h_n[-1] and c_n[-1]: (8, 5, 128), (8, 128) and (8, 128) for x of (8, 5, 2).",
        why="h_n and c_n have an axis of layers in front; [-1] takes the top one, which is all that Keras has.",
        right=PresetForm("keras_sequences_state", "KerasLSTM", _STATE_X, _H_N, "[-1]"),
    ),
)
