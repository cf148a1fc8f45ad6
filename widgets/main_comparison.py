"""The window that shows a wrong step and the right one side by side."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from inspector.findings.examine_steps import Advice
from inspector.findings.seen_best import seen_best
from inspector.reshape.axes.step_axes import axes_after
from inspector.reshape.origins.element_links import Links, Targets
from inspector.reshape.origins.two_ways import difference_text, held_text
from inspector.reshape.reading.parse import steps_text
from inspector.reshape.steps import ReshapeStep
from inspector.selected_reshape import SelectedReshape
from inspector.tensor.axis import Axes
from inspector.tensor.slice import Slice, read_slice
from inspector.tensor.slice_spec import ResolvedSlice, SliceSpec, resolve_slice
from inspector.tensor.values import Values

from .comparison import Comparison, Side
from .comparison_dialog import ComparisonDialog
from .heat_place import SIDE
from .origin_colours import VALUE, colourings_of, origins_of
from .reshape_panel import ReshapePanel
from .shown_values import moved_values
from .step_states import axes_text
from .workspace import Workspace


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """One way to write it: the steps, how elements come about, and the values."""

    code: str
    links: Links
    axes: Axes
    values: Values


class MainComparison:
    """Joins the findings of the reshape panel to a dialog that compares what was written with what is right."""

    def __init__(self, workspace: Workspace, panel: ReshapePanel, parent: QWidget) -> None:
        self._workspace, self._dialog = workspace, ComparisonDialog(parent)
        self._advice: Advice | None = None
        self._ways: tuple[_Way, _Way] | None = None
        self._difference = ""
        self._spec, self._colouring = SliceSpec(), VALUE
        self._parts: tuple[Slice, Slice] | None = None
        self._targets: dict[int, Targets] = {}  # of each side's part, once it was asked for
        panel.compare_requested.connect(self._open)
        self._dialog.left_hovered.connect(self._follow_left)
        self._dialog.right_hovered.connect(self._follow_right)
        self._dialog.colouring_chosen.connect(self._colour)
        self._dialog.slice_changed.connect(self._slice)
        self._dialog.right_chosen.connect(self._take)
        workspace.pipeline_changed.connect(self._dialog.close)

    def _open(self, at: int) -> None:
        values, reshape = self._workspace.reshaping.source_values(), self._workspace.session.reshape
        if values is None or reshape is None:
            return
        self._advice = given = next(each for each in reshape.advice if each.at == at and reshape.can_compare(each))
        wrong, right = (self._way(reshape, values, steps) for steps in reshape.two_ways(given))
        self._ways, self._difference = (wrong, right), difference_text(wrong.links, right.links)
        self._spec, self._colouring = SliceSpec(), _telling(given.finding.rule, colourings_of(right.links))
        self._show()
        self._dialog.show()
        self._dialog.activateWindow()

    def _way(self, reshape: SelectedReshape, values: Values, steps: tuple[ReshapeStep, ...]) -> _Way:
        links, others = reshape.links_of(steps), self._workspace.others(reshape.bindings_for(steps))
        axes = axes_after(links.primitives, links.axes)
        return _Way(steps_text(steps), links, axes, moved_values(values, steps, self._workspace.reshaping.lose, others))

    def _show(self) -> None:
        assert self._ways is not None, "only shown once there is something to compare"
        assert self._advice is not None, "what is compared was advised"
        wrong, right = self._ways
        resolved = resolve_slice(self._spec, right.axes)
        alike = [axis.size for axis in wrong.axes] == [axis.size for axis in right.axes]
        self._parts = _part(wrong, resolved if alike else resolve_slice(self._spec, wrong.axes)), _part(right, resolved)
        self._targets = {}
        finding = self._advice.finding
        shown = Comparison(
            finding.name.replace("-", " ").capitalize(),
            finding.rule,
            self._side(wrong, self._parts[0], finding.message),
            self._side(right, self._parts[1], _why_right(self._advice, right)),
            self._difference,
            colourings_of(right.links),
            self._colouring,
            finding.severity,
        )
        self._dialog.show_comparison(shown)

    def _side(self, way: _Way, part: Slice, sentence: str) -> Side:
        origins = origins_of(way.links, self._colouring, part)
        count = held_text(way.links, self._colouring) if origins else ""
        return Side(way.code, sentence, way.axes, part, origins, count)

    def _colour(self, meaning: str) -> None:
        self._colouring = meaning
        self._show()

    def _slice(self, spec: SliceSpec) -> None:
        self._spec = spec
        self._show()

    def _follow_left(self, index: tuple[int, ...] | None) -> None:
        self._follow(0, index)

    def _follow_right(self, index: tuple[int, ...] | None) -> None:
        self._follow(1, index)

    def _follow(self, side: int, index: tuple[int, ...] | None) -> None:
        """Light up on the other side what comes from the same source elements."""
        if self._ways is None:
            return
        tell = (self._dialog.show_text_left, self._dialog.show_text_right)[side]
        mark = (self._dialog.show_linked_right, self._dialog.show_linked_left)[side]
        if index is None:
            tell("")
            mark(None)
            return
        found = self._ways[side].links.sources(index)
        tell(f"from {found.text}")
        mark(self._targets_on(1 - side).of(found.nearest) if found.nearest else None)

    def _targets_on(self, side: int) -> Targets:
        assert self._ways is not None, "only asked where two ways are shown"
        assert self._parts is not None, "only asked where two ways are shown"
        if side not in self._targets:
            self._targets[side] = self._ways[side].links.targets(self._parts[side])
        return self._targets[side]

    def _take(self) -> None:
        """Put the right steps in the place of the wrong one."""
        if self._advice is not None:
            pipeline = self._workspace.session.pipeline
            self._workspace.edit(pipeline.active_replaced(self._advice.at, self._advice.instead or ()))


def _telling(rule: str, choices: tuple[str, ...]) -> str:
    """Give the colouring in which the mistake is seen best; of a weight, which has no time, its first meaning."""
    wanted = seen_best(rule)
    return wanted if wanted in choices else (*choices, VALUE)[1]


def _why_right(advised: Advice, right: _Way) -> str:
    """Give what to do; where that is the code above it and nothing else, what the axes are then."""
    fix = advised.finding.fix
    return f"Gives {axes_text(right.axes)}." if fix == f"Write {steps_text(advised.instead or ())}." else fix


def _part(way: _Way, resolved: ResolvedSlice) -> Slice:
    return read_slice(way.values, resolved, SIDE, SIDE, extreme=False)
