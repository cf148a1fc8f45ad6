"""All that is chosen and loaded, as one frozen value; every change gives a new one. Pure: no worker, no Qt."""

from dataclasses import dataclass, field, replace

from .errors import FieldError
from .findings.examine_steps import Advice, advice
from .model.source import ClassSource, ModelSource
from .model.summary import FileSummary
from .reshape.file_outline import with_file
from .reshape.origins.element_links import Links
from .reshape.outline import NodeKind, OutlineNode, outline, selections
from .reshape.pipeline import ReshapePipeline
from .reshape.primitive_chain import has_reduction
from .reshape.selection import Selection, selected_record
from .reshape.steps import ReshapeStep, bound_steps, names_in, primitives_of
from .reshape.steps.bindings import Bindings, bindings_beside, bindings_of
from .run.key import FILE, file_key
from .run.request import RunRequest
from .run.run import Run
from .run.state import CarryState
from .tensor.file_axes import file_record
from .tensor.layer_axes import record_of
from .tensor.record import TensorRecord
from .tensor.slice import SliceSpec

_EMPTY = ReshapePipeline(())
_FIRST_LOOK = ("output", "h_n")  # what people come to see, in this order


@dataclass(frozen=True, slots=True)
class Session:
    """What the window shows. None: nothing is opened, run or selected yet.

    `summary` is what the reader found in a model file. `request` is what the next run will do. `pipelines` keeps
    the reshape steps of every tensor that has some. `colouring` is the meaning by which the preview is coloured, "" for
    its values.
    """

    request: RunRequest | None = None
    summary: FileSummary | None = None
    run: Run | None = None
    selection: Selection | None = None
    slice_spec: SliceSpec = field(default_factory=SliceSpec)
    preview_spec: SliceSpec = field(default_factory=SliceSpec)
    colouring: str = ""
    pipelines: tuple[tuple[Selection, ReshapePipeline], ...] = ()

    @property
    def source(self) -> ModelSource | None:
        """Where the opened model comes from."""
        return self.request.source if self.request else None

    @property
    def pipeline(self) -> ReshapePipeline:
        """The reshape steps of the selected tensor."""
        return next((pipeline for selection, pipeline in self.pipelines if selection == self.selection), _EMPTY)

    @property
    def steps(self) -> tuple[ReshapeStep, ...]:
        """The steps that make the selected part, then the active ones of its pipeline, bound to this run."""
        part = self.selection.steps if self.selection else ()
        return (*part, *self.pipeline_steps)

    @property
    def pipeline_steps(self) -> tuple[ReshapeStep, ...]:
        """The active steps of the selected tensor's pipeline, bound to this run."""
        return self.bound(self.pipeline.active)

    def bound(self, steps: tuple[ReshapeStep, ...]) -> tuple[ReshapeStep, ...]:
        """Give steps on the selected tensor that know what they name in this run."""
        return bound_steps(steps, self.bindings_for(steps))

    @property
    def advice(self) -> tuple[Advice, ...]:
        """What is wrong with the steps of the selected tensor, and what would be right."""
        selected = self.selected
        return advice(selected, self.pipeline_steps, packed=bool(self.beside.lengths)) if selected else ()

    def two_ways(self, given: Advice) -> tuple[tuple[ReshapeStep, ...], tuple[ReshapeStep, ...]]:
        """Give the steps up to the one that the advice is about, as they are and as they would be right; bound."""
        steps = self.pipeline_steps
        return steps[: given.at + 1], self.bound((*steps[: given.at], *(given.instead or ())))

    def can_compare(self, given: Advice) -> bool:
        """Tell whether both ways of an advice only move elements, so that both results can be looked at at once."""
        selected = self.selected
        if selected is None or given.instead is None:
            return False
        return not any(has_reduction(primitives_of(steps, selected.shape)) for steps in self.two_ways(given))

    def links_of(self, steps: tuple[ReshapeStep, ...]) -> Links | None:
        """How the elements of the selected tensor and of what these bound steps make of it belong together."""
        selected = self.selected
        if selected is None:
            return None
        others = tuple((record.key, record.axes) for _, record in self.bindings_for(steps).tensors)
        return Links(primitives_of(steps, selected.shape), selected.axes, others)

    @property
    def links(self) -> Links | None:
        """How the elements of the selected tensor and of what its steps make of it belong together."""
        return self.links_of(self.pipeline_steps)

    @property
    def bindings(self) -> Bindings:
        """What the names in the pipeline's steps mean."""
        return self.bindings_for(self.pipeline.active)

    @property
    def beside(self) -> Bindings:
        """What can be joined with the selected tensor: the others of its call; and the samples' lengths."""
        if self.run is None or self.selection is None or self.selection.key.call == FILE:
            return Bindings()
        return bindings_beside(self.run, self.selection.key)

    def bindings_for(self, steps: tuple[ReshapeStep, ...]) -> Bindings:
        """What the names in these steps on the selected tensor mean."""
        if self.run is None or self.selection is None or self.selection.key.call == FILE:
            return Bindings(self.selection.key if self.selection else None)
        return bindings_of(self.run, self.selection.key, names_in(steps))

    @property
    def record(self) -> TensorRecord | None:
        """The captured tensor, or the one of the file, that the selection is or is a part of."""
        if self.selection is None:
            return None
        if self.selection.key.call == FILE:
            return file_record(self.summary, self.selection.key) if self.summary else None
        return record_of(self.run, self.selection.key) if self.run else None

    @property
    def selected(self) -> TensorRecord | None:
        """The selected tensor: the whole one, or the part of it."""
        record = self.record
        return selected_record(record, self.selection.steps) if record and self.selection else None

    def opened(self, request: RunRequest, summary: FileSummary | None) -> "Session":
        """Open another model: everything of the old one goes.

        Where no run follows, because the file has no recurrent layer, its first tensor is looked at.
        """
        selection = None
        if summary and summary.tensors and not summary.layers:
            selection = Selection(file_key(summary.tensors[0].name))
        return Session(request=request, summary=summary, selection=selection)

    def tree(self, title: str) -> OutlineNode | None:
        """Give the tree of the run and of the file's tensors; None where there is neither."""
        if self.run is None and not (self.summary and self.summary.tensors):
            return None
        shown = outline(self.run, title) if self.run else OutlineNode(NodeKind.MODEL, title)
        return with_file(shown, self.summary)

    def with_request(self, request: RunRequest) -> "Session":
        """Change what the next run will do; the last run stays on screen."""
        return replace(self, request=request)

    def with_run(self, run: Run, title: str) -> "Session":
        """Show a new run; selection and steps stay where the new run has such a tensor."""
        tree = with_file(outline(run, title), self.summary)
        known = selections(tree)
        kept = tuple(pair for pair in self.pipelines if pair[0] in known)
        request = _carried_on(_settled(self.request, run.request), self.run, run)
        session = replace(self, run=run, request=request, pipelines=kept)
        if self.selection in known:
            return session
        return replace(session, selection=_first_look(tree), slice_spec=SliceSpec(), preview_spec=SliceSpec())

    def with_selection(self, selection: Selection | None) -> "Session":
        """Look at another tensor, from its default slice unless it has the same axes."""
        chosen = replace(self, selection=selection)
        before, after = self.selected, chosen.selected
        same = before is not None and after is not None and _names(before) == _names(after)
        return chosen if same else replace(chosen, slice_spec=SliceSpec(), preview_spec=SliceSpec())

    def with_pipeline(self, pipeline: ReshapePipeline) -> "Session":
        """Change the reshape steps of the selected tensor."""
        if self.selection is None:
            return self
        others = tuple(pair for pair in self.pipelines if pair[0] != self.selection)
        return replace(self, pipelines=(*others, (self.selection, pipeline)))


