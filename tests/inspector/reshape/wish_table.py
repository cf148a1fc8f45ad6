"""Wishes as people have them after an LSTM, and the answer that somebody who knows PyTorch well expects first.

N = 32 samples, T = 10 time steps, H = 64 hidden units, 16 input features, 2 layers.
"""

from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.wishes.parse_wish import parse_wish
from inspector.reshape.wishes.proposal import Answer
from inspector.reshape.wishes.proposals import proposals
from inspector.run.key import TensorKey
from inspector.tensor.axis import Axes, named_axis, shape_of
from inspector.tensor.record import TensorRecord

BATCH, TIME, HIDDEN = named_axis(("batch", 32)), named_axis(("time", 10)), named_axis(("hidden", 64))
BOTH = named_axis(("direction", 2), ("hidden", 64))
ONE, TWO = named_axis(("layer", 1)), named_axis(("layer", 2))
ONE_BOTH, TWO_BOTH = named_axis(("layer", 1), ("direction", 2)), named_axis(("layer", 2), ("direction", 2))
INPUT, PROJECTION = named_axis(("input", 16)), named_axis(("projection", 20))
ROWS = named_axis(("gate", 4), ("hidden", 64))
LENGTHS = tuple(1 + (7 * sample + 9) % 10 for sample in range(32))

SOURCES: dict[str, tuple[str, Axes]] = {
    "out": ("output", (BATCH, TIME, HIDDEN)),
    "out time first": ("output", (TIME, BATCH, HIDDEN)),
    "out both": ("output", (BATCH, TIME, BOTH)),
    "out both time first": ("output", (TIME, BATCH, BOTH)),
    "out packed": ("output", (BATCH, TIME, HIDDEN)),
    "out packed time first": ("output", (TIME, BATCH, HIDDEN)),
    "out both packed": ("output", (BATCH, TIME, BOTH)),
    "out projected": ("output", (BATCH, TIME, PROJECTION)),
    "out unbatched": ("output", (TIME, HIDDEN)),
    "out both unbatched": ("output", (TIME, BOTH)),
    "out one sample": ("output", (named_axis(("batch", 1)), TIME, HIDDEN)),
    "in": ("input", (BATCH, TIME, INPUT)),
    "h": ("h_n", (ONE, BATCH, HIDDEN)),
    "h two layers": ("h_n", (TWO, BATCH, HIDDEN)),
    "h both": ("h_n", (ONE_BOTH, BATCH, HIDDEN)),
    "h two layers both": ("h_n", (TWO_BOTH, BATCH, HIDDEN)),
    "c two layers both": ("c_n", (TWO_BOTH, BATCH, HIDDEN)),
    "cell": ("h_n", (named_axis(("call", 10)), BATCH, HIDDEN)),
    "weight_ih": ("weight_ih_l0", (ROWS, INPUT)),
    "weight_hh": ("weight_hh_l0", (ROWS, HIDDEN)),
    "bias": ("bias_ih_l0", (ROWS,)),
}

