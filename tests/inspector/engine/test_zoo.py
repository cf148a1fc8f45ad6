"""Every model of the zoo: all of its recurrent calls are captured, each once, with the values of the oracle."""

from collections.abc import Iterable
from pathlib import Path

import pytest
import torch

from tests.inspector.engine.captured_runs import RunFile, run_module
from tests.inspector.engine.zoo.entry import ZooEntry
from tests.inspector.engine.zoo.found_calls import check_named, check_oracle, check_order, found_calls
from tests.inspector.engine.zoo.registry import ZOO

# torch says once in a process that oneDNN has no projections; it then computes them by itself.
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")


def each(entries: Iterable[ZooEntry]):
    return pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in entries])


def run_entry(entry: ZooEntry, path: Path) -> RunFile:
    conditions = {"dtype": entry.dtype} | ({"method": entry.method} if entry.method != "forward" else {})
    return run_module(entry.build(), path, entry.inputs, **conditions)


def test_the_zoo_is_large_and_its_names_are_unique():
    assert len(ZOO) >= 45
    assert len({entry.name for entry in ZOO}) == len(ZOO)
    assert all(entry.situation.endswith(".") for entry in ZOO)


@each(ZOO)
def test_every_call_is_seen_once(entry: ZooEntry, tmp_path: Path):
    with entry.around():
        model = entry.build()
        seen = entry.oracle(model, entry.arguments(model), entry.method)
        check_oracle(entry, seen)
        opened = run_entry(entry, tmp_path / "run.safetensors")
    check_named(entry, seen, found_calls(opened))
    check_order(seen, opened)
    assert opened.run.unseen == entry.unseen
    assert stopped_with(opened) == entry.stops


def stopped_with(opened: RunFile) -> str:
    return opened.run.stopped_at.error.partition(":")[0] if opened.run.stopped_at else ""


@each(entry for entry in ZOO if entry.method == "forward" and not entry.stops)
def test_a_second_run_knows_nothing_of_the_first(entry: ZooEntry, tmp_path: Path):
    """Hooks and wrapped functions are gone after a run: the model's own second forward is as its first."""
    with entry.around(), torch.no_grad():
        before = flat(result_of(entry))
        run_entry(entry, tmp_path / "run.safetensors")
        after = flat(result_of(entry))
    assert len(before) == len(after) > 0
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def result_of(entry: ZooEntry):
    model = entry.build()
    arguments = entry.arguments(model)
    return model(*arguments.positional, **arguments.named)


def flat(result) -> list[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        return [result.clone()]
    if isinstance(result, dict):
        result = list(result.values())
    elif not isinstance(result, tuple | list):
        result = list(vars(result).values()) if result is not None else []
    return [tensor for part in result for tensor in flat(part)]