@dataclass(frozen=True, slots=True)
class History:
    """The present session and those that undo and redo lead to.

    What is undone are reshape steps and the tensor they belong to; the run on screen is never taken back.
    """

    present: Session
    past: tuple[Session, ...] = ()
    future: tuple[Session, ...] = ()

    def changed(self, session: Session) -> "History":
        """Go on with a change that undo does not stop at."""
        return replace(self, present=session)

    def edited(self, session: Session) -> "History":
        """Go on with a change that undo takes back."""
        return History(session, (*self.past, self.present))

    def undone(self) -> "History":
        """Go back to before the last edit; unchanged where there is none."""
        if not self.past:
            return self
        return History(_restored(self.present, self.past[-1]), self.past[:-1], (self.present, *self.future))

    def redone(self) -> "History":
        """Go forward to what was undone last; unchanged where there is nothing."""
        if not self.future:
            return self
        return History(_restored(self.present, self.future[0]), (*self.past, self.present), self.future[1:])


def _settled(wish: RunRequest | None, run: RunRequest) -> RunRequest:
    """Take over the inputs and the layer that the run chose, unless the wish was changed while it went on."""
    if wish is None:
        return run
    open_wishes = wish.inputs in ((), run.inputs) and wish.layer in (None, run.layer)
    source = _completed(wish.source, run.source)
    return run if open_wishes and replace(wish, source=source, inputs=run.inputs, layer=run.layer) == run else wish


def _completed(wish: ModelSource, run: ModelSource) -> ModelSource:
    """Add the arguments that the run took from beside the weights."""
    if not isinstance(wish, ClassSource) or not isinstance(run, ClassSource):
        return wish
    try:
        return wish.with_more(run.given)
    except FieldError:  # a run that was opened from elsewhere may say anything
        return wish


def _carried_on(request: RunRequest, before: Run | None, run: Run) -> RunRequest:
    """Have a state that was carried from the run on screen be carried from the new one: each goes on from the last.

    From a run that failed there is nothing to go on from.
    """
    if before is None or run.stopped_at or request.state != CarryState(str(before.path)):
        return request
    return replace(request, state=CarryState(str(run.path)))


def _restored(present: Session, earlier: Session) -> Session:
    tree = present.tree("")
    known = selections(tree) if tree else ()
    selection = earlier.selection if earlier.selection in known else present.selection
    return replace(
        present, selection=selection, pipelines=tuple(pair for pair in earlier.pipelines if pair[0] in known)
    )


def _names(record: TensorRecord) -> tuple[str, ...]:
    return tuple(axis.name for axis in record.axes)


def _first_look(tree: OutlineNode) -> Selection | None:
    found = selections(tree)
    captured = [selection for selection in found if selection.key.call != FILE]
    wanted = (selection for role in _FIRST_LOOK for selection in captured if selection.key.role == role)
    return next(wanted, next(iter(found), None))
