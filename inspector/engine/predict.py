"""The shapes of a run before it happens: the model is called with tensors that have no values.

Where the model asks for values, or does what a tensor without values cannot, a small run of a copy tells the shapes.
"""

from dataclasses import replace

from torch import nn

from ..model.source import FileSource
from ..run.prediction import Method, Prediction
from ..run.request import RunRequest
from ..run.run import StoppedAt
from ..tensor.predicted_layer import predicted_layer
from .capture.capture_values import Capture
from .inputs.entry_parameters import parameters_of
from .loading.construct import ConstructorError
from .loading.load import load_model
from .loading.source_error import explained
from .shapes.no_values import no_values
from .shapes.predicted_run import predicted_run
from .shapes.small_run import is_cheap, small_run
from .shapes.without_values import is_doubtful, without_values

# An operator takes some 30 us: after so many a real run of a cheap model is quicker, as of a long loop of small cells.
_MOST_OPERATORS = {True: 1500, False: 20_000}


def predict(request: RunRequest) -> Prediction:
    """Predict the run that the request asks for; where it would stop, the prediction says so.

    Nothing is written or kept. Raises InputError, FileError and ModelError as the run itself would.
    """
    alone = predicted_layer(request)
    if alone is not None:
        return alone
    try:
        loaded = load_model(request)
    except ConstructorError as error:
        stopped = Capture(stopped_at=StoppedAt("", error.message, in_constructor=True))
        return Prediction(predicted_run(request, stopped), Method.RULES)
    chosen = loaded.name if loaded.origin and isinstance(request.source, FileSource) else request.layer
    source, inputs = loaded.source or request.source, request.inputs or loaded.inputs
    request = replace(request, source=source, inputs=inputs, layer=chosen)
    told = predict_module(loaded.module, loaded.name, request)
    run = replace(told.run, origin=loaded.origin, stopped_at=explained(told.run.stopped_at, loaded.skipped))
    return replace(told, run=run)


def predict_module(module: nn.Module, name: str, request: RunRequest) -> Prediction:
    """Predict the run of a module whose path in the whole model is `name`; the module is left as it is."""
    arguments = tuple(parameter.name for parameter in parameters_of(module, request.method))
    if not request.autocast:  # which chooses dtypes by the device
        with no_values(_MOST_OPERATORS[is_cheap(module, request)]) as mode:
            taken = without_values(module, name, request, mode)
        if taken is not None and not is_doubtful(module, request, taken, mode):
            run = predicted_run(request, taken)
            return Prediction(run, Method.META, arguments, tuple(mode.approximate))
    taken, approximate = small_run(module, name, request)
    return Prediction(predicted_run(request, taken), Method.SMALL_RUN, arguments, approximate)
