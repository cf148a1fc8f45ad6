"""The window's reshape stage: the steps of the selected tensor, going back and forth in them, and those with a name."""

from .main_actions import MainActions
from .pipeline_store import PipelineStore
from .reshape_panel import ReshapePanel
from .step_offers import Offer
from .workspace import Workspace


class MainReshape:
    """Joins the workspace to the reshape panel, to undo and redo, and to the pipelines that were saved."""

    def __init__(
        self, workspace: Workspace, panel: ReshapePanel, actions: MainActions, pipelines: PipelineStore
    ) -> None:
        self._workspace, self._panel, self._actions, self._pipelines = workspace, panel, actions, pipelines
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
        self._join_saved()

    def _join_saved(self) -> None:
        menu, pipelines = self._panel.pipelines, self._pipelines
        menu.opened.connect(pipelines.load)
        menu.save_requested.connect(lambda name: pipelines.keep(name, self._workspace.session.pipeline))
        menu.apply_requested.connect(lambda name: self._workspace.edit(pipelines.saved.named(name)))
        menu.rename_requested.connect(pipelines.rename)
        menu.delete_requested.connect(pipelines.remove)
        pipelines.changed.connect(lambda: menu.show_names(pipelines.saved.names))
        pipelines.unreadable.connect(menu.show_trouble)
        pipelines.failed.connect(menu.show_error)

    def _show_steps(self) -> None:
        session, outcomes = self._workspace.session, self._workspace.reshaping.outcomes
        reshape = session.reshape
        if reshape is None:
            self._panel.show_empty("Choose a tensor to reshape it.")
            return
        self._panel.show_bindings(reshape.beside)
        self._panel.show_pipeline(reshape.record, session.pipeline, outcomes)
        offers = (Offer(each.finding, each.instead, each.at, reshape.can_compare(each)) for each in reshape.advice)
        self._panel.show_findings(tuple(offers))

    def _show_history(self) -> None:
        history = self._workspace.history
        self._panel.show_undo(bool(history.past), bool(history.future))
        self._actions.undo.setEnabled(bool(history.past))
        self._actions.redo.setEnabled(bool(history.future))
