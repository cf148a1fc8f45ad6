"""Which lines of a tree of tensors a filter keeps: by what people type, by the kind of tensor, by NaN and Inf."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..run.key import FILE, RESULT, WEIGHTS, TensorKey
from ..tensor.record import TensorRecord
from .flat_outline import Flags, FlatOutline, Numbers, with_lines_above, with_lines_below
from .outline import NodeKind, OutlineNode


class TensorGroup(StrEnum):
    """The kinds of tensors, from the one that goes in to the ones that were there before."""

    INPUT = "Inputs"
    OUTPUT = "Outputs"
    STATE = "States"
    WEIGHTS = "Weights"
    RESULT = "Results"
    FILE = "Model file"


@dataclass(frozen=True, slots=True)
class OutlineFilter:
    """`text` is a part of a name, a remark, a shape or a type; `missing` wants tensors with NaN or Inf only.

    A text keeps all that stands below a line which has it; with a group or `missing`, only the tensors that are such
    are kept of these. Every line above a kept one is kept, too.
    """

    text: str = ""
    group: TensorGroup | None = None
    missing: bool = False

    @property
    def is_open(self) -> bool:
        """Whether every line passes."""
        return self == OutlineFilter()


_OWNED = {FILE: TensorGroup.FILE, WEIGHTS: TensorGroup.WEIGHTS, RESULT: TensorGroup.RESULT}
_BY_ROLE = {"input": TensorGroup.INPUT, "output": TensorGroup.OUTPUT}


class OutlineSearch:
    """What the lines of a tree are found by, in small letters: the text of each, and the words on its shape and type.

    Few shapes differ: each line has the place of its words, 0 where it is no tensor. Of the root only the children are
    found: what it says holds for all of them, and would hide none.
    """

    def __init__(self, outline: FlatOutline, words: Callable[[TensorRecord], str]) -> None:
        """Collect all that; `words` writes a shape and a type in the ways in which people type them."""
        self._outline = outline
        self._names = _texts(outline.nodes)
        if outline.nodes[0].kind is NodeKind.MODEL:
            self._names[0] = ""
        self._shapes, examples = _shapes(outline.nodes)
        self._words = ("", *(words(record).lower() for record in examples))

    def lines_with(self, text: str) -> Flags:
        """Tell of each line whether it has the text, in capitals or small letters."""
        wanted = text.lower()
        named = np.frombuffer(bytes([wanted in name for name in self._names]), np.bool_)
        shaped = np.array([wanted in words for words in self._words])
        found: Flags = named | shaped[self._shapes]
        return found

    def kept(self, wanted: OutlineFilter, missing: Flags) -> Flags:
        """Tell of each line whether the filter keeps it; `missing` tells of each whether it has NaN or Inf."""
        kept = np.ones(len(self._names), np.bool_)
        if wanted.text:
            kept = with_lines_below(self._outline, self.lines_with(wanted.text))
        if wanted.group is not None:
            kept &= self._groups == list(TensorGroup).index(wanted.group)
        if wanted.missing:
            kept &= missing
        return with_lines_above(self._outline, kept)

    @cached_property
    def _groups(self) -> NDArray[np.int8]:
        places = {group: place for place, group in enumerate(TensorGroup)}
        found = (group_of(node) for node in self._outline.nodes)
        return np.array([places.get(group, -1) if group else -1 for group in found], np.int8)


def group_of(node: OutlineNode) -> TensorGroup | None:
    """Give the kind of tensor that the line is or is a part of; None for a line that is none."""
    return None if node.selection is None else key_group(node.selection.key)


def key_group(key: TensorKey) -> TensorGroup:
    """Give the kind of the tensor with this key; what a call had beside input and output are states."""
    return _OWNED.get(key.call) or _BY_ROLE.get(key.role, TensorGroup.STATE)


def _shapes(nodes: list[OutlineNode]) -> tuple[Numbers, list[TensorRecord]]:
    """Number the pairs of axes and type from 1, and give a tensor of each; 0 is no tensor.

    Axes are told apart by identity: the nodes keep them alive, and tensors that are alike share them.
    """
    known: dict[tuple[int, str], int] = {}
    examples: list[TensorRecord] = []
    places = []
    for node in nodes:
        record, place = node.record, 0
        if record is not None:
            pair = (id(record.axes), record.dtype)
            place = known.get(pair, 0)
            if not place:
                examples.append(record)
                place = known[pair] = len(examples)
        places.append(place)
    return np.array(places, np.int32), examples


def _texts(nodes: list[OutlineNode]) -> list[str]:
    """Give the names and the remark of each line, in small letters."""
    texts = (
        f"{node.label}\n{node.note}"
        if selection is None
        else f"{selection.key.name}{selection.part}\n{node.label}\n{node.note}"
        for node in nodes
        for selection in (node.selection,)
    )
    return list(map(str.lower, texts))
