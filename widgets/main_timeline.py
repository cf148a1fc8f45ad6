"""The window's picture of which call hands its state to which."""

from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey

from .timeline_panel import TimelinePanel
from .workspace import Workspace

_FIRST_LOOK = ("output", "h_n")  # what is selected of a call that was chosen, in this order


class MainTimeline:
    """Joins the workspace to the timeline of the run on screen."""

    def __init__(self, workspace: Workspace, panel: TimelinePanel) -> None:
        self._workspace, self._panel = workspace, panel
        panel.call_chosen.connect(self._select)
        workspace.runs.timeline_read.connect(panel.show_timeline)
        workspace.run_changed.connect(self._forget)
        workspace.selection_changed.connect(self._show_selection)

    def _forget(self) -> None:
        """Show nothing of a former run; the new one's timeline comes when it was read."""
        self._panel.show_timeline(None)

    def _show_selection(self) -> None:
        selection = self._workspace.session.selection
        if selection is not None:
            self._panel.show_selection(selection.key.module, selection.key.call)

    def _select(self, module: str, call: str) -> None:
        session = self._workspace.session
        keys = [TensorKey(module, call, role) for role in _FIRST_LOOK]
        found = next((key for key in keys if session.run and session.run.find(key)), None)
        if found is not None:
            self._workspace.change(session.with_selection(Selection(found)))
