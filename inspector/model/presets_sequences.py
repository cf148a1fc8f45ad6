"""The models of an article on input and output of different lengths."""

from .preset import Preset, PresetForm

_ARTICLE = "How do LSTMs handle different input and output shapes?"
_PAIR = ("0=normal(batch=2,time=30,10)", "1=normal(batch=2,time=40,15)")
_SERIES = ("0=normal(batch=5,time=50,1)",)

SEQUENCES = (
    Preset(
        name="classifier-many-to-one",
        article=_ARTICLE,
        claim="LSTM(5, 128, batch_first) -> hidden[-1] -> Linear(128, 2) gives (3, 2) for x of (3, 20, 5).",
        truth="Right: hidden[-1] is the top layer's last hidden state, one row of 128 for each sample.",
        why="Whatever the number of time steps, the final state has one row for each sample.",
        right=PresetForm("classifier_many_to_one", "ManyToOne", ("0=normal(batch=3,time=20,5)",), "lstm/0/h_n", "[-1]"),
    ),
    Preset(
        name="seq2seq-teacher-forcing",
        article=_ARTICLE,
        claim="encoder LSTM(10, 256), decoder LSTM(256, 256), Linear(256, 15) give (2, 40, 15) for src of "
        "(2, 30, 10) and trg of (2, 40, 15).",
        truth="It raises: the decoder expects 256 features and gets 15. With decoder = LSTM(15, 256) it is "
        "(2, 40, 15).",
        why="With teacher forcing the decoder is given the target, 15 wide. The encoder's 256 units reach it as "
        "(h_n, c_n), which hidden_size fits, not input_size.",
        right=PresetForm("seq2seq_teacher_forcing", "TeacherForcing", _PAIR, "encoder/0/h_n", "[-1]"),
        published=PresetForm("seq2seq_teacher_forcing_as_published", "TeacherForcing", _PAIR, "encoder/0/h_n", "[-1]"),
        faults=("M24",),
    ),
    Preset(
        name="forecaster",
        article=_ARTICLE,
        claim="LSTM(1, 64) -> Linear(64, 1), fed back for 20 steps, gives (5, 20, 1) for x of (5, 50, 1).",
        truth="It raises: the prediction, 1 wide, goes back into Linear(64, 1). Through the LSTM with its state it "
        "is (5, 20, 1).",
        why="Only the LSTM turns 1 feature into 64, and only it remembers: the next step needs its (h, c) too.",
        right=PresetForm("forecaster", "Forecaster", _SERIES, "lstm/0/output", "[:, -1:]"),
        published=PresetForm("forecaster_as_published", "Forecaster", _SERIES, "lstm/0/output", "[:, -1]"),
        faults=("M23",),
    ),
)
