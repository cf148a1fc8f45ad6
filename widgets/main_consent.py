"""The window's question before foreign code is executed."""

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from inspector.model.consent import Question
from inspector.reshape.selection import Selection
from inspector.run.key import file_key

from .consent_dialog import ConsentDialog
from .consent_store import keep_consents, kept_consents
from .consent_words import left_alone
from .model_panel import ModelPanel
from .workspace import Workspace


class MainConsent:
    """Joins what the workspace must ask to a dialog, and what was remembered to the settings and the menu."""

    def __init__(
        self, workspace: Workspace, panel: ModelPanel, forget: QAction, settings: QSettings, parent: QWidget
    ) -> None:
        self._workspace, self._panel, self._forget, self._settings = workspace, panel, forget, settings
        self._dialog = ConsentDialog(parent)
        consent = workspace.consent
        consent.remember(kept_consents(settings))
        consent.reading.connect(panel.show_reading)
        consent.asked.connect(self._ask)
        consent.withdrawn.connect(self._dialog.close)
        consent.refused.connect(self._leave_alone)
        consent.changed.connect(self._keep)
        self._dialog.answered.connect(consent.answer)
        forget.triggered.connect(consent.forget_remembered)
        self._show_count()

    def _ask(self, question: Question) -> None:
        """Show the question, with what holds where it would be executed as soon as that is known."""
        workspace, request = self._workspace, self._workspace.session.request
        model = workspace.workers.model
        self._dialog.ask(question, model.containment)
        if not model.containment and request is not None:
            model.start(workspace.runs.limits, request.device, self._dialog.show_containment, self._panel.show_error)

    def _leave_alone(self, question: Question) -> None:
        """Say that nothing was executed, and show what the reader found."""
        self._panel.show_remark(left_alone(question))
        session = self._workspace.session
        if session.selection is None and session.summary and session.summary.tensors:
            first = Selection(file_key(session.summary.tensors[0].name))
            self._workspace.change(session.with_selection(first))

    def _keep(self) -> None:
        keep_consents(self._settings, self._workspace.consent.consents.remembered)
        self._show_count()

    def _show_count(self) -> None:
        count = len(self._workspace.consent.consents.remembered)
        self._forget.setText(f"&Forget Remembered Consents ({count})" if count else "&Forget Remembered Consents")
        self._forget.setEnabled(bool(count))
