"""The one stateful object: it holds the Session, has the workers do what follows from it, and emits what changed."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.model.class_signature import SourceClass
from inspector.model.file_tensor import FileTensor
from inspector.model.source import ClassSource, FileSource, FormSource, ModelSource, PresetSource
from inspector.model.summary import FileSummary
from inspector.reshape.outline import OutlineNode, outline, selections
from inspector.reshape.pipeline import ReshapePipeline
from inspector.run.key import FILE
from inspector.run.request import RunRequest
from inspector.run.run_file import RunFile
from inspector.session import History, Session

from .file_work import FileWork
from .reshape_work import ReshapeWork
from .run_work import RunWork
from .workers import Workers


class Workspace(QObject):
    """What the window shows and how it changes. The signals carry no value: look at the session."""

    source_changed = Signal()
    request_changed = Signal()
    run_changed = Signal()
    tree_changed = Signal()
    selection_changed = Signal()
    pipeline_changed = Signal()
    slice_changed = Signal()
    values_changed = Signal()  # the values of the selected tensor were read, or cannot be
    history_changed = Signal()
    reading = Signal(str)  # the name of the file that is being read, "" for none
    opened = Signal(object)  # Path
    open_failed = Signal(object)  # InspectorError
    classes_found = Signal(object, object)  # Path, tuple[SourceClass, ...]
    saved = Signal(object)  # Path
    save_failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = workers
        self.runs = RunWork(workers, self)
        self.files = FileWork(workers, self)
        self.reshaping = ReshapeWork(workers, self)
        self._history = History(Session())
        self._opened: RunFile | None = None
        self.runs.finished.connect(self._show)
        self.files.read.connect(self._take_values)
        self.files.failed.connect(self.values_changed)

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
        """Give the tree of the run on screen and of the file's tensors."""
        return self.session.tree(self.title)

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
                self.workers.open_saved(path, shown, self.open_failed.emit)
            else:
                self.open_source(FileSource(str(path), state_dict), summary)
                self.opened.emit(path)

        def shown(opened: RunFile) -> None:
            self.show_run(opened)
            self.opened.emit(path)

        def found(classes: tuple[SourceClass, ...]) -> None:
            self.reading.emit("")
            self.classes_found.emit(path, classes)

        self.reading.emit(path.name)
        if path.suffix == ".py":
            self.workers.classes(path, found, self.open_failed.emit)
            return
        self.workers.inspect(path, state_dict, listed, self.open_failed.emit)

    def open_source(self, source: ModelSource, summary: FileSummary | None = None) -> None:
        """Open a model and run it; a file without recurrent layers is only shown."""
        self._forget_work()
        self._opened = None
        if isinstance(source, FileSource) and summary and summary.tensors:
            self.files.open(source)
        self._publish(History(self.session.opened(RunRequest(source), summary)))
        if self.session.selection is not None:  # of the same file again nothing may differ but the values
            self.reshaping.follow(self.session, self._tensor())
            self.values_changed.emit()
        if summary is None or summary.layers:
            self.run()

    def show_run(self, opened: RunFile) -> None:
        """Show a saved run as if it had just been made."""
        self._forget_work()
        self._publish(History(self.session.opened(opened.run.request, None)))
        self._show(opened)

    def run(self) -> None:
        """Run the model as the session's request says."""
        if self.session.request is not None:
            self.runs.run(self.session.request)

    def run_layer(self, name: str) -> None:
        """Run one layer alone, on input that fits it; a run that goes on is given up."""
        request = self.session.request
        if request is not None and request.layer != name:
            self.runs.forget()
            self.change(self.session.with_request(replace(request, layer=name, inputs=(), lengths=None)))
            self.run()

    def save_run(self, target: Path) -> None:
        """Write the run on screen to a file."""
        if self.session.run is not None:
            self.workers.save_copy(self.session.run.path, target, self.saved.emit, self.save_failed.emit)

    def _forget_work(self) -> None:
        """Give up what was under way for the model before this one, a file being read included."""
        self.workers.forget_opening()
        self.reading.emit("")
        self.runs.forget()
        self.files.forget()

    def _publish(self, history: History) -> None:
        """Take over a new history and emit what differs: the one place that decides what changed."""
        old, self._history = self.session, history
        new = self.session
        reselected = _looked_at(old) != _looked_at(new)
        repiped = reselected or old.pipeline != new.pipeline
        changes = (
            (self.source_changed, (old.source, old.summary) != (new.source, new.summary)),
            (self.request_changed, old.request != new.request),
            (self.run_changed, old.run != new.run),
            (self.tree_changed, (old.run, old.summary) != (new.run, new.summary)),
            (self.selection_changed, reselected),
            (self.pipeline_changed, repiped),
            (self.slice_changed, (old.slice_spec, old.preview_spec) != (new.slice_spec, new.preview_spec)),
            (self.history_changed, True),
        )
        if repiped:
            self.reshaping.follow(new, self._tensor())
        for signal, changed in changes:
            if changed:
                signal.emit()

    def _show(self, opened: RunFile) -> None:
        self._opened = opened
        self.change(self.session.with_run(opened.run, self.title))
        self.runs.count(opened, selections(outline(opened.run, "")))

    def _tensor(self) -> FileTensor | None:
        """Give where the selected tensor lies in a file of ours; one of the model file is asked for first."""
        selection = self.session.selection
        if selection is None:
            return None
        if selection.key.call == FILE:
            self.files.want(selection.key)
            return self.files.tensor(selection.key)
        return self._opened.tensor(selection.key) if self._opened else None

    def _take_values(self) -> None:
        tensor = self._tensor()
        if tensor is not None:
            self.reshaping.take(tensor)
            self.values_changed.emit()


def _looked_at(session: Session) -> tuple[object, ...]:
    """Give what the selected tensor depends on: a run that ends leaves one of the model file alone."""
    of_file = session.selection is not None and session.selection.key.call == FILE
    return session.selection, session.summary if of_file else session.run


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
