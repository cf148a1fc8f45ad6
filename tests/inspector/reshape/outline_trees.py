"""Trees of lines drawn at random, for the laws of what filters and sorts them."""

from hypothesis import strategies as st

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey
from inspector.tensor.axis import named_axis
from inspector.tensor.record import TensorRecord

_ROLES = st.sampled_from([("0", "input"), ("0", "output"), ("2", "h_n"), ("weights", "bias_hh_l0"), ("result", "0"),
                          ("file", "output")])  # fmt: skip
_LABELS = st.sampled_from(["lstm2", "lstm10", "LSTM 2", "Öfen", "x", "", "007", "7"])
_SHAPES = st.sampled_from([(("batch", 3),), (("time", 3), ("batch", 20)), ()])


@st.composite
def tensors(draw: st.DrawFn) -> OutlineNode:
    call, role = draw(_ROLES)
    key = TensorKey(draw(_LABELS), call, role)
    axes = tuple(named_axis(atom) for atom in draw(_SHAPES))
    record = TensorRecord(key, tuple(axis.size for axis in axes), (), draw(st.sampled_from(["float32", "int64"])), axes)
    codes = draw(st.lists(st.sampled_from(["[0]", "[1]", "[10]"]), unique=True, max_size=3))
    parts = tuple(OutlineNode(NodeKind.PART, f"layer {code}", code, Selection(key, code), record) for code in codes)
    return OutlineNode(
        NodeKind.TENSOR, draw(_LABELS), draw(st.sampled_from(["", "is x"])), Selection(key), record, parts
    )


def _group(children: st.SearchStrategy[OutlineNode]) -> st.SearchStrategy[OutlineNode]:
    kinds = st.sampled_from([NodeKind.LAYER, NodeKind.CALL, NodeKind.WEIGHTS, NodeKind.FILE, NodeKind.MODULE])
    notes = st.sampled_from(["", "LSTM(8, 64)", "3, 20"])
    below = st.lists(children, max_size=4).map(tuple)
    return st.builds(
        lambda kind, label, note, made: OutlineNode(kind, label, note, children=made), kinds, _LABELS, notes, below
    )


TREES = st.lists(st.recursive(tensors(), _group, max_leaves=12), max_size=4).map(
    lambda below: OutlineNode(NodeKind.MODEL, "x.pt", "float32", children=tuple(below))
)


def walked(root: OutlineNode) -> list[OutlineNode]:
    """List the lines level by level."""
    nodes = [root]
    for node in nodes:
        nodes.extend(node.children)
    return nodes
