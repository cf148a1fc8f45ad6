"""The two pictures: the selected tensor, and what the reshape steps make of it."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker

from inspector.reshape.outcome import StepFailure
from inspector.run.key import FILE
from inspector.session import Session
from inspector.tensor.axis import Axes
from inspector.tensor.explain import role_sentences, sizes_sentence
from inspector.tensor.file_axes import file_sentences
from inspector.tensor.record import TensorRecord, shape_text
from inspector.tensor.slice import Slice, SliceSpec, read_slice, resolve_slice
from inspector.tensor.values import Values

from .labels import with_signs
from .origin_colours import SIDE, VALUE, colourings_of, origins_of
from .tensor_view import TensorView
from .workspace import Workspace


class TensorPictures:
    """Joins the workspace to two tensor views; reads no more than what a picture can show.

    `source_part` and `preview_part` are the slices on screen, None where there is none.
    """

    def __init__(self, workspace: Workspace, source: TensorView, preview: TensorView) -> None:
        self._workspace, self._source, self._preview = workspace, source, preview
        self.source_part: Slice | None = None
        self.preview_part: Slice | None = None
        workspace.selection_changed.connect(self._show_source)
        workspace.values_changed.connect(self._show_source)
        workspace.source_slice_changed.connect(self._show_source)
        workspace.preview_slice_changed.connect(self._show_preview)
        workspace.pipeline_changed.connect(self._show_preview)
        workspace.reshaping.previewed.connect(self._show_preview)
        workspace.reshaping.traced.connect(self._show_preview)
        workspace.reshaping.failed.connect(self._show_preview)
        preview.colouring_chosen.connect(self._colour)
        self._show_source()
        self._show_preview()

    def peek_at_source(self, position: tuple[int, ...]) -> None:
        """Show for a moment the slice of the selected tensor that holds this element, () for the one chosen."""
        with QSignalBlocker(self._source):
            self._show_source(position)

    def peek_at_preview(self, position: tuple[int, ...]) -> None:
        """Show for a moment the slice of the reshaped tensor that holds this element, () for the one chosen."""
        with QSignalBlocker(self._preview):
            self._show_preview(position)

    def _show_source(self, position: tuple[int, ...] = ()) -> None:
        session, values = self._workspace.session, self._workspace.reshaping.source_values()
        record = session.selected
        self.source_part = None
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
        sentences = tuple(map(with_signs, (f"{part}{first}", *sizes, *more)))
        title = f"{record.key.name}{session.selection.part}  {with_signs(record.shape_text)}  {record.dtype}"
        self.source_part = _slice(values, record.axes, session.slice_spec, position)
        self._source.show_tensor(title, sentences, record.axes, self.source_part)

    def _show_preview(self, position: tuple[int, ...] = ()) -> None:
        session, preview = self._workspace.session, self._workspace.reshaping.preview
        reshape = session.reshape
        self.preview_part = None
        if preview is None or reshape is None or not reshape.active:
            self._preview.show_colourings((), "")
            self._preview.show_message(self._why_no_preview())
            return
        title = f"{session.pipeline.text}  {with_signs(shape_text(preview.axes))}"
        sentences = (with_signs(sizes_sentence(preview.axes)),)
        links = reshape.links
        self.preview_part = part = _slice(preview.values, preview.axes, session.preview_spec, position)
        choices = colourings_of(links)
        colouring = session.colouring if session.colouring in choices else VALUE
        origins = origins_of(links, colouring, part)
        self._preview.show_tensor(title, sentences, preview.axes, part, origins)
        self._preview.show_colourings(choices, colouring)

    def _colour(self, meaning: str) -> None:
        colouring = "" if meaning == VALUE else meaning
        self._workspace.change(replace(self._workspace.session, colouring=colouring))

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


def _slice(values: Values, axes: Axes, spec: SliceSpec, position: tuple[int, ...]) -> Slice:
    held = replace(spec, fixed=position) if position else spec
    return read_slice(values, resolve_slice(held, axes), SIDE, SIDE)
