"""The tree of a model file: its tensors by the modules that their dotted names tell of, with counted parameters."""

from dataclasses import replace
from itertools import takewhile

from ..model.config import RecurrentConfig
from ..model.summary import FileSummary
from ..tensor.file_axes import file_records
from ..tensor.record import TensorRecord
from .outline import NodeKind, OutlineNode, config_text, tensor_node

_DEPTH_LIMIT = 20  # a file can write a name with thousands of dots
_Layers = dict[str, RecurrentConfig]
_Path = tuple[str, ...]
_Placed = list[tuple[_Path, TensorRecord]]  # what of the name is left below a module, and the tensor


def file_outline(summary: FileSummary) -> OutlineNode:
    """Give the line `file` with everything below it, in the file's order.

    A module that holds nothing but one other module shares a line with it. A recurrent layer tells its settings.
    """
    layers = {name: layer.config for layer in summary.layers for name in (layer.name, *layer.aliases)}
    placed = [(tuple(record.key.name.split(".")), record) for record in file_records(summary)]
    node = _module("", "file", placed, layers, 0)
    tensors = f"{len(placed):,} {'tensor' if len(placed) == 1 else 'tensors'}"
    return replace(node, kind=NodeKind.FILE, note=f"{tensors}, {node.note}")


def with_file(node: OutlineNode, summary: FileSummary | None) -> OutlineNode:
    """Give the tree with the tensors of the file below what it has; the same one where there are none."""
    if summary is None or not summary.tensors:
        return node
    return replace(node, children=(*node.children, file_outline(summary)))


def _module(path: str, label: str, placed: _Placed, layers: _Layers, depth: int) -> OutlineNode:
    config = layers.get(path)
    size = sum(record.size for _, record in placed)
    counted = f"{size:,} {'parameter' if size == 1 else 'parameters'}"
    note = f"{config_text(config)}, {counted}" if config else counted
    groups = _grouped(placed) if depth < _DEPTH_LIMIT else [[only] for only in placed]
    children = tuple(_child(path, below, layers, depth) for below in groups)
    return OutlineNode(NodeKind.LAYER if config else NodeKind.MODULE, label, note, children=children)


def _child(path: str, placed: _Placed, layers: _Layers, depth: int) -> OutlineNode:
    parts, record = placed[0]
    if len(parts) == 1 or depth == _DEPTH_LIMIT:
        return tensor_node(record, ".".join(parts))
    shared = _shared([parts[:-1] for parts, _ in placed])
    label = ".".join(shared)
    below = [(parts[len(shared) :], record) for parts, record in placed]
    return _module(f"{path}.{label}" if path else label, label, below, layers, depth + 1)


def _shared(modules: list[_Path]) -> _Path:
    """Give what all begin with: what the first and the last in the order of tuples do, all others lie between."""
    together = zip(min(modules), max(modules), strict=False)
    return tuple(first for first, _ in takewhile(lambda names: names[0] == names[1], together))


def _grouped(placed: _Placed) -> list[_Placed]:
    """Put tensors of one module together; one that lies here directly stands alone."""
    groups: dict[tuple[str, bool], _Placed] = {}
    for number, (parts, record) in enumerate(placed):
        group = (parts[0], True) if len(parts) > 1 else (str(number), False)
        groups.setdefault(group, []).append((parts, record))
    return list(groups.values())
