"""The one stateful object: it holds the Session, has the workers do what follows from it, and emits what changed."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.model.source import ClassSource, FileSource, FormSource, ModelSource, PresetSource
from inspector.model.summary import FileSummary
from inspector.reshape.outline import OutlineNode, outline, selections
from inspector.reshape.pipeline import ReshapePipeline
from inspector.run.request import RunRequest
from inspector.run.run_file import RunFile
from inspector.session import History, Session

from .reshape_work import ReshapeWork
from .run_work import RunWork
from .workers import Workers


class Workspace(QObject):
    """What the window shows and how it changes. The signals carry no value: look at the session."""

    source_changed = Signal()
    request_changed = Signal()
    run_changed = Signal()
    selection_changed = Signal()
    pipeline_changed = Signal()
    slice_changed = Signal()
    history_changed = Signal()
    open_failed = Signal(object)  # InspectorError
    saved = Signal(object)  # Path
    save_failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = workers
        self.runs = RunWork(workers, self)
        self.reshaping = ReshapeWork(workers, self)
        self._history = History(Session())
        self._opened: RunFile | None = None
        self.runs.finished.connect(self._show)

    @property
    def session(self) -> Session:
        """All that is chosen and loaded."""
        return self._history.present

    @property
    def history(self) -> History:
        """The session with what undo and redo lead to."""
        return self._history

    @property
    def title(self) -> str:
        """The opened model in a few words."""
        return _title(self.session.source)

    def tree(self) -> OutlineNode | None:
        """Give the tree of the run on screen."""
        return outline(self.session.run, self.title) if self.session.run else None

    def change(self, session: Session) -> None:
        """Go on to another session; undo does not stop here."""
        self._publish(self._history.changed(session))

    def edit(self, pipeline: ReshapePipeline) -> None:
        """Change the reshape steps of the selected tensor; undo takes it back."""
        self._publish(self._history.edited(self.session.with_pipeline(pipeline)))

    def undo(self) -> None:
        """Take the last edit back."""
        self._publish(self._history.undone())

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._publish(self._history.redone())

    def open_path(self, path: Path, state_dict: str = "") -> None:
        """Open a model file or a saved run; a model is run at once with input that fits."""

        def listed(summary: FileSummary) -> None:
            if summary.content == "run":
                self.workers.open_saved(path, self.show_run, self.open_failed.emit)
            else:
                self.open_source(FileSource(str(path), state_dict), summary)

        self.workers.inspect(path, state_dict, listed, self.open_failed.emit)

    def open_source(self, source: ModelSource, summary: FileSummary | None = None) -> None:
        """Open a model and run it; a file without recurrent layers is only shown."""
        self.runs.forget()
        self._opened = None
        self._publish(History(self.session.opened(RunRequest(source), summary)))
        if summary is None or summary.layers:
            self.run()

    def show_run(self, opened: RunFile) -> None:
        """Show a saved run as if it had just been made."""
        self.runs.forget()
        self._publish(History(self.session.opened(opened.run.request, None)))
        self._show(opened)

    def run(self) -> None:
        """Run the model as the session's request says."""
        if self.session.request is not None:
            self.runs.run(self.session.request)

    def save_run(self, target: Path) -> None:
        """Write the run on screen to a file."""
        if self.session.run is not None:
            self.workers.save_copy(self.session.run.path, target, self.saved.emit, self.save_failed.emit)

    def _publish(self, history: History) -> None:
        """Take over a new history and emit what differs: the one place that decides what changed."""
        old, self._history = self.session, history
        new = self.session
        reselected = (old.run, old.selection) != (new.run, new.selection)
        repiped = reselected or old.pipeline != new.pipeline
        changes = (
            (self.source_changed, (old.source, old.summary) != (new.source, new.summary)),
            (self.request_changed, old.request != new.request),
            (self.run_changed, old.run != new.run),
            (self.selection_changed, reselected),
            (self.pipeline_changed, repiped),
            (self.slice_changed, (old.slice_spec, old.preview_spec) != (new.slice_spec, new.preview_spec)),
            (self.history_changed, True),
        )
        if repiped:
            self.reshaping.follow(new, self._opened)
        for signal, changed in changes:
            if changed:
                signal.emit()

    def _show(self, opened: RunFile) -> None:
        self._opened = opened
        self.change(self.session.with_run(opened.run, self.title))
        tree = self.tree()
        if tree is not None:
            self.runs.count(opened, selections(tree))


def _title(source: ModelSource | None) -> str:
    match source:
        case None:
            return ""
        case FileSource(path):
            return Path(path).name
        case ClassSource(path, class_name):
            return f"{Path(path).name}:{class_name}"
        case FormSource(config):
            return f"{config.kind} form"
        case PresetSource(name):
            return name
