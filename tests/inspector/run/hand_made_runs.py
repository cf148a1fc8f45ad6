"""Runs as a capture would describe them, written by hand: only what a timeline looks at is filled in."""

from pathlib import Path

from inspector.model.config import Kind, RecurrentConfig
from inspector.model.source import PresetSource
from inspector.run.request import RunRequest
from inspector.run.run import Call, Run, StoredTensor

BATCH, HIDDEN = 4, 8
LSTM = RecurrentConfig(Kind.LSTM, HIDDEN, HIDDEN, batch_first=True)
GRU = RecurrentConfig(Kind.GRU, HIDDEN, HIDDEN, batch_first=True)
CELL = RecurrentConfig(Kind.LSTM_CELL, HIDDEN, HIDDEN)


def call_of(module, first=0, time=1, config=LSTM, count=1, lengths=None, **same):
    """Describe one call; `h_0="encoder/0/h_n"` gives it a state that is that tensor, `h_0=""` one from elsewhere."""
    state = (BATCH, HIDDEN) if config.is_cell else (1, BATCH, HIDDEN)
    sequence = (BATCH, HIDDEN) if config.is_cell else (BATCH, time, HIDDEN)
    shapes = {"input": sequence} | {role: state for role in ("h_0", "c_0") if role in same}
    shapes |= {} if config.is_cell else {"output": sequence}
    shapes |= dict.fromkeys(("h_n", "c_n")[: 1 + config.has_cell_state], state)
    stack = (count,) if count > 1 else ()
    tensors = tuple(
        StoredTensor(role, stack + shape, _strides(stack + shape), "float32", same_as=same.get(role, ""))
        for role, shape in shapes.items()
    )
    return Call(module, (), config, first, count, lengths, tensors)


def after(module, first=0, label=None, config=LSTM, **more):
    """Describe a call that begins with the final state of the call before, or of the call with this name."""
    before = label or f"{module}/{first - 1}"
    state = {"h_0": f"{before}/h_n"} | ({"c_0": f"{before}/c_n"} if config.has_cell_state else {})
    return call_of(module, first, config=config, **(state | more))


def run_with(*calls, carried=()):
    return Run(
        Path("run.safetensors"), RunRequest(PresetSource("odd")), "cpu", "float32", "2.13.0", 0.1, calls, (), (), (),
        None, carried=carried,
    )  # fmt: skip


def seq2seq(steps=12):
    decoder = [after("decoder", 0, "encoder/0"), *(after("decoder", number) for number in range(1, steps))]
    return run_with(call_of("encoder", time=24), *decoder)


def forecaster(steps=12):
    return run_with(call_of("lstm", time=30), *(after("lstm", number) for number in range(1, steps + 1)))


def bridged():
    both = RecurrentConfig(Kind.LSTM, HIDDEN, HIDDEN, batch_first=True, bidirectional=True)
    return run_with(call_of("encoder", time=24, config=both), call_of("decoder", time=24, h_0="", c_0=""))


def deep(layers=30):
    first = call_of("stack.layers.0", time=24)
    rest = (
        call_of(f"stack.layers.{number}", time=24, input=f"stack.layers.{number - 1}/0/output")
        for number in range(1, layers)
    )
    return run_with(first, *rest)


def growing(calls=500):
    """Calls of which each is longer than the one before, so that no two are equal."""
    return run_with(call_of("lstm"), *(after("lstm", number, time=number + 1) for number in range(1, calls)))


def two_cells(steps=20):
    """Two cells in a loop, the second one on top of the first, both begun by an encoder."""
    calls = [call_of("encoder", time=24)]
    for number in range(steps):
        before = {"label": "encoder/0"} if number == 0 else {}
        calls.append(after("decoder.cell1", number, config=CELL, **before))
        calls.append(after("decoder.cell2", number, config=CELL, **before, input=f"decoder.cell1/{number}/h_n"))
    return run_with(*calls)


def alternating(rounds=6):
    """An encoder and a decoder that hand the state to each other."""
    calls = [call_of("encoder", time=8), after("decoder", 0, "encoder/0")]
    for number in range(1, rounds):
        calls.append(after("encoder", number, f"decoder/{number - 1}", time=8))
        calls.append(after("decoder", number, f"encoder/{number}"))
    return run_with(*calls)


def _strides(shape):
    strides = [1]
    for size in reversed(shape[1:]):
        strides.insert(0, strides[0] * size)
    return tuple(strides)
