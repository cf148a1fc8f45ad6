"""The lines of a tree of tensors that are shown, and the order in which the children of a line stand."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np

from .flat_outline import Flags, FlatOutline, Numbers, sizes_of
from .outline import NodeKind

_DIGITS = re.compile(r"(\d+)")
_LAST = {NodeKind.WEIGHTS, NodeKind.RESULT, NodeKind.FILE}  # groups of another nature than what they stand beside


class LineOrder(StrEnum):
    """How lines are sorted."""

    RUN = "Run order"
    NAME = "Name"
    SIZE = "Size"


class OutlineOrders:
    """The orders of the children of each line, found when they are first asked for: people open few of a million."""

    def __init__(self, outline: FlatOutline) -> None:
        self._outline = outline
        self._found: dict[tuple[LineOrder, int], Numbers] = {}

    def children(self, line: int, order: LineOrder) -> Numbers:
        """Give all children of the line by name as people count, `lstm2` before `lstm10`, or the largest first.

        What is alike stays in the order of the run. Weights, results and the model file stay behind the layers, and the
        parts of a tensor as they lie in it.
        """
        found = self._found.get((order, line))
        if found is None:
            first = self._outline.firsts.item(line)
            children = range(first, first + self._outline.counts.item(line))
            found = np.array(sorted(children, key=self._key(line, order)), np.int32)
            self._found[order, line] = found
        return found

    def _key(self, line: int, order: LineOrder) -> Callable[[int], Any]:
        nodes = self._outline.nodes
        if order is LineOrder.RUN or nodes[line].kind is NodeKind.TENSOR:
            return int
        if order is LineOrder.SIZE:
            return lambda child: (nodes[child].kind in _LAST, -self._sizes[child])
        names = {label: natural(label) for label in {node.label for node in nodes[line].children}}
        return lambda child: (nodes[child].kind in _LAST, names[nodes[child].label])

    @cached_property
    def _sizes(self) -> list[float]:
        sizes: list[float] = sizes_of(self._outline).tolist()
        return sizes


class ArrangedOutline:
    """The lines that are kept, in an order; lines are named by their numbers in the whole tree.

    The children of a line are sorted when they are first asked for.
    """

    def __init__(self, outline: FlatOutline, kept: Flags | None, order: LineOrder, orders: OutlineOrders) -> None:
        self._outline, self._kept, self._order, self._orders = outline, kept, order, orders
        self._lines, self._starts, self._counts, self._rows = _placed(outline, kept)
        self._sorted: set[int] = set()

    @property
    def size(self) -> int:
        """How many lines are shown."""
        return len(self._lines)

    def shows(self, line: int) -> bool:
        """Tell whether the line is shown."""
        return self._kept is None or bool(self._kept.item(line))

    def count(self, line: int) -> int:
        """Count the children that are shown."""
        return self._counts.item(line)

    def child(self, line: int, row: int) -> int:
        """Give the child in that row; the row must be less than the count."""
        self._sort(line)
        return self._lines.item(self._starts.item(line) + row)

    def branches(self, line: int, rows: int) -> list[int]:
        """Give those of the first so many children that are shown and have children themselves."""
        self._sort(line)
        start = self._starts.item(line)
        children = self._lines[start : start + min(rows, self.count(line))]
        found: list[int] = children[self._counts[children] > 0].tolist()
        return found

    def parent(self, line: int) -> int:
        """Give the line above; the root is its own."""
        return self._outline.parents.item(line)

    def row(self, line: int) -> int:
        """Give the row of a line that is shown among those with the same parent."""
        if line:
            self._sort(self.parent(line))
        return self._rows.item(line)

    def _sort(self, line: int) -> None:
        if self._order is LineOrder.RUN or line in self._sorted:
            return
        self._sorted.add(line)
        children = self._orders.children(line, self._order)
        shown = children if self._kept is None else children[self._kept[children]]
        start = self._starts.item(line)
        self._lines[start : start + len(shown)] = shown
        self._rows[shown] = np.arange(len(shown))


def natural(label: str) -> tuple[object, ...]:
    """Give what sorts names as people count: `lstm2` before `lstm10`."""
    parts = _DIGITS.split(label.casefold())
    return tuple(_number(part) if place % 2 else part for place, part in enumerate(parts))


def _number(digits: str) -> tuple[int, str]:
    """Give what sorts digits as the number that they are; a file may name a tensor with thousands of them."""
    significant = digits.lstrip("0")
    return len(significant), significant


def _placed(outline: FlatOutline, kept: Flags | None) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Give the lines that are kept, for each line where its children begin among them, how many, and its own row."""
    lines = np.arange(len(outline.nodes), dtype=np.int32)
    if kept is None:
        return lines, outline.firsts, outline.counts, _rows(lines, outline.firsts, outline)
    before = np.concatenate((np.zeros(1, np.int32), np.cumsum(kept, dtype=np.int32)))
    starts = before[outline.firsts]
    counts = before[outline.firsts + outline.counts] - starts
    return lines[kept], starts, counts, _rows(before[:-1], starts, outline)


def _rows(places: Numbers, starts: Numbers, outline: FlatOutline) -> Numbers:
    rows = places - starts[outline.parents]
    rows[0] = 0
    return rows
