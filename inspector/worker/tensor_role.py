"""The tensor worker's verbs: run files of ours and meta tensors, nothing of the user's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..engine.apply import apply_steps
from ..engine.captured import load_tensor
from ..engine.devices import device_names
from ..engine.layers import check_layer
from ..engine.save_run import write_tensor
from ..engine.trace import trace
from ..engine.verify_numpy import check_numpy
from ..model.config import config_from_json
from ..model.safetensors_file import read_header
from ..reshape.parse import parse_steps
from ..reshape.preview import LocatedValues
from ..reshape.selection import Selection
from ..reshape.steps import primitives_of
from ..run.key import parse_key
from ..run.run_file import open_run
from ..tensor.statistics import statistics_of
from ..tensor.values import StoredValues, whole
from .serve import Report, Verb


def _devices(_args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return {"devices": device_names()}


def _check_layer(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return check_layer(config_from_json(args["config"]))


def _trace(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    steps = tuple(step for code in args["codes"] for step in parse_steps(code))
    return {"outcomes": trace(tuple(args["shape"]), tuple(args["stride"]), args["dtype"], steps)}


def _apply(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Write what the code makes of a tensor to the file that the client named."""
    tensor = load_tensor(Path(args["file"]), args["name"], tuple(args["stride"]))
    result = apply_steps(tensor, parse_steps(args["code"]))
    write_tensor(result, Path(args["path"]))
    return {"shape": list(result.shape)}


def _check_numpy(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Execute the steps as numpy lines and compare with what torch makes of them."""
    path, name = Path(args["file"]), args["name"]
    values = next(tensor for tensor in read_header(path).tensors if tensor.name == name).read()
    return check_numpy(values, load_tensor(path, name, tuple(args["stride"])), parse_steps(args["code"]))


def _statistics(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Report the figures of one selection after the other, each {name, part, statistics}."""
    opened = open_run(Path(args["run"]))
    for name, part in args["selections"]:
        selection = Selection(parse_key(name), part)
        values = opened.mapped(selection.key)
        if selection.part:
            values = whole(LocatedValues(StoredValues(values), primitives_of(selection.steps, values.shape)))
        report({"name": name, "part": part, "statistics": statistics_of(values).to_json()})
    return {}


VERBS: dict[str, Verb] = {
    "devices": _devices,
    "check_layer": _check_layer,
    "trace": _trace,
    "apply": _apply,
    "check_numpy": _check_numpy,
    "statistics": _statistics,
}
