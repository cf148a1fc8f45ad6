"""The window's last stage: the code of what is on screen, shown and handed out."""

from collections.abc import Mapping
from typing import Any

from inspector.errors import InspectorError
from inspector.export.code_dialect import CodeDialect

from .code_delivery import CodeDelivery
from .code_verdict import difference, exactness
from .main_actions import MainActions
from .main_layout import MainPanels
from .workspace import Workspace


class MainCode:
    """Joins the workspace and the delivery of code to the export panel and to the actions that hand code out."""

    def __init__(self, workspace: Workspace, delivery: CodeDelivery, panels: MainPanels, actions: MainActions) -> None:
        self._workspace, self._panel, self._actions = workspace, panels.export, actions
        workspace.reshaping.traced.connect(self._show_code)
        workspace.reshaping.failed.connect(self._show_code)
        panels.export.dialect_chosen.connect(self._choose_dialect)
        panels.export.copy_requested.connect(actions.copy_code.trigger)
        panels.export.save_requested.connect(actions.save_code.trigger)
        panels.export.cancel_requested.connect(workspace.runs.stop)
        delivery.verifying.connect(panels.export.show_verifying)
        delivery.verifying.connect(panels.show_code)
        delivery.delivered.connect(panels.export.show_verified)
        delivery.handed_unexecuted.connect(panels.export.show_unexecuted)
        delivery.refused.connect(panels.export.show_error)
        delivery.told_late.connect(panels.export.show_late)
        workspace.reshaping.code_watched.connect(self._show_watched)

    def _show_code(self) -> None:
        script = self._workspace.reshaping.script()
        self._panel.show_code(script, self._workspace.reshaping.unsaid())
        self._actions.copy_code.setEnabled(bool(script))
        self._actions.save_code.setEnabled(bool(script))

    def _choose_dialect(self, dialect: CodeDialect) -> None:
        self._workspace.reshaping.write_in(dialect)
        self._show_code()

    def _show_watched(self, code: str, told: Mapping[str, Any] | InspectorError) -> None:
        """Tell what became of the lines, if they are still those on screen."""
        if code != self._workspace.reshaping.script():
            return
        if isinstance(told, InspectorError):
            self._panel.show_error(told)
        elif told["close"]:
            self._panel.show_verified(f"Executed on this tensor: equal {exactness(told)}.")
        else:
            self._panel.show_error(difference(told))
