"""The tensor worker's verbs: run files of ours and meta tensors, nothing of the user's."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..engine.consumers.consumer import check_consumer
from ..engine.devices import device_names
from ..engine.distribute import distribution_of, quantiles_along, requested_values
from ..engine.gates.recompute import recompute_gates
from ..engine.gates.trace_unit import write_unit_trace
from ..engine.layers.layers import check_layer
from ..engine.reshaping.apply_stored import apply_stored
from ..engine.reshaping.trace import TensorLayout, trace
from ..engine.save_run import write_tensor
from ..engine.verify_lines import check_lines
from ..export.code_dialect import CodeDialect
from ..gates.gate_request import gate_request_from_json
from ..model.config import config_from_json
from ..model.regular_file import changed_at
from ..reshape.apply_request import request_from_json
from ..reshape.consumers.consumers import parse_consumer
from ..reshape.origins.preview import LocatedValues
from ..reshape.reading.parse import parse_steps
from ..reshape.selection import Selection
from ..reshape.steps import primitives_of
from ..run.key import parse_key
from ..run.run_file import RunFile, open_run
from ..tensor.statistics import statistics_of
from ..tensor.values import StoredValues, whole
from .serve import Report, Verb


def _devices(_args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return {"devices": device_names()}


def _check_layer(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return check_layer(config_from_json(args["config"]))


def _trace(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    steps = tuple(step for code in args["codes"] for step in parse_steps(code))
    others = {name: _layout(told) for name, told in args["others"].items()}
    return {"outcomes": trace(_layout(args), steps, others, tuple(args["lengths"]))}


def _layout(told: Mapping[str, Any]) -> TensorLayout:
    return TensorLayout(tuple(told["shape"]), tuple(told["stride"]), told["dtype"])


def _apply(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Write what the steps make of a tensor to the file that the client named."""
    result = apply_stored(request_from_json(args["request"]))
    write_tensor(result, Path(args["path"]))
    return {"shape": list(result.shape)}


def _check_lines(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Execute code of the steps, which calls the tensor `name`, and compare with what torch makes of them."""
    request = request_from_json(args["request"])
    return check_lines(request, CodeDialect(args["dialect"]), args["code"], args["name"])


def _check_consumer(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Build the consumer and feed it a tensor like each of these, without data."""
    consumer = parse_consumer(args["consumer"])
    results = ((tuple(each["shape"]), each["dtype"], tuple(each["names"])) for each in args["results"])
    return {"checked": [check_consumer(consumer, shape, dtype, names) for shape, dtype, names in results]}


def _statistics(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Report the figures of one selection after the other, each {name, part, statistics}."""
    path = Path(args["run"])
    opened = _opened(path, changed_at(path))
    for name, part in args["selections"]:
        selection = Selection(parse_key(name), part)
        values = opened.mapped(selection.key)
        if selection.part:
            values = whole(LocatedValues(StoredValues(values), primitives_of(selection.steps, values.shape)))
        report({"name": name, "part": part, "statistics": statistics_of(values).to_json()})
    return {}


@lru_cache(maxsize=1)  # figures are asked for in many requests
def _opened(path: Path, _changed: int) -> RunFile:
    return open_run(path)


def _histogram(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Count how the values of a tensor are distributed, and report how many of them are counted."""
    values = requested_values(request_from_json(args["request"]))
    return distribution_of(values, lambda done, of: report({"done": done, "of": of})).to_json()


def _quantiles_along(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Give the quantiles of a tensor along the axis, and report how many of its values are looked through."""
    values = requested_values(request_from_json(args["request"]))
    return quantiles_along(values, args["axis"], lambda done, of: report({"done": done, "of": of})).to_json()


def _gates(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Compute the gates of a call, write them to the file that the client named, and report how far that is."""
    request = gate_request_from_json(args["request"])
    gates = recompute_gates(request, Path(args["path"]), lambda done, of: report({"done": done, "of": of}))
    return {"gates": gates.to_json()}


def _unit_trace(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Write all numbers of one unit of one sample to the file that the client named."""
    trace = write_unit_trace(gate_request_from_json(args["request"]), Path(args["path"]))
    return {"steps": len(trace.h)}


VERBS: dict[str, Verb] = {
    "devices": _devices,
    "check_layer": _check_layer,
    "trace": _trace,
    "apply": _apply,
    "check_lines": _check_lines,
    "check_consumer": _check_consumer,
    "statistics": _statistics,
    "histogram": _histogram,
    "quantiles_along": _quantiles_along,
    "gates": _gates,
    "unit_trace": _unit_trace,
}
