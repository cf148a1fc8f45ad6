"""The tree of a run: model, layers, calls, tensors, and the layers and directions within a tensor."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..model.config import RecurrentConfig
from ..run.key import WEIGHTS, TensorKey, result_key
from ..run.run import Call, LayerWeights, Run, StoredTensor
from ..tensor.axis import Axes, shape_of
from ..tensor.layer_axes import stored_record
from ..tensor.record import TensorRecord
from .selection import Selection, parts_with_axes

STOPPED_HERE = "the forward stopped here"


class NodeKind(StrEnum):
    """What a node of the tree stands for."""

    MODEL = "model"
    LAYER = "layer"
    CALL = "call"
    WEIGHTS = "weights"
    RESULT = "result"
    FILE = "file"
    MODULE = "module"
    TENSOR = "tensor"
    PART = "part"


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """One line of the tree; `note` is a short remark; tensors and parts have a record and can be selected.

    `change` says, of a predicted tree, what the line was in the last run, "" where it is as it was.
    """

    kind: NodeKind
    label: str
    note: str = ""
    selection: Selection | None = None
    record: TensorRecord | None = None
    children: tuple["OutlineNode", ...] = ()
    change: str = ""


def outline(run: Run, title: str) -> OutlineNode:
    """Give the tree of the run, the layers in the order of their first call, the weights and the result last."""
    called: dict[str, list[Call]] = {}
    for call in run.calls:
        called.setdefault(call.module, []).append(call)
    weights = {layer.module: layer for layer in reversed(run.weights)}  # of two alike the first one counts
    layers = tuple(_layer(run, calls, weights.get(module)) for module, calls in called.items())
    stopped = _stopped(run, weights, title) if run.stopped_at and run.stopped_at.module not in called else ()
    unseen = tuple(OutlineNode(NodeKind.LAYER, name or title, "not called in this run") for name in run.unseen)
    found = tuple(_tensor(run, result_key(at), None, tensor) for at, tensor in enumerate(run.result))
    result = _group(NodeKind.RESULT, found)
    return OutlineNode(NodeKind.MODEL, title, _model_note(run), children=(*layers, *stopped, *unseen, *result))


def tensors_in(node: OutlineNode) -> Iterator[tuple[Selection, TensorRecord]]:
    """Give what can be selected at the node and below it, with its record, in the order of the tree."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.selection is not None and node.record is not None:
            yield node.selection, node.record
        waiting.extend(reversed(node.children))


def selections(node: OutlineNode) -> tuple[Selection, ...]:
    """Give everything at the node and below it that can be selected, in the order of the tree."""
    return tuple(selection for selection, _ in tensors_in(node))


def config_text(config: RecurrentConfig) -> str:
    """Give a layer's settings as its constructor has them: `LSTM(4, 6, num_layers=2, bidirectional)`."""
    settings = [f"{config.kind}({config.input_size}, {config.hidden_size}"]
    settings += [f"num_layers={config.num_layers}"] if config.num_layers > 1 else []
    settings += [name for name in ("bidirectional", "batch_first") if getattr(config, name)]
    settings += [f"proj_size={config.proj_size}"] if config.proj_size else []
    return f"{', '.join(settings)})"


def tensor_node(record: TensorRecord, label: str, note: str = "") -> OutlineNode:
    """Give the line of a tensor, with its layers or directions below it."""
    parts = tuple(
        OutlineNode(NodeKind.PART, part.label, part.code, Selection(record.key, part.code), _part(record, axes))
        for part, axes in parts_with_axes(record.axes)
    )
    return OutlineNode(NodeKind.TENSOR, label, note, Selection(record.key), record, parts)


def _part(record: TensorRecord, axes: Axes) -> TensorRecord:
    return TensorRecord(record.key, shape_of(axes), (), record.dtype, axes)


def _layer(run: Run, calls: list[Call], weights: LayerWeights | None) -> OutlineNode:
    first = calls[0]
    aliases = f"  also {', '.join(first.aliases)}" if first.aliases else ""
    children = (*(_call(run, call) for call in calls), *(_weights(run, weights) if weights else ()))
    label, note = first.module or first.config.kind, f"{config_text(first.config)}{aliases}"
    return OutlineNode(NodeKind.LAYER, label, note, children=children)


def _stopped(run: Run, known: Container[str], title: str) -> tuple[OutlineNode, ...]:
    """Give the layer in whose first call the forward failed: it has no tensors to show."""
    module = run.stopped_at.module if run.stopped_at else None
    return (OutlineNode(NodeKind.LAYER, module or title, STOPPED_HERE),) if module in known else ()


def _call(run: Run, call: Call) -> OutlineNode:
    label = f"calls {call.first} to {call.first + call.count - 1}" if call.stacked else f"call {call.first}"
    lengths = "" if call.lengths is None else f"packed, lengths {', '.join(map(str, call.lengths))}"
    children = tuple(_tensor(run, call.key(tensor.role), call, tensor) for tensor in call.tensors)
    return OutlineNode(NodeKind.CALL, label, lengths, children=children)


def _weights(run: Run, layer: LayerWeights) -> tuple[OutlineNode, ...]:
    keys = ((TensorKey(layer.module, WEIGHTS, tensor.role), tensor) for tensor in layer.tensors)
    return _group(NodeKind.WEIGHTS, tuple(_tensor(run, key, layer, tensor) for key, tensor in keys))


def _group(kind: NodeKind, tensors: tuple[OutlineNode, ...]) -> tuple[OutlineNode, ...]:
    return (OutlineNode(kind, kind.value, children=tensors),) if tensors else ()


def _tensor(run: Run, key: TensorKey, owner: Call | LayerWeights | None, tensor: StoredTensor) -> OutlineNode:
    return tensor_node(stored_record(run, key, owner, tensor), key.role, _origin_note(tensor))


def _origin_note(tensor: StoredTensor) -> str:
    if tensor.same_as:
        return f"is {tensor.same_as}"
    return f"is part of {tensor.view_of}" if tensor.view_of else ""


def _model_note(run: Run) -> str:
    stopped = f", stopped in {run.stopped_at.place}" if run.stopped_at else ""
    return f"{run.device}, {run.dtype}, {run.duration_text}{stopped}"
