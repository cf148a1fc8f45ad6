"""The models of an article on what an LSTM's output means."""

from .preset import Preset, PresetForm

_ARTICLE = "How can I interpret the output of a PyTorch LSTM?"
_X = ("0=normal(batch=32,time=20,10)",)

INTERPRET = (
    Preset(
        name="classifier-last-hidden",
        article=_ARTICLE,
        claim="LSTM(10, 64, batch_first) -> h_n[-1] -> Linear(64, 3) gives (32, 3) for x of (32, 20, 10).",
        truth="Right: h_n[-1] is the top layer's last hidden state, (batch, hidden).",
        why="The first axis of h_n counts layers, so [-1] is the top layer, whatever batch_first says.",
        right=PresetForm("classifier_last_hidden", "Classifier", _X, "lstm/0/h_n", "[-1]"),
    ),
    Preset(
        name="predictor-bidirectional",
        article=_ARTICLE,
        claim="LSTM(10, 64, bidirectional, batch_first) -> output[:, -1] -> Linear(128, 5) gives (32, 5) for x of "
        "(32, 20, 10).",
        truth="The shape is right, the meaning is not: the backward half of output[:, -1] has seen one time step. "
        "cat(h_n[-2], h_n[-1]) has seen all.",
        why="The backward direction begins at the end of the sequence: its first step stands at time -1, its last "
        "at time 0.",
        right=PresetForm("predictor_bidirectional", "Predictor", _X, "lstm/0/h_n", "[-2:].transpose(0, 1).flatten(1)"),
        published=PresetForm("predictor_bidirectional_as_published", "Predictor", _X, "lstm/0/output", "[:, -1]"),
        faults=("M6",),
    ),
    Preset(
        name="seq2seq-encoder-decoder",
        article=_ARTICLE,
        claim="A decoder LSTM(5, 64) started with the (h_n, c_n) of an encoder LSTM(10, 64), then Linear(64, 5), "
        "gives (32, 25, 5) for src of (32, 20, 10) and tgt of (32, 25, 5).",
        truth="Right: both states are (1, 32, 64), whatever batch_first says, so they fit as they are.",
        why="The states depend on layers, batch and hidden size only, not on the number of time steps.",
        right=PresetForm(
            "seq2seq_encoder_decoder", "EncoderDecoder", (*_X, "1=normal(batch=32,time=25,5)"), "encoder/0/h_n", "[-1]"
        ),
    ),
)
