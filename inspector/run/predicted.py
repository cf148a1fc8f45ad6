"""What came of predicting one request: the shapes, or why they cannot be told."""

from dataclasses import dataclass, replace

from ..errors import InspectorError
from .prediction import Prediction
from .request import RunRequest
from .state import CarryState


@dataclass(frozen=True, slots=True)
class Predicted:
    """`request` is what was asked; a Prediction's own has the inputs and the layer that were chosen, too."""

    request: RunRequest
    outcome: Prediction | InspectorError

    def answers(self, request: RunRequest) -> bool:
        """Tell whether a run of that request has these shapes: it may differ in what decides values alone."""
        match self.outcome:
            case Prediction(run):
                return _deciding(request) in (_deciding(self.request), _deciding(run.request))
            case _:
                return request == self.request


def _deciding(request: RunRequest) -> RunRequest:
    """Give the request without what changes no shape: the seed, the mode, and from which run a state is carried."""
    state = CarryState("") if isinstance(request.state, CarryState) else request.state
    return replace(request, seed=0, train=False, trust=False, state=state)
