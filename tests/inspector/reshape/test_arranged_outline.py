"""The order of the lines against sorted(), and the rows against the nested tree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.reshape.arranged_outline import ArrangedOutline, LineOrder, OutlineOrders, natural
from inspector.reshape.flat_outline import flat_outline, with_lines_above
from inspector.reshape.outline import NodeKind
from tests.inspector.reshape.outline_trees import TREES

LAST = {NodeKind.WEIGHTS, NodeKind.RESULT, NodeKind.FILE}


def total(node):
    return node.record.size if node.kind is NodeKind.TENSOR else sum(map(total, node.children))


def expected(node, order, kept):
    """Give the kept children in order."""
    children = [child for child in node.children if id(child) in kept]
    if order is LineOrder.RUN or node.kind is NodeKind.TENSOR:
        return children
    by_size = order is LineOrder.SIZE
    return sorted(children, key=lambda child: (child.kind in LAST, -total(child) if by_size else natural(child.label)))


@settings(max_examples=300)
@given(TREES, st.sampled_from(LineOrder), st.randoms(use_true_random=False), st.booleans())
def test_every_line_stands_where_sorted_puts_it(root, order, random, narrowed):
    flat = flat_outline(root)
    kept = with_lines_above(flat, np.array([random.random() < 0.5 for _ in flat.nodes])) if narrowed else None
    shown = {id(node) for line, node in enumerate(flat.nodes) if kept is None or kept[line]}
    lines = ArrangedOutline(flat, kept, order, OutlineOrders(flat))
    assert lines.size == len(shown)
    for line, node in enumerate(flat.nodes):
        assert lines.shows(line) == (id(node) in shown)
        if not lines.shows(line):
            continue
        children = [lines.child(line, row) for row in range(lines.count(line))]
        wanted = expected(node, order, shown)
        assert [id(flat.nodes[child]) for child in children] == list(map(id, wanted))
        assert [lines.row(child) for child in children] == list(range(len(children)))
        assert all(lines.parent(child) == line for child in children)
        branches = [child for child in children[:2] if expected(flat.nodes[child], order, shown)]
        assert lines.branches(line, 2) == branches


@pytest.mark.parametrize(
    "names",
    [
        ["lstm2", "lstm10", "lstm10.a"],
        ["", "1", "a1", "a01b", "a1c"],
        ["layer.9", "layer.10", "layer.100"],
        ["x" + "1" * 5000, "x" + "2" * 5000, "x" + "1" * 5001],
    ],
)
def test_names_stand_as_people_count(names):
    backwards = names[::-1]
    assert sorted(backwards, key=natural) == names
