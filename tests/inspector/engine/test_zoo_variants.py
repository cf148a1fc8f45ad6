"""The zoo as files of TorchScript and torch.export: the same calls, shapes and values as the class itself gives."""

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest

from inspector.model.source import FileSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from tests.inspector.engine.captured_runs import RunFile, run_of
from tests.inspector.engine.zoo.entry import FROZEN, KINDS, ZooEntry
from tests.inspector.engine.zoo.found_calls import (
    check_named,
    check_nameless,
    check_oracle,
    check_order,
    found_calls,
    to_rounding,
)
from tests.inspector.engine.zoo.oracle import Seen
from tests.inspector.engine.zoo.registry import ZOO
from tests.inspector.engine.zoo.variants import SUFFIX, variant

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")

CAN_RUN_FILES = any(field.name == "trust" for field in fields(RunRequest))
NAMELESS = "functional"  # what calls are named whose weights belong to no module


def each(pairs: Iterable[tuple[ZooEntry, str]]):
    named = [pytest.param(entry, kind, id=f"{entry.name}-{kind}") for entry, kind in pairs]
    return pytest.mark.parametrize(("entry", "kind"), named)


def seen_by_oracle(entry: ZooEntry) -> list[Seen]:
    model = entry.build()
    seen = (entry.file_oracle or entry.oracle)(model, entry.arguments(model), entry.method)
    check_oracle(entry, seen)
    return seen


def run_file(entry: ZooEntry, path: Path, run_path: Path) -> RunFile:
    """Run the file after consent, as the model worker does."""
    inputs = tuple(map(parse_input, entry.file_inputs or entry.inputs))
    return run_of(RunRequest(FileSource(str(path)), inputs, dtype=entry.dtype, trust=True), run_path)


def check_file_run(entry: ZooEntry, kind: str, seen: list[Seen], opened: RunFile) -> None:
    found = found_calls(opened)
    if kind == FROZEN or any(call.module == NAMELESS for call in seen):
        check_nameless(entry, seen, found, to_rounding)
    else:
        check_named(entry, seen, found, to_rounding)
        check_order(seen, opened)
    assert bool(opened.run.stopped_at) == bool(entry.stops)


def test_most_of_the_zoo_can_be_saved_in_every_way():
    counts = {kind: sum(kind in entry.variants for entry in ZOO) for kind in KINDS}
    assert all(count >= 45 for count in counts.values()), counts


@pytest.mark.skipif(not CAN_RUN_FILES, reason="A request cannot say yet that the person trusts a file that runs code.")
@each((entry, kind) for entry in ZOO for kind in entry.variants)
def test_a_file_has_the_calls_of_its_class(entry: ZooEntry, kind: str, tmp_path: Path):
    path = tmp_path / f"model{SUFFIX[kind]}"
    with entry.around():
        variant(entry, kind, path)
        seen = seen_by_oracle(entry)
        opened = run_file(entry, path, tmp_path / "run.safetensors")
    check_file_run(entry, kind, seen, opened)


@each((entry, kind) for entry in ZOO for kind in KINDS if kind not in entry.variants)
def test_what_is_not_declared_cannot_be_saved(entry: ZooEntry, kind: str, tmp_path: Path):
    """A variant that torch learns to save must not go untested."""
    with entry.around(), pytest.raises(Exception):  # noqa: B017 - torch has many errors for what it cannot save
        variant(entry, kind, tmp_path / f"model{SUFFIX[kind]}")
