"""The tree in columns against the nested one."""

from hypothesis import given

from inspector.reshape.flat_outline import flat_outline, sizes_of
from inspector.reshape.outline import NodeKind, OutlineNode
from tests.inspector.reshape.outline_trees import TREES, walked


def total(node):
    if node.kind is NodeKind.TENSOR:
        return node.record.size
    return sum(total(child) for child in node.children)


@given(TREES)
def test_the_columns_are_the_tree(root):
    flat = flat_outline(root)
    assert list(map(id, flat.nodes)) == list(map(id, walked(root)))
    for line, node in enumerate(flat.nodes):
        first, count = int(flat.firsts[line]), int(flat.counts[line])
        assert list(map(id, flat.nodes[first : first + count])) == list(map(id, node.children))
        assert all(flat.parents[child] == line for child in range(first, first + count))
    assert flat.parents[0] == 0


@given(TREES)
def test_sizes_are_those_of_all_tensors_below(root):
    flat = flat_outline(root)
    for node, size in zip(flat.nodes, sizes_of(flat), strict=True):
        assert size == (0 if node.kind is NodeKind.PART else total(node))


def test_a_root_alone():
    flat = flat_outline(OutlineNode(NodeKind.MODEL, "x"))
    assert (len(flat.nodes), flat.levels, flat.lower_levels()) == (1, (0, 1), [])
