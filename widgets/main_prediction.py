"""The window's look ahead: the shapes of the next run, and the inputs that fit the model."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QTabWidget

from inspector.errors import FileError, InputError, InspectorError
from inspector.outlook import TreeView
from inspector.reshape.outline import OutlineNode
from inspector.run.prediction import Prediction, differences
from inspector.tensor.blamed_input import blamed_input
from inspector.tensor.explained_stop import explained_stop

from .main_layout import MainPanels
from .predicted_tree import ShownPrediction
from .source_title import source_title
from .workspace import Workspace


class MainPrediction:
    """Joins the workspace to the two views of the tree, to the inputs and to what became of a prediction."""

    def __init__(self, workspace: Workspace, panels: MainPanels) -> None:
        self._workspace, self._panels = workspace, panels
        self._of: tuple[object, ...] = ()  # what the tree is of; it is made anew only for another prediction or run
        self._tree: OutlineNode | None = None
        workspace.outlook_changed.connect(self._show)
        workspace.runs.running_changed.connect(self._show_tree)
        workspace.selection_changed.connect(lambda: panels.predicted.show_selection(workspace.session.selection))
        panels.trees.currentChanged.connect(self._choose_view)
        self._show()

    def _show(self) -> None:
        self._show_tree()
        self._show_view(self._panels.trees)
        self._show_inputs()
        self._show_agreement()

    def _show_tree(self) -> None:
        workspace = self._workspace
        session, request = workspace.session, workspace.session.request
        outlook = session.outlook
        waiting = request is not None and outlook.awaits_prediction(request)
        told = outlook.predicted.outcome if outlook.predicted else None
        refused = f"The shapes cannot be predicted: {told}" if isinstance(told, InspectorError) else ""
        known = told if isinstance(told, Prediction) else None
        shown = ShownPrediction(
            tree=self._predicted_tree(),
            stop=_stop_text(known) if known else "",
            remarks=known.approximate if known else (),
            refused="" if waiting else refused,
            waiting=waiting,
            running=workspace.runs.running,
        )
        self._panels.predicted.show_prediction(shown, session.selection)

    def _predicted_tree(self) -> OutlineNode | None:
        session = self._workspace.session
        title = source_title(session.source)
        of = (session.outlook.predicted, session.run, title)
        if self._of != of:
            self._of, self._tree = of, session.predicted_tree(title)
        return self._tree

    def _show_view(self, trees: QTabWidget) -> None:
        view = self._workspace.session.outlook.view
        with QSignalBlocker(trees):
            trees.setCurrentWidget(self._panels.predicted if view is TreeView.PREDICTED else self._panels.tree)

    def _choose_view(self, _: int) -> None:
        predicted = self._panels.trees.currentWidget() is self._panels.predicted
        view = TreeView.PREDICTED if predicted else TreeView.CAPTURED
        self._workspace.change(self._workspace.session.with_view(view))

    def _show_inputs(self) -> None:
        session, panel = self._workspace.session, self._panels.run
        outlook, request = session.outlook, session.request
        inference = outlook.inference
        panel.show_inferred(inference if isinstance(inference, tuple) else ())
        current = request is not None and outlook.is_current(request)
        told = outlook.predicted.outcome if outlook.predicted and current else None
        match told:
            case Prediction(run) if blamed_input(run):
                panel.show_input_error(blamed_input(run), explained_stop(run, told.arguments))
            case InputError() if _is_about_inputs(told):
                panel.show_input_error("", str(told))
            case _:
                lacking = request is not None and not request.inputs and _is_about_inputs(inference)
                panel.show_input_error("", str(inference) if lacking else "")

    def _show_agreement(self) -> None:
        session = self._workspace.session
        run, expected = session.run, session.outlook.of_run
        if run is not None:
            names = expected.arguments if expected else ()
            differing = differences(expected, run) if expected else None
            self._panels.run.show_agreement(differing, explained_stop(run, names))


def _is_about_inputs(error: object) -> bool:
    return isinstance(error, InputError) and not isinstance(error, FileError)


def _stop_text(prediction: Prediction) -> str:
    """Say where the run would stop and why: in the field's terms, else in torch's words."""
    run = prediction.run
    if run.stopped_at is None:
        return ""
    told = explained_stop(run, prediction.arguments) or run.stopped_at.error
    return f"The run would stop in {run.stopped_at.place}: {told}"
