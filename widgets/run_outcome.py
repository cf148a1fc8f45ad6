"""What became of the last run: how far it is, what it captured, where it stopped."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from inspector.errors import InspectorError
from inspector.findings.finding import Finding
from inspector.run.run import Run
from widgets.notice import Notice, Tone

_BAR_HEIGHT = 4
_MOST_TOLD = 3  # differences from the prediction


class RunOutcome(QWidget):
    """The progress with Cancel while a run goes on; afterwards its result or its error."""

    cancel_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._stage = QLabel()
        self._stage.setAccessibleName("Progress")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedHeight(_BAR_HEIGHT)
        bar.setAccessibleName("Running")
        cancel = QPushButton("Cancel")
        cancel.setToolTip("Stop the model (Esc)")
        cancel.clicked.connect(self.cancel_clicked)
        self._progress = QWidget()
        row = QHBoxLayout(self._progress)
        row.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._stage)
        column.addWidget(bar)
        row.addLayout(column, 1)
        row.addWidget(cancel)
        self._notices = tuple(Notice() for _ in range(7))
        self._result, self._stopped, self._unseen, self._remarks, self._findings, *rest = self._notices
        self._differing, self._aside = rest
        self._told = ("", "")  # what was captured and where it stopped, before anything is added
        self._left_out = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._progress, *self._notices):
            layout.addWidget(widget)
        self._progress.hide()

    def show_running(self, running: bool) -> None:
        """Show the progress, or take it away."""
        if running:
            self.clear()
            self._stage.setText("Starting…")
        self._progress.setVisible(running)

    def show_progress(self, stage: str, calls: int) -> None:
        """Tell how far the run is."""
        self._stage.setText(f"{stage[:1].upper()}{stage[1:]}, {_calls(calls)}")

    def show_error(self, error: InspectorError) -> None:
        """Show why there is no result."""
        self.clear()
        self._result.show_error(error)
        self.leave_out(self._left_out)

    def leave_out(self, text: str) -> None:
        """Say nothing that stands elsewhere already, beside what caused it."""
        self._left_out = text
        if text and self._result.text == text:
            self._result.show_text(Tone.ERROR, "The model did not run.")

    def show_done(self, run: Run, findings: tuple[Finding, ...]) -> None:
        """Tell what was captured, where a partial run stopped, which layers were not called, and what is wrong."""
        self.clear()
        calls = sum(call.count for call in run.calls)
        text, stopped = f"{_calls(calls)} captured in {run.duration_text} on {run.device}", run.stopped_at
        failed = (f"{text}, then the model failed", f"Stopped in {stopped.place}: {stopped.error}") if stopped else None
        self._told = failed or (text, "")
        self.show_agreement(None, "")
        names = ", ".join(name or "the model itself" for name in run.unseen)
        self._unseen.show_text(Tone.WARNING, f"Not called in this run: {names}" if names else "")
        self._remarks.show_text(Tone.REMARK, "\n".join(run.remarks))
        self._findings.show_text(Tone.WARNING, "\n".join(finding.text for finding in findings))

    def show_agreement(self, differing: tuple[str, ...] | None, explained: str) -> None:
        """Tell whether the run is as predicted, None if nothing was, and after torch's own words why it stopped."""
        result, stopped = self._told
        if not result:  # a newer run has begun
            return
        self._result.show_text(
            Tone.REMARK if stopped else Tone.SUCCESS, result + (", as predicted" if differing == () else "")
        )
        self._stopped.show_text(Tone.ERROR, "\n".join(text for text in (stopped, explained) if text))
        self._differing.show_text(Tone.REMARK, _differing_text(differing or ()))

    def show_aside(self, tone: Tone, text: str) -> None:
        """Tell what became of the run on screen later; how it went stays to be read."""
        self._aside.show_text(tone, text)

    def clear(self) -> None:
        """Tell nothing, as of a model that was just opened."""
        self._told = ("", "")
        for notice in self._notices:
            notice.clear()


def _differing_text(sentences: tuple[str, ...]) -> str:
    """Say the first sentences, and how many more there are."""
    if not sentences:
        return ""
    shown, more = sentences[:_MOST_TOLD], len(sentences) - _MOST_TOLD
    rest = (f"And {more:,} more.",) if more > 0 else ()
    return "\n".join(("Not as predicted:", *shown, *rest))


def _calls(number: int) -> str:
    return f"{number:,} call" if number == 1 else f"{number:,} calls"
