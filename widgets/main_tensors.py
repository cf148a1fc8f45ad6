"""The window's tensor stage: the tree, what is selected in it, and which slice of that is looked at."""

from dataclasses import replace

from inspector.reshape.selection import Selection
from inspector.run.call_of import call_of
from inspector.run.key import FILE
from inspector.tensor.slice_spec import SliceSpec
from inspector.tensor.what_if import call_axes

from .main_layout import MainPanels
from .source_title import source_title
from .workspace import Workspace


class MainTensors:
    """Joins the workspace to the tree, to what other sizes would give, and to the slices of the two pictures."""

    def __init__(self, workspace: Workspace, panels: MainPanels) -> None:
        self._workspace, self._panels = workspace, panels
        panels.tree.selected.connect(self._select)
        panels.source.slice_changed.connect(self._slice_source)
        panels.preview.slice_changed.connect(self._slice_preview)
        workspace.selection_changed.connect(self._show_selection)
        workspace.selection_changed.connect(self._show_what_if)
        workspace.tree_changed.connect(self._show_tree)
        panels.tree.awaited.connect(self._count_first)
        workspace.runs.figures.changed.connect(panels.tree.show_statistics)
        workspace.files.figures.changed.connect(panels.tree.show_statistics)

    def _select(self, selection: Selection) -> None:
        self._workspace.change(self._workspace.session.with_selection(selection))

    def _slice_source(self, spec: SliceSpec) -> None:
        self._workspace.change(replace(self._workspace.session, slice_spec=spec))

    def _slice_preview(self, spec: SliceSpec) -> None:
        self._workspace.change(replace(self._workspace.session, preview_spec=spec))

    def _show_selection(self) -> None:
        self._panels.tree.show_selection(self._workspace.session.selection)

    def _show_tree(self) -> None:
        session, tree = self._workspace.session, self._panels.tree
        tree.show_outline(session.tree(source_title(session.source)), session.selection)
        tree.show_statistics(self._workspace.files.figures.found)  # those of a new run are still to be counted

    def _count_first(self, awaited: tuple[Selection, ...]) -> None:
        """Have the figures counted that somebody looks for, before the others."""
        self._workspace.files.count_first(each.key.name for each in awaited if each.key.call == FILE)
        self._workspace.runs.count_first(each for each in awaited if each.key.call != FILE)

    def _show_what_if(self) -> None:
        session = self._workspace.session
        call = call_of(session.run, session.selection.key) if session.run and session.selection else None
        if session.run is None or call is None:
            self._panels.what_if.show_nothing()
        else:
            title = f"{call.module or call.config.kind}, call {call.label}"
            self._panels.what_if.show_call(title, call.config, call_axes(session.run, call))
