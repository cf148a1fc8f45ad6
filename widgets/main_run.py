"""The window's run stage: the input, the limits, and what became of the run."""

from PySide6.QtGui import QAction

from inspector.findings.examine import examine
from inspector.run.request import RunRequest

from .model_process import ModelLimits
from .run_panel import RunPanel
from .workspace import Workspace

_GIGABYTE = 1e9


class MainRun:
    """Joins the workspace to the run panel and to the action that saves the run."""

    def __init__(self, workspace: Workspace, panel: RunPanel, save: QAction) -> None:
        self._workspace, self._panel, self._save = workspace, panel, save
        panel.request_changed.connect(self._change_request)
        panel.run_requested.connect(workspace.run)
        panel.cancel_requested.connect(workspace.runs.cancel)
        panel.limits_changed.connect(self._set_limits)
        workspace.request_changed.connect(self._show_request)
        workspace.run_changed.connect(self._show_run)
        self._join_work()
        limits = workspace.runs.limits
        panel.show_limits((limits.memory_bytes or 0) / _GIGABYTE, limits.seconds)
        workspace.workers.tensor.devices(panel.show_devices, panel.show_error)

    def _join_work(self) -> None:
        runs, panel = self._workspace.runs, self._panel
        runs.running_changed.connect(panel.show_running)
        runs.progressed.connect(panel.show_progress)
        runs.failed.connect(panel.show_error)
        runs.statistics_failed.connect(panel.show_aside)
        runs.saved.connect(lambda path: panel.show_saved(path.name))
        runs.save_failed.connect(panel.show_aside)

    def _change_request(self, request: RunRequest) -> None:
        self._workspace.change(self._workspace.session.with_request(request))

    def _set_limits(self, gigabytes: float, seconds: float) -> None:
        memory = int(gigabytes * _GIGABYTE) if gigabytes else None
        self._workspace.runs.limits = ModelLimits(memory, seconds)

    def _show_request(self) -> None:
        self._panel.show_request(self._workspace.session.request)

    def _show_run(self) -> None:
        run = self._workspace.session.run
        self._save.setEnabled(run is not None)
        self._panel.show_last_run(str(run.path) if run else "")
        if run is not None:
            self._panel.show_done(run, examine(run))
