"""A run as a tree in the terminal: the same tree that the window shows, the weights left out."""

from collections.abc import Iterator

from ..findings.examine import examine
from ..model.presets import preset_named
from ..model.source import ClassSource, PresetSource, source_text
from ..reshape.outline import NodeKind, OutlineNode, outline
from ..run.inferred_input import InferredInput
from ..run.run import Run
from ..run.run_file import RunFile
from ..run.timeline import timeline_of
from ..run.timeline_text import timeline_text
from ..tensor.explained_stop import explained_stop
from ..tensor.statistics import statistics_of
from .chosen_inputs import input_lines
from .figures_text import figures_text

_Names = tuple[str, ...]


def run_text(opened: RunFile, inferred: bool, found: tuple[InferredInput, ...] = (), names: _Names = ()) -> str:
    """Give the tree, what calls handed on, the inputs, what no hook saw, where and why it stopped, the findings.

    `inferred` tells that the inputs are not the person's own, `found` why they are what they are, `names` what forward
    calls its parameters. A run of a preset as published ends with what its article claims and what is true.
    """
    run = opened.run
    tree = outline(run, source_text(run.request.source))
    rows = [(tree.label, tree.note, ""), *_rows(opened, tree, "")]
    widths = [max(len(row[column]) for row in rows[1:]) if rows[1:] else 0 for column in (0, 1)]
    lines = [f"{label:<{widths[0]}}  {note:<{widths[1]}}  {figures}".rstrip() for label, note, figures in rows]
    lines += _timeline(opened)
    source = run.request.source
    lines += [f"arguments {source.arguments}"] if isinstance(source, ClassSource) and source.arguments != "{}" else []
    lines += [f"autocast {run.request.autocast}"] if run.request.autocast else []
    lines += input_lines(run.request.inputs, inferred, found)
    lines += [f"not called: {name or 'the model itself'}" for name in run.unseen]
    lines += run.remarks
    if run.stopped_at:
        lines.append(f"stopped in {run.stopped_at.place}: {run.stopped_at.error}")
        lines += filter(None, [explained_stop(run, names)])
    lines += [finding.text for finding in examine(run)]
    return "\n".join([*lines, *_article(run)])


def _timeline(opened: RunFile) -> list[str]:
    """Tell what the calls handed to one another, where they did."""
    told = timeline_of(opened)
    return timeline_text(told).splitlines() if told.arrows else []


def _article(run: Run) -> Iterator[str]:
    """Give what the article of a preset says, beside what is true, where the preset was run as published."""
    source = run.request.source
    preset = preset_named(source.name) if isinstance(source, PresetSource) and source.as_published else None
    if preset is not None:
        yield f"claim: {preset.claim}"
        yield f"truth: {preset.truth} {preset.why}"


def _rows(opened: RunFile, node: OutlineNode, indent: str) -> Iterator[tuple[str, str, str]]:
    shown = [child for child in node.children if child.kind not in (NodeKind.WEIGHTS, NodeKind.PART)]
    for child in shown:
        last = child is shown[-1]
        shape = child.record.shape_text if child.record else ""
        note = "  ".join(part for part in (shape, child.note) if part)
        yield f"{indent}{'└─ ' if last else '├─ '}{child.label}", note, _figures(opened, child)
        yield from _rows(opened, child, indent + ("   " if last else "│  "))


def _figures(opened: RunFile, node: OutlineNode) -> str:
    if node.selection is None or node.record is None:
        return ""
    return f"{node.record.dtype}  {figures_text(statistics_of(opened.read(node.selection.key)))}"
