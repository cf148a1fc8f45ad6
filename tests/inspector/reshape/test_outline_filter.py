"""Which lines a filter keeps, against a search through the nested tree."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.reshape.flat_outline import flat_outline
from inspector.reshape.outline import NodeKind
from inspector.reshape.outline_filter import OutlineFilter, OutlineSearch, TensorGroup, key_group
from inspector.run.key import file_key, parse_key, result_key
from tests.inspector.reshape.outline_trees import TREES

FILTERS = st.builds(
    OutlineFilter,
    text=st.sampled_from(["", "lstm", "LSTM2", "3, 20", "int64", "float32", "x", "/0/", "[1]", "öfen", "nothing"]),
    group=st.sampled_from([None, *TensorGroup]),
    missing=st.booleans(),
)


def words(record):
    return f"{record.dtype}\n{', '.join(map(str, record.shape))}"


def has(node, text):
    """Whether the line itself has the text; the root never has."""
    if node.kind is NodeKind.MODEL:
        return False
    told = [node.label, node.note]
    if node.selection:
        told += [node.selection.key.name + node.selection.part, words(node.record)]
    return any(text.lower() in each.lower() for each in told)


def kept_by_hand(node, wanted, broken, above=False):
    """Give the identities of the lines that are kept at the node and below it."""
    found = above or not wanted.text or has(node, wanted.text)
    below = set().union(*(kept_by_hand(child, wanted, broken, found) for child in node.children))
    of_group = wanted.group is None or (node.selection is not None and key_group(node.selection.key) is wanted.group)
    passes = found and of_group and (not wanted.missing or id(node) in broken)
    return below | ({id(node)} if passes or below else set())


@settings(max_examples=300)
@given(TREES, FILTERS, st.randoms(use_true_random=False))
def test_the_kept_lines_are_those_found_by_hand(root, wanted, random):
    flat = flat_outline(root)
    missing = np.array([random.random() < 0.3 for _ in flat.nodes])
    broken = {id(node) for node, each in zip(flat.nodes, missing, strict=True) if each}
    search = OutlineSearch(flat, words)
    kept = {id(node) for node, each in zip(flat.nodes, search.kept(wanted, missing), strict=True) if each}
    assert kept == kept_by_hand(root, wanted, broken)


@pytest.mark.parametrize(
    ("key", "group"),
    [
        (parse_key("lstm/0/input"), TensorGroup.INPUT),
        (parse_key("lstm/0-99/output"), TensorGroup.OUTPUT),
        (parse_key("lstm/0/c_n"), TensorGroup.STATE),
        (parse_key("lstm/0/h_0"), TensorGroup.STATE),
        (parse_key("lstm/weights/bias_ih_l0"), TensorGroup.WEIGHTS),
        (result_key(0), TensorGroup.RESULT),
        (file_key("output"), TensorGroup.FILE),
    ],
    ids=str,
)
def test_the_kind_of_a_tensor(key, group):
    assert key_group(key) is group


def test_an_open_filter_is_told():
    assert OutlineFilter().is_open
    assert not any(each.is_open for each in (OutlineFilter("a"), OutlineFilter(group=TensorGroup.FILE)))
    assert not OutlineFilter(missing=True).is_open
