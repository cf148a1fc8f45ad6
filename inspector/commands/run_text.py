"""A run as a tree in the terminal: the same tree that the window shows, the weights left out."""

from collections.abc import Iterator

from ..findings.examine import examine
from ..model.presets import preset_named
from ..model.source import ClassSource, PresetSource, source_text
from ..reshape.outline import NodeKind, OutlineNode, outline
from ..run.run import Run
from ..run.run_file import RunFile
from ..tensor.statistics import statistics_of


def run_text(opened: RunFile, inferred: bool) -> str:
    """Give the tree, the inputs that were used, what no hook saw, where the model stopped, and the findings.

    A run of a preset as published ends with what its article claims and what is true.
    """
    run = opened.run
    tree = outline(run, source_text(run.request.source))
    rows = [(tree.label, tree.note, ""), *_rows(opened, tree, "")]
    widths = [max(len(row[column]) for row in rows[1:]) if rows[1:] else 0 for column in (0, 1)]
    lines = [f"{label:<{widths[0]}}  {note:<{widths[1]}}  {figures}".rstrip() for label, note, figures in rows]
    chosen = " (chosen automatically)" if inferred else ""
    source = run.request.source
    lines += [f"arguments {source.arguments}"] if isinstance(source, ClassSource) and source.arguments != "{}" else []
    lines += [f"input {spec}{chosen}" for spec in run.request.inputs]
    lines += [f"not called: {name or 'the model itself'}" for name in run.unseen]
    lines += run.remarks
    if run.stopped_at:
        lines.append(f"stopped in {run.stopped_at.place}: {run.stopped_at.error}")
    lines += [finding.text for finding in examine(run)]
    return "\n".join([*lines, *_article(run)])


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
    figures = statistics_of(opened.read(node.selection.key))
    missing = "".join(f"  {count} {name}" for name, count in (("NaN", figures.nan), ("Inf", figures.inf)) if count)
    if figures.min is None or figures.max is None or figures.mean is None:
        return f"{node.record.dtype}{missing or '  empty'}"
    return f"{node.record.dtype}  {figures.min:.4g} to {figures.max:.4g}, mean {figures.mean:.4g}{missing}"
