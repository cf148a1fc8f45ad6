"""Asking for the inputs that fit a model and for the shapes that a run would have, in the background."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.outlook import model_of
from inspector.run.predicted import Predicted
from inspector.run.prediction import Prediction
from inspector.run.request import RunRequest
from inspector.session import Session

from .model_process import ModelLimits
from .workers import Workers


class PredictionWork(QObject):
    """Asks once for what the session's outlook lacks: first for inputs, then for the shapes with them."""

    inferred = Signal(object)  # tuple[InferredInput, ...] or InspectorError
    predicted = Signal(object)  # Predicted

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._inferring: RunRequest | None = None
        self._predicting: RunRequest | None = None

    def follow(self, session: Session, limits: ModelLimits) -> None:
        """Ask for what is missing and not asked for yet."""
        request, outlook = session.request, session.outlook
        if request is None:
            return
        if outlook.awaits_inference(request):
            self._infer(request, limits)
        elif outlook.awaits_prediction(request):
            self._predict(request, limits)

    def forget(self) -> None:
        """Ask afresh: another model is opened."""
        self._inferring = self._predicting = None
        self._workers.prediction.forget()

    def _infer(self, request: RunRequest, limits: ModelLimits) -> None:
        if self._inferring is None or model_of(self._inferring) != model_of(request):
            self._inferring = request
            self._workers.prediction.infer(request, limits, self._take_inputs, self._take_inputs)

    def _predict(self, request: RunRequest, limits: ModelLimits) -> None:
        if self._predicting != request:
            self._predicting = request
            take = partial(self._take_shapes, request)
            self._workers.prediction.predict(request, limits, take, take)

    def _take_inputs(self, told: object) -> None:
        self._inferring = None
        self.inferred.emit(told)

    def _take_shapes(self, request: RunRequest, told: Prediction | InspectorError) -> None:
        self._predicting = None
        self.predicted.emit(Predicted(request, told))
