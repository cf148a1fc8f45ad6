"""Input that the person did not give: what it was taken to be, why, and what else it could have been."""

from collections.abc import Iterator

from ..errors import InputError, ModelError, TrustError
from ..model.source import FormSource, PresetSource
from ..run.inferred_input import InferredInput, inferred_from_json
from ..run.input import InputSpec
from ..run.request import RunRequest
from ..run.run_json import request_to_json
from ..worker.client import Worker


def infer_inputs(worker: Worker, request: RunRequest, timeout: float | None) -> tuple[InferredInput, ...]:
    """Ask for the input of a whole model; none for what brings its input along, or where nothing fits.

    In the last case the run itself says what to give, or shows how far the model came.
    """
    if request.inputs or request.layer is not None or isinstance(request.source, FormSource | PresetSource):
        return ()
    try:
        answer = worker.request("infer", {"request": request_to_json(request)}, timeout=timeout)
    except (InputError, ModelError, TrustError):
        return ()
    return tuple(map(inferred_from_json, answer["inputs"]))


def input_lines(inputs: tuple[InputSpec, ...], inferred: bool, found: tuple[InferredInput, ...]) -> Iterator[str]:
    """Write each input, below one that was `found` the reason and what else would run, a line each."""
    reasons = {each.spec: each for each in found}
    for spec in inputs:
        yield f"input {spec}{' (chosen automatically)' if inferred else ''}"
        if spec in reasons:
            yield f"  {reasons[spec].reason}"
            yield from (f"  or {other}" for other in reasons[spec].alternatives)
