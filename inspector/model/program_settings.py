"""Settings of recurrent layers that a program tells beside its weights: batch_first, dropout, tanh or relu.

A TorchScript file has them as constants of the layer's class, or as arguments of the operator that the class calls; a
torch.export file has them as arguments in its graph. Both are read as text; nothing of it is executed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any

from .config import Kind
from .export_findings import graph_nodes
from .file_place import ZipMember
from .infer import FoundLayer
from .program_part import json_in, part_name, text_in
from .program_weights import Program
from .sniff import FileKind
from .zip_directory import read_zip_directory

_CONSTANT = re.compile(r"^  (batch_first|dropout) : Final\[\w+\] = (True|False|[0-9.e+-]+)$", re.MULTILINE)
_OPERATOR = re.compile(r"torch\.(lstm|gru|rnn_tanh|rnn_relu)\(")
_CELL = re.compile(r"torch\.rnn_(tanh|relu)_cell\(")
_TRACED_CELL = re.compile(r"torch\.(?:rnn_)?(tanh|relu)(?:_cell)?\(")
_TARGET = re.compile(r"torch\.ops\.aten\.(lstm|gru|rnn_tanh|rnn_relu|rnn_tanh_cell|rnn_relu_cell)\.\w+")
_ARGUMENTS = 9
_CALL_LIMIT = 20_000  # characters
_CALLS_LIMIT = 10  # of one class
_CLASS = re.compile(r"^class (\w+)\(", re.MULTILINE)
_FLAGS = {"True": True, "False": False}
_FIRST_WEIGHT = re.compile(r"(?:(.*)\.)?weight_ih(?:_l0)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class LayerSettings:
    """What a program tells of one layer; None and "" where it tells nothing."""

    batch_first: bool | None = None
    dropout: float | None = None
    nonlinearity: str = ""


def with_program_settings(
    layers: tuple[FoundLayer, ...], path: Path, kind: FileKind, program: Program
) -> tuple[FoundLayer, ...]:
    """Fill in what the weights of the layers cannot say and the code or graph of the program does. Raises FileError."""
    if not layers:
        return layers
    members = read_zip_directory(path)
    if kind is FileKind.TORCHSCRIPT:
        found = dict(_of_classes(layers, members, path, program))
    else:
        found = dict(_of_graphs(members, path))
    return tuple(_filled(layer, found.get(layer.name, LayerSettings())) for layer in layers)


def _filled(layer: FoundLayer, told: LayerSettings) -> FoundLayer:
    config = layer.config
    if not config.is_cell:
        config = replace(config, batch_first=told.batch_first, dropout=told.dropout)
    is_rnn = config.kind in (Kind.RNN, Kind.RNN_CELL)
    return replace(layer, config=config, nonlinearity=told.nonlinearity if is_rnn else "")


def _of_classes(
    layers: Iterable[FoundLayer], members: Mapping[str, ZipMember], path: Path, program: Program
) -> Iterator[tuple[str, LayerSettings]]:
    files = {part_name(member): member for member in members.values()}
    classes: dict[str, dict[str, str]] = {}
    for layer in layers:
        module, _, name = program.classes.get(layer.name, "").rpartition(".")
        part = f"code/{module.replace('.', '/')}.py"
        if part not in classes:
            classes[part] = _classes_in(text_in(files[part], path)) if part in files else {}
        yield layer.name, settings_in(classes[part].get(name, ""))


def _classes_in(text: str) -> dict[str, str]:
    """Give the text of each class by its name."""
    begins = list(_CLASS.finditer(text))
    ends = [*(match.start() for match in begins[1:]), len(text)]
    return {match[1]: text[match.start() : end] for match, end in zip(begins, ends, strict=False)}


def settings_in(text: str) -> LayerSettings:
    """Give what the text of one TorchScript class tells of the layer that it is.

    A traced cell of torch's has become products and sums, with tanh or relu around them.
    """
    constants = dict(_CONSTANT.findall(text))
    operators = islice(_OPERATOR.finditer(text), _CALLS_LIMIT)
    calls = [(match[1], _arguments(text, match.end())) for match in operators]
    told = next((found for _, given in calls if (found := _of_arguments(given)).dropout is not None), LayerSettings())
    cells = _TRACED_CELL if text.startswith("class RNNCell(") else _CELL
    kinds = {kind.removeprefix("rnn_") for kind, _ in calls if kind.startswith("rnn_")} | set(cells.findall(text))
    return LayerSettings(
        _FLAGS.get(constants.get("batch_first", ""), told.batch_first),
        _number(constants.get("dropout", ""), told.dropout),
        kinds.pop() if len(kinds) == 1 else "",
    )


def _arguments(text: str, begin: int) -> list[str]:
    """Give the arguments of the call whose parenthesis was opened before `begin`."""
    depth, start, found = 0, begin, []
    for index in range(begin, min(len(text), begin + _CALL_LIMIT)):
        depth += (text[index] in "([") - (text[index] in ")]")
        if depth < 0 or (depth == 0 and text[index] == ","):
            found.append(text[start:index].strip())
            start = index + 1
        if depth < 0:
            break
    return [argument for argument in found if argument]


def _of_arguments(given: list[str]) -> LayerSettings:
    """Read (input, hx, params, bias, layers, dropout, train, bidirectional, batch_first), or those of packed data.

    Packed data come with a further argument in front, and without batch_first.
    """
    if len(given) != _ARGUMENTS:
        return LayerSettings()
    if given[3] in _FLAGS:
        return LayerSettings(_FLAGS.get(given[8]), _number(given[5]))
    return LayerSettings(None, _number(given[6])) if given[4] in _FLAGS else LayerSettings()


def _number(text: str, default: float | None = None) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return default
    return number if isfinite(number) and 0 <= number <= 1 else default


def _of_graphs(members: Mapping[str, ZipMember], path: Path) -> Iterator[tuple[str, LayerSettings]]:
    for member in members.values():
        part = part_name(member)
        if part.startswith("models/") or part == "serialized_exported_program.json":
            program = json_in(member, path)
            names = dict(_parameter_names(program))
            for node in graph_nodes(program):
                yield from _of_node(node, names)


def _of_node(node: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[str, LayerSettings]]:
    target, inputs = _TARGET.fullmatch(str(node.get("target"))), node.get("inputs")
    if not target or not isinstance(inputs, list):
        return
    given = {each.get("name"): each.get("arg") for each in inputs if isinstance(each, dict)}
    weights = [names.get(str(_inside(each, "name")), "") for each in _tensors(given)]
    match = _FIRST_WEIGHT.fullmatch(weights[0]) if weights else None
    if match:
        batch_first, dropout = _inside(given.get("batch_first"), "as_bool"), _inside(given.get("dropout"), "as_float")
        kind = target[1].removeprefix("rnn_").removesuffix("_cell")
        yield (
            match[1] or "",
            LayerSettings(
                batch_first if isinstance(batch_first, bool) else None,
                _number(str(dropout)),
                kind if kind in ("tanh", "relu") else "",
            ),
        )


def _tensors(given: Mapping[Any, Any]) -> list[Any]:
    """Give the weights of a layer, or the first weight of a cell."""
    params = _inside(given.get("params"), "as_tensors")
    return params if isinstance(params, list) else [_inside(given.get("w_ih"), "as_tensor")]


def _parameter_names(program: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the name of each parameter in the graph with the one that it has in the model."""
    signature = _inside(_inside(program, "graph_module"), "signature")
    specs = _inside(signature, "input_specs")
    for spec in specs if isinstance(specs, list) else ():
        parameter = _inside(spec, "parameter")
        yield str(_inside(_inside(parameter, "arg"), "name")), str(_inside(parameter, "parameter_name"))


def _inside(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None
