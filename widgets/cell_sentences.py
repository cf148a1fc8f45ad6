"""What each part of the drawing of a cell is, in a sentence."""

from inspector.gates.cell_step import CellStep, GruStep, LstmStep
from inspector.gates.gate_words import gate_words
from inspector.gates.unit_trace import UnitTrace
from inspector.model.config import RecurrentConfig
from widgets.number_text import number_text

_FEW = 4  # inputs: their numbers are written, of more only how many there are
_MOST_LETTERS = 14  # for all of them: more would be too small to read
_GIVEN = {
    "x": "The input at this step, all of it; each gate weighs it with its own row of W_i.",
    "h_before": "The hidden state of the step before. Gates weigh that of all units; the number is this unit's own.",
}
_LSTM = {
    "c_before": "The cell state of the step before: what the unit remembers.",
    "kept": "What is kept of the old cell state: the forget gate times it.",
    "written": "What is written: the input gate times the content that the cell gate offers.",
    "tanh_c": "The cell state, squashed to between -1 and 1.",
}
_GRU = {
    "kept": "What is kept of the old state: the update gate times it.",
    "offered": "How much room the update gate leaves for the new content.",
    "written": "What is written: the new content, as far as the update gate leaves room for it.",
}


def cell_sentences(step: CellStep, config: RecurrentConfig) -> dict[str, str]:
    """Give a sentence for every quantity that is drawn: `forget gate: how much ...`."""
    gates = {words.name: f"{words.title}: {words.sentence}" for words in gate_words(config)}
    match step:
        case LstmStep():
            return gates | _GIVEN | _LSTM
        case GruStep():
            return gates | _GIVEN | _GRU


def caption(trace: UnitTrace, time_step: int, config: RecurrentConfig) -> str:
    """Say what is shown: `LSTM, layer 0, forward, sample 3, unit 5: time step 2 (0 to 19)`."""
    layer = "" if config.is_cell else f", layer {trace.layer}, {'reverse' if trace.direction else 'forward'}"
    projected = ", h before the projection" if config.proj_size else ""
    where = f"{config.kind.value}{layer}, sample {trace.sample}, unit {trace.unit}{projected}"
    read = "step {} as it reads, from the end" if trace.direction else "time step {}"
    return f"{where}: {read.format(time_step)} (0 to {len(trace.h) - 1})"


def words_for(trace: UnitTrace, time_step: int, config: RecurrentConfig) -> dict[str, str]:
    """Give what stands in the place of a number: the input, `0, 1, 0` or how many there are, and a projected h."""
    given = trace.input[time_step]
    written = ", ".join(number_text(float(each), 3) for each in given[: _FEW + 1])
    few = len(given) <= _FEW and len(written) <= _MOST_LETTERS
    told = {"x": written if few else f"{len(given):,} input{'' if len(given) == 1 else 's'}"}
    return told | {"h_before": f"{config.proj_size:,} projected"} if config.proj_size else told
