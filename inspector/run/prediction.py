"""The shapes of a run that has not happened: the same value as a run, its tensors without values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Any

from .json_fields import text_in, texts_in
from .run import Call, Run, StoredTensor
from .run_json import run_from_json, run_to_json


class Method(StrEnum):
    """How the shapes were found."""

    RULES = "shape rules"
    META = "tensors without values"
    SMALL_RUN = "a small run"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a run would capture. `run` has no file and took no time; where it would stop, it says so.

    `arguments` are the names of forward's parameters by position, as far as they are known. `approximate` says in
    words what was assumed, so that the shapes may differ there.
    """

    run: Run
    method: Method
    arguments: tuple[str, ...] = ()
    approximate: tuple[str, ...] = ()


def prediction_to_json(prediction: Prediction) -> dict[str, Any]:
    """Give the prediction as plain data, its calls in the form of a run's."""
    return {
        "run": run_to_json(prediction.run),
        "method": prediction.method.value,
        "arguments": list(prediction.arguments),
        "approximate": list(prediction.approximate),
    }


def prediction_from_json(data: Mapping[str, Any]) -> Prediction:
    """Give the prediction that `prediction_to_json` wrote. Raises FileError, KeyError and ValueError for other data."""
    return Prediction(
        run_from_json(data["run"], Path()),
        Method(text_in(data, "method")),
        texts_in(data, "arguments"),
        texts_in(data, "approximate"),
    )


def differences(prediction: Prediction, run: Run) -> tuple[str, ...]:
    """Say in sentences where the run's shapes and dtypes are not the predicted ones, none if all are as predicted.

    Where a tensor lies in memory is not compared.
    """
    return (*_calls(prediction.run, run), *_results(prediction.run, run), *_stops(prediction.run, run))


def _calls(expected: Run, found: Run) -> Iterator[str]:
    for told, real in zip_longest(expected.calls, found.calls):
        if told is None:
            yield f"{_named(real)} was not predicted."
        elif real is None:
            yield f"{_named(told)} was predicted and did not happen."
        elif (told.module, told.label) != (real.module, real.label):
            yield f"{_named(told)} was predicted where {_named(real)} happened."
        else:
            yield from _tensors(_named(real), told.tensors, real.tensors)
            if told.lengths != real.lengths:
                yield f"{_named(real)} has the lengths {_lengths(real)}; predicted was {_lengths(told)}."


def _results(expected: Run, found: Run) -> Iterator[str]:
    yield from _tensors("The result", expected.result, found.result)


def _tensors(place: str, expected: tuple[StoredTensor, ...], found: tuple[StoredTensor, ...]) -> Iterator[str]:
    told, real = ({tensor.role: tensor for tensor in tensors} for tensors in (expected, found))
    for role in (*real, *(role for role in told if role not in real)):
        one, other = _layout(told.get(role)), _layout(real.get(role))
        if one != other:
            yield f"{place}: {role} is {other}; predicted was {one}."


def _stops(expected: Run, found: Run) -> Iterator[str]:
    told, real = ("" if run.stopped_at is None else run.stopped_at.place for run in (expected, found))
    if told != real:
        yield f"The run {_stop(real)}; predicted was that it {_stop(told)}."


def _stop(place: str) -> str:
    return f"stopped in {place}" if place else "went through"


def _layout(tensor: StoredTensor | None) -> str:
    return "absent" if tensor is None else f"({', '.join(map(str, tensor.shape))}) {tensor.dtype}"


def _lengths(call: Call) -> str:
    return "none" if call.lengths is None else ", ".join(map(str, call.lengths))


def _named(call: Call | None) -> str:
    return "" if call is None else f"{call.module or call.config.kind.value} call {call.label}"
