"""What is pointed at in one of the two pictures lights up in the other."""

from dataclasses import replace

import numpy as np

from inspector.errors import StepError
from inspector.reshape.origins.element_links import Links, Mask, Targets
from inspector.tensor.slice import Slice
from inspector.tensor.slice_spec import SliceSpec

from .tensor_pictures import TensorPictures
from .tensor_view import TensorView
from .workspace import Workspace

_ELSEWHERE = "goes nowhere: the steps leave it out"
_TOO_FAR = "where it goes is not in the slice shown"

Index = tuple[int, ...]


class PictureLinks:
    """Joins the two tensor views: an element of the one lights up the elements of the other that belong to it.

    Where those lie in another slice, that one is shown as long as the element is pointed at, and stays once it is
    chosen.
    """

    def __init__(self, workspace: Workspace, pictures: TensorPictures, source: TensorView, preview: TensorView) -> None:
        self._workspace, self._pictures, self._source, self._preview = workspace, pictures, source, preview
        self._links: Links | None = None
        self._targets: tuple[Slice, Targets] | None = None  # of the slice of the result that was asked for last
        self._anywhere: Targets | None = None
        source.hovered.connect(self._follow_source)
        preview.hovered.connect(self._follow_preview)
        source.chosen.connect(self._choose_target)
        preview.chosen.connect(self._choose_source)
        workspace.pipeline_changed.connect(self._forget)
        workspace.reshaping.previewed.connect(self._forget)
        self._forget()

    def _forget(self) -> None:
        """Take up the steps of the session; what was pointed at belongs to others."""
        self._links, self._targets, self._anywhere = None, None, None
        reshape = self._workspace.session.reshape
        if self._workspace.reshaping.preview is not None and reshape is not None and reshape.active:
            try:
                self._links = reshape.links
            except StepError:  # told beside the steps
                self._links = None
        text = "" if self._links else None  # the line keeps its room, so that nothing jumps
        for view in (self._source, self._preview):
            view.show_linked(None)
            view.show_link_text(text)

    def _follow_preview(self, index: Index | None) -> None:
        if self._links is None:
            return
        if index is None:
            self._pictures.peek_at_source(())
            self._show_nothing()
            return
        found = self._links.sources(index)
        name = self._workspace.session.selection
        key = f"{name.key.role}{name.part}: " if name and len(found.points) else ""
        self._preview.show_link_text(f"from {key}{found.text}")
        if found.nearest and not _shows(self._pictures.source_part, found.nearest):
            self._pictures.peek_at_source(found.nearest)
        if self._pictures.source_part is not None:
            self._source.show_linked(found.within(self._pictures.source_part))
        self._preview.show_linked(None)  # what is pointed at last is what the marks are about
        self._source.show_link_text("")

    def _follow_source(self, index: Index | None) -> None:
        if self._links is None:
            return
        if index is None:
            self._pictures.peek_at_preview(())
            self._show_nothing()
            return
        mask = self._shown_mask(index)
        if mask is None:
            return
        text = ""
        if not mask.any():
            mask, text = self._elsewhere(index)
        count = 0 if mask is None else int(np.count_nonzero(mask))
        self._preview.show_linked(mask if count else None)
        self._preview.show_link_text("")
        self._source.show_linked(None)
        where = f"goes to {count:,} of the cells shown" if count > 1 else "goes to the cell marked in the result"
        self._source.show_link_text(where if count else text)

    def _elsewhere(self, index: Index) -> tuple[Mask | None, str]:
        """Show the slice of the result that holds the element, or say why that is not done."""
        place = self._target(index)
        if place and not _shows(self._pictures.preview_part, place):
            self._pictures.peek_at_preview(place)
        gone = self._anywhere is not None and self._anywhere.pairs is not None and not place
        return self._shown_mask(index), _ELSEWHERE if gone else _TOO_FAR

    def _choose_source(self, index: Index) -> None:
        """Keep the slice that holds the source of the element."""
        found = self._links.sources(index) if self._links else None
        if found and found.nearest:
            session = self._workspace.session
            self._workspace.change(replace(session, slice_spec=_held(session.slice_spec, found.nearest)))
            self._follow_preview(index)

    def _choose_target(self, index: Index) -> None:
        """Keep the slice of the result to which the element goes."""
        place = self._target(index) if self._links else ()
        if place:
            session = self._workspace.session
            self._workspace.change(replace(session, preview_spec=_held(session.preview_spec, place)))
            self._follow_source(index)

    def _target(self, index: Index) -> Index:
        """Find where the element goes to, () where that is nowhere or would take too long."""
        assert self._links is not None, "only asked while there are steps"
        if self._anywhere is None:
            self._anywhere = self._links.everywhere()
        return self._anywhere.first(index)

    def _shown_mask(self, index: Index) -> Mask | None:
        """Tell which cells of the result's shown slice hold the element; None while none is shown."""
        assert self._links is not None, "only asked while there are steps"
        part = self._pictures.preview_part
        if part is None:
            return None
        if self._targets is None or self._targets[0] is not part:
            self._targets = part, self._links.targets(part)
        return self._targets[1].of(index)

    def _show_nothing(self) -> None:
        for view in (self._source, self._preview):
            view.show_linked(None)
            view.show_link_text("")


def _held(spec: SliceSpec, position: Index) -> SliceSpec:
    return replace(spec, fixed=position)


def _shows(part: Slice | None, index: Index) -> bool:
    return part is not None and all(part.resolved.position[axis] == index[axis] for axis in part.resolved.held)
