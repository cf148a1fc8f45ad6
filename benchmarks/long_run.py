"""A run file as large as one likes, made from a short run: its time axis is repeated, so nothing large is computed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from math import prod
from pathlib import Path

from inspector.engine.make_run import make_run
from inspector.model.form import parse_form
from inspector.model.sniff import RUN_KEY
from inspector.model.source import FormSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run import Run, StoredTensor
from inspector.run.run_file import RunFile, open_run
from inspector.run.run_json import run_to_json

_SHORT = 2  # time steps that are computed
_PIECE = 1 << 24  # bytes that are written at once
_FLOAT_NBYTES = 4
_ALIGNMENT = 8  # bytes


def write_long_run(path: Path, batch: int, time: int, hidden: int) -> None:
    """Write the run of an LSTM whose output is (batch, time, hidden), float32; `time` is even.

    The model's result, which would be as large again, is left out.
    """
    form = parse_form(f"input_size=8,hidden_size={hidden},batch_first=true")
    request = RunRequest(FormSource(form), (parse_input(f"0=normal(batch={batch},time={_SHORT},8)"),))
    short_path = path.with_name(f"short-{path.name}")
    make_run(request, short_path, lambda _stage, _calls: None)
    try:
        _write(path, open_run(short_path), time // _SHORT)
    finally:
        short_path.unlink()


def _write(path: Path, short: RunFile, repeats: int) -> None:
    run = _lengthened(short.run, repeats)
    stored = dict(_stored(run))
    with path.open("wb") as file:
        file.write(_header(run, stored))
        for name, tensor in stored.items():
            values = short.tensors[name].read()
            times = prod(tensor.shape) // values.size
            for sample in values:
                for piece in _repeated(sample.tobytes(), times):
                    file.write(piece)


def _lengthened(run: Run, repeats: int) -> Run:
    """Give the run as it would be with so many times the steps."""
    (call,) = run.calls
    longer = tuple(
        _longer(tensor, repeats) if tensor.role in ("input", "output") else tensor for tensor in call.tensors
    )
    return replace(run, calls=(replace(call, tensors=longer),), result=())


def _longer(tensor: StoredTensor, repeats: int) -> StoredTensor:
    batch, time, features = tensor.shape
    return replace(tensor, shape=(batch, time * repeats, features), stride=(time * repeats * features, features, 1))


def _stored(run: Run) -> Iterator[tuple[str, StoredTensor]]:
    for call in run.calls:
        yield from ((call.key(tensor.role).name, tensor) for tensor in call.tensors)
    for layer in run.weights:
        yield from ((f"{layer.module}/weights/{tensor.role}", tensor) for tensor in layer.tensors)


def _header(run: Run, stored: dict[str, StoredTensor]) -> bytes:
    entries: dict[str, object] = {"__metadata__": {RUN_KEY: json.dumps(run_to_json(run))}}
    begin = 0
    for name, tensor in stored.items():
        end = begin + prod(tensor.shape) * _FLOAT_NBYTES
        entries[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": (begin, end)}
        begin = end
    text = json.dumps(entries).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text


def _repeated(piece: bytes, repeats: int) -> Iterator[bytes]:
    """Give the bytes so many times, many together."""
    together = max(_PIECE // len(piece), 1)
    many = piece * min(together, repeats)
    for left in range(repeats, 0, -together):
        yield many if left >= together else piece * left
