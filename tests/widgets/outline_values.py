"""A small tree of a run, made by hand, for the tests of what shows it."""

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey
from inspector.tensor.axis import Axes, named_axis
from inspector.tensor.record import TensorRecord
from inspector.tensor.statistics import Statistics

OUTPUT = Selection(TensorKey("lstm", "0", "output"))
STATE = Selection(TensorKey("lstm", "0", "h_n"))
LAYER_1 = Selection(STATE.key, "[1]")
BATCH, HIDDEN = named_axis(("batch", 32)), named_axis(("hidden", 64))
FIGURES = Statistics(-0.123456, 1234.5678, 0.0, 1.0, 0.0, 1.0, 0, 0)
BROKEN = Statistics(None, None, None, None, 0.0, 0.0, 3, 1)


def leaf(kind: NodeKind, label: str, selection: Selection, axes: Axes, *children: OutlineNode) -> OutlineNode:
    record = TensorRecord(selection.key, tuple(axis.size for axis in axes), (), "float32", axes)
    return OutlineNode(kind, label, selection.part, selection, record, children)


def tree() -> OutlineNode:
    parts = (
        leaf(NodeKind.PART, "layer 0", Selection(STATE.key, "[0]"), (BATCH, HIDDEN)),
        leaf(NodeKind.PART, "layer 1", LAYER_1, (BATCH, HIDDEN)),
    )
    output = leaf(NodeKind.TENSOR, "output", OUTPUT, (BATCH, named_axis(("time", 20)), HIDDEN))
    state = leaf(NodeKind.TENSOR, "h_n", STATE, (named_axis(("layer", 2)), BATCH, HIDDEN), *parts)
    call = OutlineNode(NodeKind.CALL, "call 0", children=(output, state))
    layer = OutlineNode(NodeKind.LAYER, "lstm", "LSTM(8, 64, num_layers=2)", children=(call,))
    return OutlineNode(NodeKind.MODEL, "model.pt", "cpu", children=(layer,))


def large_tree(layers: int) -> OutlineNode:
    made = tuple(
        OutlineNode(
            NodeKind.LAYER,
            f"lstm{number}",
            children=(leaf(NodeKind.TENSOR, "output", Selection(TensorKey(f"lstm{number}", "0", "output")), (BATCH,)),),
        )
        for number in range(layers)
    )
    return OutlineNode(NodeKind.MODEL, "model.pt", children=made)
