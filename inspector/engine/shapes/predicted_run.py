"""From what a capture left, without values or of a small run, to a Run that tells shapes only."""

from pathlib import Path

from torch import Tensor

from ...run.request import RunRequest
from ...run.run import LayerWeights, Run, StoredTensor
from ..capture.capture_values import Capture
from ..capture.name_links import LinkNames
from ..capture.stack_calls import stacked_calls


def predicted_run(request: RunRequest, taken: Capture) -> Run:
    """Give the run that the capture foretells, without a file, its device and dtype those of the request."""
    links = LinkNames(stacked_calls(taken.calls))
    return Run(
        path=Path(),
        request=request,
        device=request.device,
        dtype=request.dtype,
        torch="",
        seconds=0.0,
        calls=links.calls(taken.calls),
        weights=tuple(
            LayerWeights(layer.names[0], layer.config, tuple(_described(*pair) for pair in layer.weights.items()))
            for layer in taken.layers
        ),
        result=links.results(taken.results),
        unseen=taken.not_called,
        stopped_at=taken.stopped_at,
        remarks=tuple(taken.remarks),
    )


def _described(role: str, tensor: Tensor) -> StoredTensor:
    return StoredTensor(role, tuple(tensor.shape), tuple(tensor.stride()), str(tensor.dtype).removeprefix("torch."))
