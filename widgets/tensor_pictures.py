"""The two pictures: the selected tensor, and what the reshape steps make of it."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker

from inspector.reshape.origins.element_links import Links
from inspector.reshape.outcome import StepFailure
from inspector.run.key import FILE
from inspector.session import Session
from inspector.tensor.axis import Axes
from inspector.tensor.explain import role_sentences, sizes_sentence
from inspector.tensor.file_axes import file_sentences
from inspector.tensor.padding import AnyPadding, NoPadding, padding_of
from inspector.tensor.record import TensorRecord, shape_text
from inspector.tensor.scale import ScaleChoice, TensorScale
from inspector.tensor.slice import Slice, read_closer, read_slice
from inspector.tensor.slice_spec import SliceSpec, Window, resolve_slice
from inspector.tensor.values import Values

from .heat_slice import Scaling
from .labels import with_signs
from .origin_colours import VALUE, colourings_of, origins_of
from .pooled_work import PooledWork
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
        self._source_work, self._preview_work = PooledWork(), PooledWork()
        workspace.selection_changed.connect(self._show_source)
        workspace.values_changed.connect(self._show_source)
        workspace.source_slice_changed.connect(self._show_source)
        workspace.preview_slice_changed.connect(self._show_preview)
        workspace.pipeline_changed.connect(self._show_preview)
        workspace.reshaping.previewed.connect(self._show_preview)
        workspace.reshaping.traced.connect(self._show_preview)
        workspace.reshaping.failed.connect(self._show_preview)
        preview.colouring_chosen.connect(self._colour)
        for view in (source, preview):
            view.scale_chosen.connect(self._scale)
        for figures in (workspace.runs.figures, workspace.files.figures):
            figures.changed.connect(self._take_figures)
        source.window_changed.connect(self._look_closer_at_source)
        preview.window_changed.connect(self._look_closer_at_preview)
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

    def _look_closer_at_source(self, window: Window) -> None:
        """Read the part of the slice that was zoomed into."""
        if self.source_part is not None:
            self._replace_source(read_closer(self.source_part, *self._source.room, window))
            self._source_work.follow(self.source_part, window, self._source.room, self._replace_source)

    def _replace_source(self, part: Slice) -> None:
        """Show another look at the slice on screen."""
        if (record := self._workspace.session.selected) is not None:
            self.source_part = part
            self._source.show_part(record.axes, part, None, self._scaling)

    def _look_closer_at_preview(self, window: Window) -> None:
        if self.preview_part is not None:
            self._replace_preview(read_closer(self.preview_part, *self._preview.room, window, self._by_value()))
            self._preview_work.follow(self.preview_part, window, self._preview.room, self._replace_preview)

    def _replace_preview(self, part: Slice) -> None:
        session, preview = self._workspace.session, self._workspace.reshaping.preview
        if preview is not None and session.reshape is not None:
            links = session.reshape.links
            self.preview_part = part
            origins = origins_of(links, _colouring(session, links), part)
            self._preview.show_part(preview.axes, part, origins, self._scaling)

    def _show_source(self, position: tuple[int, ...] = ()) -> None:
        session, values = self._workspace.session, self._workspace.reshaping.source_values()
        record = session.selected
        self.source_part = None
        self._source_work.follow(None, None, (0, 0), self._replace_source)
        if record is None or session.selection is None:
            self._source.show_message("Choose a tensor in the tree to see its values.")
            return
        if values is None:
            failure = self._workspace.why_no_values
            self._source.show_message(str(failure) if failure else f"Reading {record.key.name}…")
            return
        first, *more = _what_it_is(session, record)
        part = f"A part of it: {session.selection.part}. " if session.selection.part else ""
        sentences = tuple(map(with_signs, (f"{part}{first}", *_sizes(record.axes), *more)))
        title = f"{record.key.name}{session.selection.part}  {with_signs(record.shape_text)}  {record.dtype}"
        padding = padding_of(session.run, record) if session.run else NoPadding()
        self.source_part = _slice(values, record.axes, session.slice_spec, position, self._source.room, padding)
        self._source_work.follow(self.source_part, None, self._source.room, self._replace_source)
        self._source.show_tensor(title, sentences, record.axes, self.source_part, None, self._scaling)

    def _show_preview(self, position: tuple[int, ...] = ()) -> None:
        session, preview = self._workspace.session, self._workspace.reshaping.preview
        reshape = session.reshape
        self.preview_part = None
        self._preview_work.follow(None, None, (0, 0), self._replace_preview)
        if preview is None or reshape is None or not reshape.active:
            self._preview.show_colourings((), "")
            self._preview.show_message(self._why_no_preview())
            return
        title = f"{session.pipeline.text}  {with_signs(shape_text(preview.axes))}"
        sentences = tuple(map(with_signs, _sizes(preview.axes)))
        links = reshape.links
        colouring = _colouring(session, links)
        spec, room = session.preview_spec, self._preview.room
        padding, by_value = NoPadding(), colouring == VALUE
        part = _slice(preview.values, preview.axes, spec, position, room, padding, by_value)
        self.preview_part = part
        self._preview_work.follow(part, None, room, self._replace_preview)
        origins = origins_of(links, colouring, part)
        self._preview.show_tensor(title, sentences, preview.axes, part, origins, self._scaling)
        self._preview.show_colourings(colourings_of(links), colouring)

    def _by_value(self) -> bool:
        session = self._workspace.session
        return session.reshape is None or _colouring(session, session.reshape.links) == VALUE

    @property
    def _scaling(self) -> Scaling:
        """The scale of both pictures: that of the whole tensor is the selected one's, so that they can be compared."""
        session = self._workspace.session
        found = self._workspace.runs.figures.found | self._workspace.files.figures.found
        return Scaling(session.scale, found.get(session.selection) if session.selection else None)

    def _scale(self, choice: ScaleChoice) -> None:
        self._workspace.change(replace(self._workspace.session, scale=choice))

    def _take_figures(self) -> None:
        """Show the scale of the whole tensor as soon as that is counted."""
        if isinstance(self._workspace.session.scale, TensorScale):
            if self.source_part is not None:
                self._replace_source(self.source_part)
            if self.preview_part is not None:
                self._replace_preview(self.preview_part)

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


def _colouring(session: Session, links: Links) -> str:
    return session.colouring if session.colouring in colourings_of(links) else VALUE


def _sizes(axes: Axes) -> tuple[str, ...]:
    """Say where the sizes come from, if there is more to say than which axis has which size."""
    return (sizes_sentence(axes),) if any(axis.is_named for axis in axes) else ()


def _slice(
    values: Values,
    axes: Axes,
    spec: SliceSpec,
    position: tuple[int, ...],
    room: tuple[int, int],
    padding: AnyPadding,
    extreme: bool = True,
) -> Slice:
    held = replace(spec, fixed=position) if position else spec
    return read_slice(values, resolve_slice(held, axes), *room, extreme=extreme, padding=padding)
