"""All that is chosen and loaded, as one frozen value; every change gives a new one. Pure: no worker, no Qt."""

from dataclasses import dataclass, field, replace

from .model.source import ModelSource
from .model.summary import FileSummary
from .outlook import Inference, Outlook, TreeView
from .reshape.file_outline import with_file
from .reshape.outline import NodeKind, OutlineNode, outline, selections
from .reshape.pipeline import ReshapePipeline
from .reshape.predicted_outline import predicted_outline
from .reshape.selection import Selection, selected_record
from .run.input import InputSpec
from .run.key import FILE, file_key
from .run.predicted import Predicted
from .run.prediction import Prediction
from .run.request import RunRequest
from .run.run import Run
from .run.settled_request import carried_on, settled
from .selected_reshape import SelectedReshape
from .tensor.file_axes import file_record
from .tensor.layer_axes import record_of
from .tensor.record import TensorRecord
from .tensor.scale import ScaleChoice, SliceScale
from .tensor.slice_spec import SliceSpec

_EMPTY = ReshapePipeline(())
_FIRST_LOOK = ("output", "h_n")  # what people come to see, in this order


@dataclass(frozen=True, slots=True)
class Session:
    """What the window shows. None: nothing is opened, run or selected yet.

    `summary` is what the reader found in a model file. `request` is what the next run will do. `pipelines` keeps
    the reshape steps of every tensor that has some. `colouring` is the meaning by which the preview is coloured, "" for
    its values; `scale` says what the colours of values span. `outlook` is what is known of the next run. `outlined` is
    the tree of the run and of the file's tensors, made once for both, None where there is neither.
    """

    request: RunRequest | None = None
    summary: FileSummary | None = None
    run: Run | None = None
    selection: Selection | None = None
    slice_spec: SliceSpec = field(default_factory=SliceSpec)
    preview_spec: SliceSpec = field(default_factory=SliceSpec)
    colouring: str = ""
    scale: ScaleChoice = field(default_factory=SliceScale)
    pipelines: tuple[tuple[Selection, ReshapePipeline], ...] = ()
    outlook: Outlook = field(default_factory=Outlook)
    outlined: OutlineNode | None = field(default=None, compare=False, repr=False)

    @property
    def source(self) -> ModelSource | None:
        """Where the opened model comes from."""
        return self.request.source if self.request else None

    @property
    def pipeline(self) -> ReshapePipeline:
        """The reshape steps of the selected tensor."""
        return next((pipeline for selection, pipeline in self.pipelines if selection == self.selection), _EMPTY)

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

    @property
    def reshape(self) -> SelectedReshape | None:
        """The selected tensor with the active steps of its pipeline."""
        selected = self.selected
        if selected is None or self.selection is None:
            return None
        return SelectedReshape(self.run, self.selection, selected, self.pipeline.active)

    def opened(self, request: RunRequest, summary: FileSummary | None, from_run: bool = False) -> "Session":
        """Open another model: everything of the old one goes; `from_run` if a saved run names it, not the person.

        Where no run follows, because the file has no recurrent layer, its first tensor is looked at. A program is not
        loaded to look ahead: that would execute its code.
        """
        selection = None
        if summary and summary.tensors and not summary.runs:
            selection = Selection(file_key(summary.tensors[0].name))
        outlook = Outlook(may_load=not from_run and (summary is None or (summary.runs and not summary.is_program)))
        outlook = outlook if from_run else outlook.at_once(request, None)
        tree = with_file(OutlineNode(NodeKind.MODEL, ""), summary) if summary and summary.tensors else None
        opened = Session(request=request, summary=summary, selection=selection, outlook=outlook, scale=self.scale)
        return replace(opened, outlined=tree)

    def tree(self, title: str) -> OutlineNode | None:
        """Give the tree of the run and of the file's tensors under this title; None where there is neither."""
        return self.outlined and replace(self.outlined, label=title)

    def predicted_tree(self, title: str) -> OutlineNode | None:
        """Give the tree of the shapes that are predicted, marked with what differs from the run on screen."""
        match self.outlook.predicted:
            case Predicted(_, Prediction(run)):
                return predicted_outline(run, self.run, title)
        return None

    def with_request(self, request: RunRequest) -> "Session":
        """Change what the next run will do; the last run stays on screen."""
        outlook = self.outlook.asked(self.request or request, request, self.run)
        return replace(self, request=request, outlook=outlook)

    def with_consent(self) -> "Session":
        """Note that the person runs the model: from now on it may be loaded to predict its shapes, too."""
        return replace(self, outlook=replace(self.outlook, may_load=True))

    def with_prediction(self, predicted: Predicted) -> "Session":
        """Take what the model worker predicted."""
        return replace(self, outlook=self.outlook.told(predicted, self.run))

    def with_inference(self, inference: Inference) -> "Session":
        """Take the inputs that fit the model; they are the request's where it had none."""
        outlook = replace(self.outlook, inference=inference)
        if self.request is None or self.request.inputs or not isinstance(inference, tuple):
            return replace(self, outlook=outlook)
        session = replace(self, outlook=outlook)
        return replace(session, request=replace(self.request, inputs=session._inferred))

    @property
    def _inferred(self) -> tuple[InputSpec, ...]:
        inference = self.outlook.inference
        return tuple(found.spec for found in inference) if isinstance(inference, tuple) else ()

    def with_view(self, view: TreeView) -> "Session":
        """Look at the captured or at the predicted tree."""
        return replace(self, outlook=replace(self.outlook, view=view))

    def with_run(self, run: Run, title: str) -> "Session":
        """Show a new run; selection and steps stay where the new run has such a tensor."""
        tree = outline(run, title)
        if self.outlined:  # the file is the same as before
            file = (node for node in self.outlined.children if node.kind is NodeKind.FILE)
            tree = replace(tree, children=(*tree.children, *file))
        known = set(selections(tree))
        kept = tuple(pair for pair in self.pipelines if pair[0] in known)
        wish = run.request if self.request is None else settled(self.request, run.request, self._inferred)
        request = carried_on(wish, self.run, run)
        session = replace(self, run=run, request=request, pipelines=kept, outlook=self.outlook.ran(run), outlined=tree)
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


def _restored(present: Session, earlier: Session) -> Session:
    known = set(selections(present.outlined)) if present.outlined else set()
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