WISHES = [
    ("out", "(32, 640)", ".flatten(1)"),
    ("out", "(32, 64)", "[:, -1]"),
    ("out", "(320, 64)", ".flatten(0, 1)"),
    ("out", "(-1, 64)", ".flatten(0, 1)"),
    ("out", "32, -1", ".flatten(1)"),
    ("out", "(32, 64, 10)", ".transpose(1, 2)"),
    ("out", "(10, 32, 64)", ".transpose(0, 1)"),
    ("out", "(32, 1, 10, 64)", ".unsqueeze(1)"),
    ("out", "(32, 64, 1)", "[:, -1].unsqueeze(-1)"),
    ("out", "(32, 1, 64)", "[:, -1:]"),
    ("out", "(32, 8, 10, 8)", ".unflatten(-1, (8, 8)).transpose(1, 2)"),
    ("out", "(32, 10, 8, 8)", ".unflatten(-1, (8, 8))"),
    ("out", "(32, 10, 64)", ""),
    ("out", "(*, 64)", ""),
    ("out", "(*, 640)", ".flatten(1)"),
    ("out", "(64, 32, 10)", ".permute(2, 0, 1)"),
    ("out", "(10, 64)", "[0]"),
    ("out", "(32, 10)", ".mean(-1)"),
    ("out", "(20480,)", ".flatten()"),
    ("out", "(1, 32, 64)", "[:, -1].unsqueeze(0)"),
    ("out", "batch, hidden, time", ".transpose(1, 2)"),
    ("out", "batch, hidden", "[:, -1]"),
    ("out", "batch time*hidden", ".flatten(1)"),
    ("out", "batch, hidden*time", ".transpose(1, 2).flatten(1)"),
    ("out", "time, batch, hidden", ".transpose(0, 1)"),
    ("out", "batch*time, hidden", ".flatten(0, 1)"),
    ("out", "time*batch, hidden", ".transpose(0, 1).flatten(0, 1)"),
    ("out", "hidden, batch, time", ".permute(2, 0, 1)"),
    ("out", "batch, features", "[:, -1]"),
    ("out", "batch, 1, time, features", ".unsqueeze(1)"),
    ("out time first", "(32, 64)", "[-1]"),
    ("out time first", "(32, 10, 64)", ".transpose(0, 1)"),
    ("out time first", "(32, 640)", ".transpose(0, 1).flatten(1)"),
    ("out time first", "(32, 64, 10)", ".permute(1, 2, 0)"),
    ("out time first", "(320, 64)", ".flatten(0, 1)"),
    ("out time first", "(32, -1)", ".transpose(0, 1).flatten(1)"),
    ("out time first", "batch, hidden, time", ".permute(1, 2, 0)"),
    ("out time first", "batch*time, hidden", ".transpose(0, 1).flatten(0, 1)"),
    ("out both", "(32, 128)", "[:, -1, :64].cat(output[:, 0, 64:], dim=-1)"),
    ("out both", "(32, 64)", "[:, -1, :64].stack(output[:, 0, 64:], dim=0).sum(0)"),
    ("out both", "(32, 2, 64)", "[:, -1, :64].stack(output[:, 0, 64:], dim=1)"),
    ("out both", "(32, 10, 64)", ".unflatten(-1, (2, 64)).sum(2)"),
    ("out both", "(32, 10, 2, 64)", ".unflatten(-1, (2, 64))"),
    ("out both", "(32, 2, 10, 64)", ".unflatten(-1, (2, 64)).transpose(1, 2)"),
    ("out both", "(2, 32, 10, 64)", ".unflatten(-1, (2, 64)).permute(2, 0, 1, 3)"),
    ("out both", "(32, 128, 10)", ".transpose(1, 2)"),
    ("out both", "(32, 1280)", ".flatten(1)"),
    ("out both", "(320, 128)", ".flatten(0, 1)"),
    ("out both", "batch, time, hidden", ".unflatten(-1, (2, 64)).sum(2)"),
    ("out both", "batch, direction*hidden", "[:, -1, :64].cat(output[:, 0, 64:], dim=-1)"),
    ("out both", "batch, features", "[:, -1, :64].cat(output[:, 0, 64:], dim=-1)"),
    ("out both", "batch, time, features", ""),
    ("out both time first", "(32, 128)", "[-1, :, :64].cat(output[0, :, 64:], dim=-1)"),
    ("out both time first", "(10, 32, 64)", ".unflatten(-1, (2, 64)).sum(2)"),
    ("out both time first", "(32, 10, 64)", ".unflatten(-1, (2, 64)).sum(2).transpose(0, 1)"),
    ("out both time first", "batch, direction*hidden, time", ".permute(1, 2, 0)"),
    ("out packed", "(32, 64)", ".last_valid(lengths)"),
    ("out packed", "(32, 1, 64)", ".last_valid(lengths).unsqueeze(1)"),
    ("out packed", "(32, 640)", ".flatten(1)"),
    ("out packed", "batch, features", ".last_valid(lengths)"),
    ("out packed time first", "(32, 64)", ".last_valid(lengths, batch=1, time=0)"),
    ("out both packed", "(32, 128)", ".last_valid(lengths)[:, :64].cat(output[:, 0, 64:], dim=-1)"),
    ("out projected", "(32, 20)", "[:, -1]"),
    ("out projected", "batch, projection, time", ".transpose(1, 2)"),
    ("out unbatched", "(64,)", "[-1]"),
    ("out unbatched", "(1, 10, 64)", ".unsqueeze(0)"),
    ("out unbatched", "batch, time, hidden", ".unsqueeze(0)"),
    ("out unbatched", "(640,)", ".flatten()"),
    ("out both unbatched", "(128,)", "[-1, :64].cat(output[0, 64:], dim=-1)"),
    ("out one sample", "(10, 64)", ".squeeze(0)"),
    ("out one sample", "(1, 64)", "[:, -1]"),
    ("out one sample", "(64,)", "[0, -1]"),
    ("in", "(32, 16, 10)", ".transpose(1, 2)"),
    ("in", "(32, 160)", ".flatten(1)"),
    ("in", "time, batch, input", ".transpose(0, 1)"),
    ("h", "(32, 64)", "[-1]"),
    ("h", "(32, 1, 64)", ".transpose(0, 1)"),
    ("h", "batch, hidden", "[-1]"),
    ("h two layers", "(32, 64)", "[-1]"),
    ("h two layers", "(1, 32, 64)", "[-1:]"),
    ("h two layers", "(32, 128)", ".transpose(0, 1).flatten(1)"),
    ("h two layers", "(32, 2, 64)", ".transpose(0, 1)"),
    ("h two layers", "batch, layer*hidden", ".transpose(0, 1).flatten(1)"),
    ("h both", "(32, 128)", "[-2].cat(h_n[-1], dim=-1)"),
    ("h both", "(32, 64)", ".sum(0)"),
    ("h both", "(1, 32, 64)", ".sum(0, keepdim=True)"),
    ("h both", "(1, 32, 128)", "[-2].cat(h_n[-1], dim=-1).unsqueeze(0)"),
    ("h both", "(32, 2, 64)", ".transpose(0, 1)"),
    ("h both", "batch, features", "[-2].cat(h_n[-1], dim=-1)"),
    ("h two layers both", "(32, 128)", "[-2].cat(h_n[-1], dim=-1)"),
    ("h two layers both", "(32, 64)", "[-2:].sum(0)"),
    ("h two layers both", "(2, 2, 32, 64)", ".unflatten(0, (2, 2))"),
    ("h two layers both", "(2, 32, 128)", ".unflatten(0, (2, 2)).transpose(1, 2).flatten(2)"),
    ("h two layers both", "(2, 32, 64)", ".unflatten(0, (2, 2)).sum(1)"),
    ("h two layers both", "(32, 256)", ".transpose(0, 1).flatten(1)"),
    ("h two layers both", "direction, batch, hidden", "[-2:]"),
    ("h two layers both", "layer, batch, hidden", ".unflatten(0, (2, 2)).sum(1)"),
    ("h two layers both", "layer, batch, direction*hidden", ".unflatten(0, (2, 2)).transpose(1, 2).flatten(2)"),
    ("c two layers both", "(32, 128)", "[-2].cat(c_n[-1], dim=-1)"),
    ("cell", "(32, 10, 64)", ".transpose(0, 1)"),
    ("cell", "(32, 64)", "[-1]"),
    ("cell", "batch, time, hidden", ".transpose(0, 1)"),
    ("weight_ih", "(4, 64, 16)", ".unflatten(0, (4, 64))"),
    ("weight_ih", "gate, hidden, input", ".unflatten(0, (4, 64))"),
    ("weight_ih", "(16, 256)", ".transpose(0, 1)"),
    ("weight_ih", "(64, 16)", "[:64]"),
    ("weight_hh", "(4, 64, 64)", ".unflatten(0, (4, 64))"),
    ("bias", "(4, 64)", ".unflatten(0, (4, 64))"),
    ("out", "b t h -> b h t", ".rearrange('b t h -> b h t')"),
    ("out", "b t h -> b (t h)", ".rearrange('b t h -> b (t h)')"),
    ("out", "b t h -> b h", ".reduce('b t h -> b h', 'mean')"),
    ("out both", "b t (2 h) -> b (2 h) t", ".rearrange('b t (d h) -> b (d h) t', d=2)"),
    ("out both", "b t (d h) -> b d t h", ".rearrange('b t (d h) -> b d t h', d=2)"),
    ("h two layers both", "(2 2) b h -> b (2 2 h)", ".rearrange('(l d) b h -> b (l d h)', l=2, d=2)"),
    ("out", "Linear", "[:, -1]"),
    ("out", "Linear(64, 10)", "[:, -1]"),
    ("out", "nn.Linear(640, 10)", ".flatten(1)"),
    ("out both", "Linear(128, 2)", "[:, -1, :64].cat(output[:, 0, 64:], dim=-1)"),
    ("out packed", "Linear(64, 2)", ".last_valid(lengths)"),
    ("out", "Conv1d(64, 32, 3)", ".transpose(1, 2)"),
    ("out time first", "Conv1d", ".permute(1, 2, 0)"),
    ("out", "Conv2d(1, 8, 3)", ".unsqueeze(1)"),
    ("out both", "Conv2d(2, 8, 3)", ".unflatten(-1, (2, 64)).transpose(1, 2)"),
    ("out time first", "MultiheadAttention(64, 4)", ""),
    ("out", "MultiheadAttention(64, 4)", ".transpose(0, 1)"),
    ("out", "MultiheadAttention(64, 4, batch_first=True)", ""),
    ("in", "TransformerEncoder", ""),
    ("out", "LSTM(64, 32, batch_first=True)", ""),
    ("out", "BatchNorm1d(64)", ".transpose(1, 2)"),
    ("out", "LayerNorm(64)", ""),
    ("out", "CrossEntropyLoss per step", ".flatten(0, 1)"),
    ("out", "CrossEntropyLoss per sequence", "[:, -1]"),
    ("out", "CTCLoss", ".transpose(0, 1)"),
    ("h two layers both", "bridge sum", ".unflatten(0, (2, 2)).sum(1)"),
    ("h two layers both", "bridge cat", ".unflatten(0, (2, 2)).transpose(1, 2).flatten(2)"),
]

