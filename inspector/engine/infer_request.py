"""The sample input that a model is given where the person gives none, with what else fits."""

from dataclasses import replace

from ..errors import InputError, ModelError
from ..model.source import PresetSource
from ..run.inferred_input import InferredInput
from ..run.request import RunRequest
from .inference.forward_source import unwrapped
from .inference.infer_inputs import inferred_inputs
from .inputs.entry_parameters import parameters_of
from .loading.construct import ConstructorError
from .loading.load import LoadedModel, load_model


def infer_request(request: RunRequest) -> tuple[InferredInput, ...]:
    """Infer input for the request's model. Raises InputError where nothing fits, and what loading it raises.

    A constructor that fails is a ModelError.
    """
    bare = replace(request, inputs=())
    try:
        loaded = load_model(bare)
    except ConstructorError as error:
        raise ModelError(error.message, "Give the constructor other arguments.") from error
    if isinstance(request.source, PresetSource):
        return _brought(loaded, request)
    try:
        return inferred_inputs(loaded.module, bare)
    except InputError:
        if not loaded.inputs:
            raise
        return _brought(loaded, request)


def _brought(loaded: LoadedModel, request: RunRequest) -> tuple[InferredInput, ...]:
    parameters = parameters_of(unwrapped(loaded.module), request.method)
    names = {str(place): parameter.name for place, parameter in enumerate(parameters)}
    found = ((names.get(spec.name, spec.name), spec) for spec in loaded.inputs)
    return tuple(InferredInput(name, spec, f"{name} is given what comes with the model.") for name, spec in found)
