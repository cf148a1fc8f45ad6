"""The tree of tensors in columns: a line is a number, and what a million lines have in common is one array."""

from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .outline import NodeKind, OutlineNode

Numbers = NDArray[np.int32]  # one for each line
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class FlatOutline:
    """The lines level by level, the children of one line next to each other; line 0 is the root, its own parent.

    Of a line without children `firsts` says where they would stand. `levels` are the lines where each level begins,
    and the number of all lines. Nobody writes to `nodes`.
    """

    nodes: list[OutlineNode]
    parents: Numbers
    firsts: Numbers
    counts: Numbers
    levels: tuple[int, ...]

    def lower_levels(self) -> list[slice]:
        """Give the lines of each level but the root's, from the top."""
        return [slice(begin, end) for begin, end in zip(self.levels[1:], self.levels[2:], strict=False)]


def flat_outline(root: OutlineNode) -> FlatOutline:
    """List the tree."""
    nodes, counts, levels = [root], list[int](), [0]
    while levels[-1] < len(nodes):
        children = [node.children for node in nodes[levels[-1] :]]
        levels.append(len(nodes))
        counts.extend(map(len, children))
        nodes.extend(chain.from_iterable(children))
    counted = np.array(counts, np.int32)
    parents = np.concatenate((np.zeros(1, np.int32), np.repeat(np.arange(len(nodes), dtype=np.int32), counted)))
    firsts = np.cumsum(counted, dtype=np.int32) + 1 - counted
    return FlatOutline(nodes, parents, firsts, counted, tuple(levels))


def with_lines_below(outline: FlatOutline, flags: Flags) -> Flags:
    """Set the flags of all lines below those that are set."""
    below = flags.copy()
    for level in outline.lower_levels():
        below[level] |= below[outline.parents[level]]
    return below


def with_lines_above(outline: FlatOutline, flags: Flags) -> Flags:
    """Set the flags of all lines above those that are set."""
    above = flags.copy()
    for level in reversed(outline.lower_levels()):
        above[outline.parents[level][above[level]]] = True
    return above


def sizes_of(outline: FlatOutline) -> NDArray[np.float64]:
    """Count the elements of each line: a tensor's own, else those of all tensors below it; parts have none."""
    sizes = np.array([_size(node) for node in outline.nodes], np.float64)
    for level in reversed(outline.lower_levels()):
        sizes += np.bincount(outline.parents[level], sizes[level], len(sizes))
    return sizes


def _size(node: OutlineNode) -> int:
    return node.record.size if node.kind is NodeKind.TENSOR and node.record else 0
