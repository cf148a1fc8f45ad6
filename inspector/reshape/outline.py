"""The tree of a run: model, layers, calls, tensors, and the layers and directions within a tensor."""

from dataclasses import dataclass
from enum import StrEnum

from ..model.config import RecurrentConfig
from ..run.key import TensorKey, result_key
from ..run.run import Call, Run, StoredTensor
from ..tensor.layer_axes import record_of
from ..tensor.record import TensorRecord
from .selection import Selection, parts_of, selected_record

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
    modules = tuple(dict.fromkeys(call.module for call in run.calls))
    layers = tuple(_layer(run, module) for module in modules)
    stopped = _stopped(run, modules, title)
    unseen = tuple(OutlineNode(NodeKind.LAYER, name or title, "not called in this run") for name in run.unseen)
    result = _group(NodeKind.RESULT, run, tuple(result_key(index) for index in range(len(run.result))))
    return OutlineNode(NodeKind.MODEL, title, _model_note(run), children=(*layers, *stopped, *unseen, *result))


def selections(node: OutlineNode) -> tuple[Selection, ...]:
    """Give everything below the node that can be selected, in the order of the tree."""
    own = (node.selection,) if node.selection is not None else ()
    return (*own, *(selection for child in node.children for selection in selections(child)))


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
        OutlineNode(NodeKind.PART, part.label, part.code, selection, selected_record(record, selection.steps))
        for part in parts_of(record)
        for selection in [Selection(record.key, part.code)]
    )
    return OutlineNode(NodeKind.TENSOR, label, note, Selection(record.key), record, parts)


def _layer(run: Run, module: str) -> OutlineNode:
    calls = [call for call in run.calls if call.module == module]
    config = calls[0].config
    aliases = f"  also {', '.join(calls[0].aliases)}" if calls[0].aliases else ""
    children = (*(_call(run, call) for call in calls), *_weights(run, module))
    return OutlineNode(NodeKind.LAYER, module or config.kind, f"{config_text(config)}{aliases}", children=children)


def _stopped(run: Run, modules: tuple[str, ...], title: str) -> tuple[OutlineNode, ...]:
    """Give the layer in whose first call the forward failed: it has no tensors to show."""
    module = run.stopped_at.module if run.stopped_at else None
    known = module is not None and any(layer.module == module for layer in run.weights)
    return (OutlineNode(NodeKind.LAYER, module or title, STOPPED_HERE),) if known and module not in modules else ()


def _call(run: Run, call: Call) -> OutlineNode:
    keys = tuple(call.key(tensor.role) for tensor in call.tensors)
    label = f"calls {call.first} to {call.first + call.count - 1}" if call.stacked else f"call {call.first}"
    lengths = "" if call.lengths is None else f"packed, lengths {', '.join(map(str, call.lengths))}"
    return OutlineNode(NodeKind.CALL, label, lengths, children=tuple(_tensor(run, key) for key in keys))


def _weights(run: Run, module: str) -> tuple[OutlineNode, ...]:
    layer = next((layer for layer in run.weights if layer.module == module), None)
    keys = (TensorKey(module, "weights", tensor.role) for tensor in layer.tensors) if layer else ()
    return _group(NodeKind.WEIGHTS, run, tuple(keys))


def _group(kind: NodeKind, run: Run, keys: tuple[TensorKey, ...]) -> tuple[OutlineNode, ...]:
    return (OutlineNode(kind, kind.value, children=tuple(_tensor(run, key) for key in keys)),) if keys else ()


def _tensor(run: Run, key: TensorKey) -> OutlineNode:
    record = record_of(run, key)
    assert record is not None, f"{key} came from the run itself"
    found = run.find(key)
    return tensor_node(record, key.role, _origin_note(found[1]) if found else "")


def _origin_note(tensor: StoredTensor) -> str:
    if tensor.same_as:
        return f"is {tensor.same_as}"
    return f"is part of {tensor.view_of}" if tensor.view_of else ""


def _model_note(run: Run) -> str:
    stopped = f", stopped in {run.stopped_at.place}" if run.stopped_at else ""
    return f"{run.device}, {run.dtype}, {run.duration_text}{stopped}"
