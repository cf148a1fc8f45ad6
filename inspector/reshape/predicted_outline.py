"""The tree of a run that has not happened, each line marked with what it was in the last one."""

from dataclasses import replace

from ..model.config import Kind
from ..run.run import Run
from ..tensor.axis import NUMBERED, Axes, Axis
from ..tensor.position import axis_title
from ..tensor.record import TensorRecord
from .outline import STOPPED_HERE, NodeKind, OutlineNode, outline

_NEW = "not in the last run"


def predicted_outline(expected: Run, last: Run | None, title: str) -> OutlineNode:
    """Give the tree of the predicted run; its lines say what differs from `last`, None for the first run."""
    tree = outline(expected, title)
    before = None if last is None else outline(last, title)
    stops = f", would stop in {expected.stopped_at.place}" if expected.stopped_at else ""
    note = f"{expected.device}, {expected.dtype}, predicted{stops}"
    return replace(tree, note=note, children=_children(tree, before))


def _children(node: OutlineNode, before: OutlineNode | None) -> tuple[OutlineNode, ...]:
    return tuple(_marked(child, _counterpart(node, child, before), before is None) for child in node.children)


def _counterpart(parent: OutlineNode, child: OutlineNode, before: OutlineNode | None) -> OutlineNode | None:
    """Find the same line of the last run: a call by its number in order, as stacked ones change their name."""
    if before is None:
        return None
    alike = [other for other in before.children if other.kind is child.kind]
    if child.kind is NodeKind.CALL:
        place = [node for node in parent.children if node.kind is NodeKind.CALL].index(child)
        return alike[place] if place < len(alike) else None
    labels = {child.label} | ({parent.label, *map(str, Kind)} if _is_model(parent, child) else set())
    return next((other for other in alike if other.label in labels), None)


def _is_model(parent: OutlineNode, child: OutlineNode) -> bool:
    """Tell whether the layer is the whole model: it has the name of its kind or, where it did not run, the title."""
    return child.kind is NodeKind.LAYER and (child.label == parent.label or child.label in set(Kind))


def _marked(node: OutlineNode, before: OutlineNode | None, alone: bool) -> OutlineNode:
    """Say on the line what it was; below one that is new, `alone`, nothing is said again."""
    change = "" if alone else _NEW if before is None else _change(node, before)
    note = "the forward would stop here" if node.note == STOPPED_HERE else node.note
    ran = before if before is not None and before.children else None
    return replace(node, note=note, change=change, children=_children(node, ran))


def _change(node: OutlineNode, before: OutlineNode) -> str:
    match node.kind:
        case NodeKind.LAYER:
            return _layer_change(node, before)
        case NodeKind.CALL:
            return _call_change(node, before)
    if node.record is None or before.record is None:
        return ""
    return _tensor_change(node.record, before.record)


def _layer_change(node: OutlineNode, before: OutlineNode) -> str:
    if bool(node.children) != bool(before.children):
        return "ran in the last run" if before.children else "did not run in the last run"
    calls = [sum(child.kind is NodeKind.CALL for child in tree.children) for tree in (node, before)]
    return f"was {_counted(calls[1], 'call')}" if calls[0] != calls[1] else ""


def _call_change(node: OutlineNode, before: OutlineNode) -> str:
    was = [before.label] if before.label != node.label else []
    if before.note != node.note:
        was.append(before.note or "not packed")
    lost = [child.label for child in before.children if child.label not in {kept.label for kept in node.children}]
    was += [f"with {', '.join(lost)}"] if lost else []
    return f"was {', '.join(was)}" if was else ""


def _tensor_change(record: TensorRecord, before: TensorRecord) -> str:
    """Name the axes that had another size, all of them where they meant something else."""
    if record.axes == before.axes:
        was = []
    elif _names(record.axes) != _names(before.axes) or _is_numbered(before.axes):
        was = [" × ".join(map(_sized, before.axes)) or "one number"]
    else:
        was = [_sized(old) for new, old in zip(record.axes, before.axes, strict=True) if new != old]
    was += [before.dtype] if before.dtype != record.dtype else []
    return f"was {', '.join(was)}" if was else ""


def _names(axes: Axes) -> tuple[str, ...]:
    return tuple(axis.name for axis in axes)


def _is_numbered(axes: Axes) -> bool:
    return any(axis.name.startswith(NUMBERED) for axis in axes)


def _sized(axis: Axis) -> str:
    return str(axis.size) if axis.name.startswith(NUMBERED) else f"{axis.size} {axis_title(axis)}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
