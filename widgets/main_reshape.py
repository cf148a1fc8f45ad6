"""The window's reshape stage: the steps of the selected tensor, and going back and forth in them."""

from inspector.findings.examine_steps import examine_steps

from .main_actions import MainActions
from .reshape_panel import ReshapePanel
from .workspace import Workspace


class MainReshape:
    """Joins the workspace to the reshape panel and to undo and redo."""

    def __init__(self, workspace: Workspace, panel: ReshapePanel, actions: MainActions) -> None:
        self._workspace, self._panel, self._actions = workspace, panel, actions
        panel.pipeline_changed.connect(workspace.edit)
        panel.undo_requested.connect(workspace.undo)
        panel.redo_requested.connect(workspace.redo)
        actions.undo.triggered.connect(workspace.undo)
        actions.redo.triggered.connect(workspace.redo)
        workspace.pipeline_changed.connect(self._show_steps)
        workspace.reshaping.traced.connect(self._show_steps)
        workspace.reshaping.failed.connect(panel.show_error)
        workspace.history_changed.connect(self._show_history)
        self._show_history()

    def _show_steps(self) -> None:
        session, reshaping = self._workspace.session, self._workspace.reshaping
        selected = session.selected
        if selected is None:
            self._panel.show_empty("Choose a tensor to reshape it.")
        else:
            self._panel.show_pipeline(selected.axes, session.pipeline, reshaping.outcomes)
            found = examine_steps(selected, session.pipeline.active)
            self._panel.show_findings(tuple(finding for of_step in found for finding in of_step))

    def _show_history(self) -> None:
        history = self._workspace.history
        self._panel.show_undo(bool(history.past), bool(history.future))
        self._actions.undo.setEnabled(bool(history.past))
        self._actions.redo.setEnabled(bool(history.future))
