"""From what a capture left, without values or of a small run, to a Run that tells shapes only."""

from pathlib import Path

from torch import Tensor

from ..run.request import RunRequest
from ..run.run import LayerWeights, Run, StoredTensor
from .capture_values import Capture
from .name_links import LinkNames
from .stack_calls import stacked_calls, stored_tensors


def predicted_run(request: RunRequest, taken: Capture) -> Run:
    """Give the run that the capture foretells, without a file, its device and dtype those of the request."""
    reached = {alias for call in taken.calls for alias in call.names}
    if taken.stopped_at:
        reached.add(taken.stopped_at.module)
    links = LinkNames(stacked_calls(taken.calls))
    results = stored_tensors((str(index), result.kept) for index, result in enumerate(taken.results))
    own = (layer.names[0] for layer in taken.layers if reached.isdisjoint(layer.names))
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
        result=tuple(links.of_result(result, tensor) for result, tensor in zip(taken.results, results, strict=True)),
        unseen=(*own, *(name for name in taken.unseen if name not in reached)),
        stopped_at=taken.stopped_at,
        remarks=tuple(taken.remarks),
    )


def _described(role: str, tensor: Tensor) -> StoredTensor:
    return StoredTensor(role, tuple(tensor.shape), tuple(tensor.stride()), str(tensor.dtype).removeprefix("torch."))
