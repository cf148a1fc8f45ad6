"""The words in one line of the tree of tensors."""

from inspector.reshape.outline import NodeKind, OutlineNode
from inspector.tensor.axis import Axes, shape_of
from inspector.tensor.layer_axes import unnamed_axes
from inspector.tensor.position import axis_title
from inspector.tensor.record import TensorRecord
from inspector.tensor.statistics import Statistics

from .number_text import missing_text, number_text

PENDING = "…"


def shape_text(axes: Axes) -> str:
    """Write the shape with its names: `32 batch × 20 time × 64 hidden`, a product of several in brackets.

    Axes that are only numbered, because nothing says what they mean, are not named: `32 × 20`.
    """
    sizes = shape_of(axes)
    if sizes and axes == unnamed_axes(sizes):
        return " × ".join(map(str, sizes))
    words = (f"{axis.size} ({axis_title(axis)})" if len(axis.atoms) > 1 else _plain(axis.size, axis_title(axis))
             for axis in axes)  # fmt: skip
    return " × ".join(words) or "one number"


def figure_text(node: OutlineNode, figures: Statistics | None, name: str) -> str:
    """Write `min`, `max`, `mean` or `nan` of the line; an ellipsis while a tensor's figures are awaited."""
    if figures is None:
        return PENDING if node.kind is NodeKind.TENSOR else ""
    return missing_text(figures) if name == "nan" else number_text(getattr(figures, name))


def record_words(record: TensorRecord) -> str:
    """Give what a filter may find a tensor by beside its name: the type, and the shape in the ways people type it."""
    return "\n".join((record.dtype, shape_words(record)))


def shape_words(record: TensorRecord) -> str:
    """Give the shape in the ways people type it: `32 batch × 20 time`, `32, 20`, `32x20`, `32 20`."""
    sizes = [str(size) for size in record.shape]
    words = [shape_text(record.axes), record.shape_text]
    return "\n".join([*words, *(separator.join(sizes) for separator in (", ", ",", "x", " × ", " "))])


def tooltip_text(node: OutlineNode) -> str:
    """Give what does not fit in the line: the full name and where each size comes from."""
    if node.record is None:
        return f"{node.label}\n{node.note}" if node.note else node.label
    name = node.selection.key.name + node.selection.part if node.selection else node.label
    sizes = (f"{axis_title(axis)}: {axis.formula}" for axis in node.record.axes)
    return "\n".join((name, *sizes))


def _plain(size: int, name: str) -> str:
    return str(size) if name == "1" else f"{size} {name}"
