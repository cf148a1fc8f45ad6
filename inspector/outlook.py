"""What is known of the next run before it happens, and what was known of the one on screen. Pure: no worker, no Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

from .errors import InputError, InspectorError
from .model.source import FormSource, PresetSource
from .run.inferred_input import InferredInput
from .run.predicted import Predicted
from .run.prediction import Prediction
from .run.request import RunRequest
from .run.run import Run
from .tensor.predicted_layer import predicted_layer

Inference = tuple[InferredInput, ...] | InspectorError


class TreeView(StrEnum):
    """The two trees between which the person can switch."""

    CAPTURED = "Captured"
    PREDICTED = "Predicted"


@dataclass(frozen=True, slots=True)
class Outlook:
    """`predicted` is the newest prediction there is, of an earlier request while the next one is awaited.

    `of_run` is what was predicted of the run on screen, None where nothing was in time. `inference` is the input that
    fits the model, or why none was found. `may_load` says whether the person opened the model here: of a run that was
    opened from elsewhere, the code that it names is not executed before the person runs it.
    """

    may_load: bool = False
    predicted: Predicted | None = None
    of_run: Prediction | None = None
    inference: Inference | None = None
    view: TreeView = TreeView.CAPTURED

    def asked(self, before: RunRequest, request: RunRequest, run: Run | None) -> "Outlook":
        """Go on to another request; a layer alone is predicted at once."""
        kept = self if model_of(before) == model_of(request) else replace(self, inference=None)
        return kept.at_once(request, run)

    def at_once(self, request: RunRequest, run: Run | None) -> "Outlook":
        """Predict a layer of a form in plain arithmetic; anything else is left to the model worker."""
        if self.is_current(request):
            return self
        try:
            prediction = predicted_layer(request)
        except InputError as error:
            return self.told(Predicted(request, error), run)
        return self if prediction is None else self.told(Predicted(request, prediction), run)

    def told(self, predicted: Predicted, run: Run | None) -> "Outlook":
        """Take a newer prediction; the first that is of another run than the one on screen is brought to sight.

        The next ones leave the view as the person chose it; one of the run on screen leads back to that.
        """
        before, after = _is_ahead(self.predicted, run), _is_ahead(predicted, run)
        view = self.view if before == after else TreeView.PREDICTED if after else TreeView.CAPTURED
        of_run = _foretold(predicted, run) or self.of_run
        return replace(self, predicted=predicted, of_run=of_run, view=view)

    def ran(self, run: Run) -> "Outlook":
        """Look at a new run; what was predicted of it is kept to be checked."""
        return replace(self, of_run=_foretold(self.predicted, run), view=TreeView.CAPTURED)

    def is_current(self, request: RunRequest) -> bool:
        """Tell whether the prediction is of that request."""
        return self.predicted is not None and self.predicted.answers(request)

    def awaits_prediction(self, request: RunRequest) -> bool:
        """Tell whether the model worker has to be asked for the shapes."""
        return self._may_ask(request) and not self.is_current(request)

    def awaits_inference(self, request: RunRequest) -> bool:
        """Tell whether the model worker has to be asked for the inputs that fit."""
        return self._may_ask(request) and self.inference is None

    def _may_ask(self, request: RunRequest) -> bool:
        return self.may_load or isinstance(request.source, FormSource | PresetSource)


def model_of(request: RunRequest) -> tuple[object, ...]:
    """Give what decides which inputs fit."""
    return request.source, request.layer, request.batch_first, request.method, request.trust


def _is_ahead(predicted: Predicted | None, run: Run | None) -> bool:
    """Tell whether the prediction says what the run on screen does not; errors are told where a run shows the rest."""
    match predicted:
        case None:
            return False
        case Predicted(_, Prediction()):
            return run is None or not predicted.answers(run.request)
        case Predicted(_, error):
            return run is not None and isinstance(error, InputError)


def _foretold(predicted: Predicted | None, run: Run | None) -> Prediction | None:
    match predicted:
        case Predicted(_, Prediction() as prediction) if run is not None and predicted.answers(run.request):
            return prediction
    return None
