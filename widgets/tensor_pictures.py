"""The two pictures: the selected tensor, and what the reshape steps make of it."""

from inspector.reshape.outcome import StepFailure
from inspector.run.key import FILE
from inspector.session import Session
from inspector.tensor.axis import Axes
from inspector.tensor.explain import role_sentences, sizes_sentence
from inspector.tensor.file_axes import file_sentences
from inspector.tensor.record import TensorRecord, shape_text
from inspector.tensor.slice import Slice, SliceSpec, read_slice, resolve_slice
from inspector.tensor.values import Values

from .tensor_view import TensorView
from .workspace import Workspace

_SIDE = 1024  # elements read along an axis of a picture: about what a screen can show


class TensorPictures:
    """Joins the workspace to two tensor views; reads no more than what a picture can show."""

    def __init__(self, workspace: Workspace, source: TensorView, preview: TensorView) -> None:
        self._workspace, self._source, self._preview = workspace, source, preview
        workspace.selection_changed.connect(self._show_source)
        workspace.values_changed.connect(self._show_source)
        workspace.source_slice_changed.connect(self._show_source)
        workspace.preview_slice_changed.connect(self._show_preview)
        workspace.pipeline_changed.connect(self._show_preview)
        workspace.reshaping.previewed.connect(self._show_preview)
        workspace.reshaping.traced.connect(self._show_preview)
        workspace.reshaping.failed.connect(self._show_preview)
        self._show_source()
        self._show_preview()

    def _show_source(self) -> None:
        session, values = self._workspace.session, self._workspace.reshaping.source_values()
        record = session.selected
        if record is None or session.selection is None:
            self._source.show_message("Choose a tensor in the tree to see its values.")
            return
        if values is None:
            failure = self._workspace.files.failure
            self._source.show_message(str(failure) if failure else f"Reading {record.key.name}…")
            return
        first, *more = _what_it_is(session, record)
        part = f"A part of it: {session.selection.part}. " if session.selection.part else ""
        sizes = (sizes_sentence(record.axes),) if record.axes else ()
        sentences = (f"{part}{first}", *sizes, *more)
        title = f"{record.key.name}{session.selection.part}  {record.shape_text}  {record.dtype}"
        self._source.show_tensor(title, sentences, record.axes, _slice(values, record.axes, session.slice_spec))

    def _show_preview(self) -> None:
        session, preview = self._workspace.session, self._workspace.reshaping.preview
        if preview is None or not session.pipeline.active:
            self._preview.show_message(self._why_no_preview())
            return
        title = f"{session.pipeline.text}  {shape_text(preview.axes)}"
        sentences = (sizes_sentence(preview.axes),)
        part = _slice(preview.values, preview.axes, session.preview_spec)
        self._preview.show_tensor(title, sentences, preview.axes, part)

    def _why_no_preview(self) -> str:
        reshaping = self._workspace.reshaping
        if reshaping.failure is not None:
            return str(reshaping.failure)
        if not self._workspace.session.pipeline.active:
            return "Add a reshape step to see its result here."
        if any(isinstance(outcome, StepFailure) for outcome in reshaping.outcomes):
            return "A step was refused, so there is no result to show."
        return "Computing the result…" if reshaping.outcomes else "Following the steps…"


def _what_it_is(session: Session, record: TensorRecord) -> tuple[str, ...]:
    if record.key.call == FILE:
        return file_sentences(session.summary, record) if session.summary else ("",)
    return role_sentences(session.run, record) if session.run else ("",)


def _slice(values: Values, axes: Axes, spec: SliceSpec) -> Slice:
    return read_slice(values, resolve_slice(spec, axes), _SIDE, _SIDE)
