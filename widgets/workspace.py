"""The one stateful object: it holds the Session, has the workers do what follows from it, and emits what changed."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.model.source import FileSource, ModelSource
from inspector.model.summary import FileSummary
from inspector.reshape.outline import tensors_in
from inspector.reshape.pipeline import ReshapePipeline
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import FILE
from inspector.run.request import RunRequest
from inspector.run.run_file import RunFile
from inspector.session import History, Session

from .arriving_run import ArrivingRun
from .consent_work import ConsentWork
from .file_work import FileWork
from .opening import Opening
from .prediction_work import PredictionWork
from .reshape_work import ReshapeWork
from .run_work import RunWork
from .shown_values import Others
from .source_title import source_title
from .tensor_places import TensorPlaces
from .workers import Workers


class Workspace(QObject):
    """What the window shows and how it changes. The signals carry no value: look at the session."""

    source_changed = Signal()
    request_changed = Signal()
    run_changed = Signal()
    tree_changed = Signal()
    selection_changed = Signal()
    pipeline_changed = Signal()
    source_slice_changed = Signal()
    preview_slice_changed = Signal()
    values_changed = Signal()  # the values of the selected tensor were read, or cannot be
    history_changed = Signal()
    outlook_changed = Signal()  # what is known of the next run, or what that is compared with

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = workers
        self.opening = Opening(workers, self)
        self.consent = ConsentWork(workers, self)
        self.runs = RunWork(workers, self)
        self._arriving = ArrivingRun(workers, self)
        self.predictions = PredictionWork(workers, self)
        self.files = FileWork(workers, self)
        self.reshaping = ReshapeWork(workers, self)
        self._places = TensorPlaces(self.files)
        self._history = History(Session())
        self.opening.model_found.connect(self.open_source)
        self.opening.run_found.connect(self.show_run)
        self.consent.failed.connect(self.runs.failed)
        self.runs.finished.connect(self._show)
        self.predictions.inferred.connect(lambda told: self.change(self.session.with_inference(told)))
        self.predictions.predicted.connect(lambda told: self.change(self.session.with_prediction(told)))
        self.files.read.connect(self._take_values)
        self.files.failed.connect(self.values_changed)
        self.reshaping.unreadable.connect(self.values_changed)
        self._arriving.arrived.connect(self._look_into)
        self._arriving.failed.connect(self.opening.failed)

    @property
    def session(self) -> Session:
        """All that is chosen and loaded."""
        return self._history.present

    @property
    def history(self) -> History:
        """The session with what undo and redo lead to."""
        return self._history

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

    def open_source(self, source: ModelSource, summary: FileSummary | None = None) -> None:
        """Open a model and run it, at once with input that fits; a file without recurrent layers is only shown."""
        self._forget_work()
        self.consent.open(source)
        self._places.run = None
        if isinstance(source, FileSource) and summary and summary.tensors:
            self.files.open(source, summary.tensors)
        self._publish(History(self.session.opened(RunRequest(source), summary)))
        if self.session.selection is not None:  # of the same file again nothing may differ but the values
            self._follow(self.session)
            self.values_changed.emit()
        if summary is None or summary.runs:
            self.run()

    def show_run(self, opened: RunFile) -> None:
        """Show a saved run as if it had just been made."""
        self._forget_work()
        self.consent.open(None)
        self._publish(History(self.session.opened(opened.run.request, None, from_run=True)))
        self._show(opened)

    @property
    def why_no_values(self) -> InspectorError | None:
        """Why the values of the selected tensor cannot be read, None where they can or are being read."""
        return self.reshaping.lost or self.files.failure

    def run(self) -> None:
        """Run the model as the session's request says; what executes foreign code is asked about first."""
        session = self.session
        if session.source is not None:
            self.consent.before(session.source, session.summary, self._run)

    def _run(self, trust: bool) -> None:
        if not trust:  # a program is executed as often as the person says, and not to look ahead
            self.change(self.session.with_consent())
        if self.session.request is not None:
            self.runs.run(replace(self.session.request, trust=trust))

    def _forget_work(self) -> None:
        """Give up what was under way for the model before this one, a file being read included."""
        self.opening.forget()
        self._arriving.forget()
        self.predictions.forget()
        self.runs.forget()
        self.files.forget()

    def _publish(self, history: History) -> None:
        """Take over a new history and emit what differs: the one place that decides what changed."""
        before, self._history = self._history, history
        old, new = before.present, history.present
        reselected = _looked_at(old) != _looked_at(new)
        repiped = reselected or old.pipeline != new.pipeline
        changes = (
            (self.source_changed, (old.source, old.summary) != (new.source, new.summary)),
            (self.request_changed, old.request != new.request),
            (self.run_changed, old.run != new.run),
            (self.tree_changed, (old.run, old.summary) != (new.run, new.summary)),
            (self.selection_changed, reselected),
            (self.pipeline_changed, repiped),
            (self.source_slice_changed, (old.slice_spec, old.scale) != (new.slice_spec, new.scale)),
            (self.preview_slice_changed, _previewed(old) != _previewed(new)),
            (self.history_changed, _edits(before) != _edits(history)),
            (self.outlook_changed, _expected(old) != _expected(new)),
        )
        if repiped:
            self._follow(new)
        for signal, changed in changes:
            if changed:
                signal.emit()
        self.predictions.follow(self.session, self.runs.limits)

    def others(self, bindings: Bindings) -> Others:
        """Give where the tensors lie that steps name beside the selected one."""
        return {record.key: self._places.of_run(record.key) for _, record in bindings.tensors}

    def _follow(self, session: Session) -> None:
        others = self.others(session.reshape.bindings) if session.reshape else {}
        self.reshaping.follow(session, self._places.find(session.selection), others)

    def _show(self, opened: RunFile) -> None:
        self._places.run = opened
        self.change(self.session.with_run(opened.run, source_title(self.session.source)))
        self._arriving.follow(opened)

    def _look_into(self, opened: RunFile) -> None:
        """Count what is in a run, which now lies where it can be mapped."""
        if opened is not self._places.run:
            self._places.run = opened
            self._take_values()
        tree = self.session.outlined
        found = tensors_in(tree) if tree else ()
        self.runs.look_into(opened, {each: record.size for each, record in found if each.key.call != FILE})

    def _take_values(self) -> None:
        tensor = self._places.find(self.session.selection)
        if tensor is not None:
            reshape = self.session.reshape
            self.reshaping.take(tensor, self.others(reshape.bindings) if reshape else {})
            self.values_changed.emit()


def _edits(history: History) -> tuple[int, int]:
    """Give how many edits can be undone and redone."""
    return len(history.past), len(history.future)


def _previewed(session: Session) -> tuple[object, ...]:
    """Give which part of the result is seen, and in which colours."""
    return session.preview_spec, session.colouring, session.scale


def _expected(session: Session) -> tuple[object, ...]:
    """Give what the predicted tree and the remarks on the inputs depend on."""
    return session.outlook, session.request, session.run


def _looked_at(session: Session) -> tuple[object, ...]:
    """Give what the selected tensor depends on: a run that ends leaves one of the model file alone."""
    of_file = session.selection is not None and session.selection.key.call == FILE
    return session.selection, session.summary if of_file else session.run