UNREACHABLE = [
    ("out", "(7, 13)", "91 elements"),
    ("out", "(32, 65)", "2,080 elements"),
    ("out", "(128, 640)", "81,920 elements"),
    ("out", "(16, 1280)", "cuts across"),
    ("out", "batch, layer, hidden", "no layer"),
    ("out", "Linear(99, 10)", "99"),
    ("weight_ih", "batch, time", "no batch"),
    ("h", "(32, 7)", "224 elements"),
]


def record_of_source(name: str, key: TensorKey | None = None) -> TensorRecord:
    """Give the source as a record; its memory is laid out in order."""
    role, axes = SOURCES[name]
    shape = shape_of(axes)
    strides = [1]
    for size in reversed(shape[1:]):
        strides.insert(0, strides[0] * size)
    return TensorRecord(key or TensorKey("lstm", "0", role), shape, tuple(strides), "float32", axes)


def beside(name: str) -> Bindings:
    """Give the source by its own name, and the lengths where it was packed."""
    record = record_of_source(name)
    return Bindings(record.key, ((record.key.role, record),), LENGTHS if "packed" in name else ())


def answer(source: str, text: str) -> Answer:
    """Give what is proposed for a wish in the table."""
    return proposals(record_of_source(source), beside(source), parse_wish(text))
