"""The models of an article on output dimensions, which takes the batch of a batch_first layer for the time."""

from .preset import Preset, PresetForm

_ARTICLE = "What is the output dimension of a PyTorch LSTM?"
_X = ("0=normal(batch=5,time=3,10)",)
_AS_THE_ARTICLE_READS_IT = ("0=normal(time=5,batch=3,10)",)
_H_N, _BOTH = "lstm/0/h_n", "[-2:].transpose(0, 1).flatten(1)"
_WHY = (
    "batch_first=True makes the first axis of x the batch: 5 samples of 3 time steps. "
    "h_n keeps its batch in the middle, whatever batch_first says."
)

DIMS = (
    Preset(
        name="dims-unidirectional",
        article=_ARTICLE,
        claim='LSTM(10, 20, batch_first) on x of (5, 3, 10), "sequence 5, batch 3", gives h_n of (1, 3, 20).',
        truth="The batch is 5: h_n is (1, 5, 20).",
        why=_WHY,
        right=PresetForm("dims_unidirectional", "Unidirectional", _X, _H_N, "[-1]"),
        published=PresetForm("dims_unidirectional", "Unidirectional", _AS_THE_ARTICLE_READS_IT, _H_N, "[-1]"),
        faults=("M1",),
    ),
    Preset(
        name="dims-multilayer",
        article=_ARTICLE,
        claim="With num_layers=2, LSTM(10, 20, batch_first) on the same x, (5, 3, 10), gives h_n of (2, 3, 20).",
        truth="The batch is 5: h_n is (2, 5, 20).",
        why=_WHY,
        right=PresetForm("dims_multilayer", "MultiLayer", _X, _H_N, "[-1]"),
        published=PresetForm("dims_multilayer", "MultiLayer", _AS_THE_ARTICLE_READS_IT, _H_N, "[-1]"),
        faults=("M1",),
    ),
    Preset(
        name="dims-bidirectional",
        article=_ARTICLE,
        claim="With bidirectional=True, LSTM(10, 20, batch_first) on the same x, (5, 3, 10), gives output of "
        "(5, 3, 40) and h_n of (2, 3, 20).",
        truth="output is right. The batch is 5: h_n is (2, 5, 20).",
        why=_WHY,
        right=PresetForm("dims_bidirectional", "Bidirectional", _X, _H_N, _BOTH),
        published=PresetForm("dims_bidirectional", "Bidirectional", _AS_THE_ARTICLE_READS_IT, _H_N, _BOTH),
        faults=("M1",),
    ),
)
