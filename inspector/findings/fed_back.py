"""M23: a prediction goes back into the Linear that made it, not through the recurrent layer."""

from collections.abc import Iterator

from ..run.run import Call, Run
from .finding import Finding, Severity


def fed_back_to_the_head(run: Run) -> Iterator[Finding]:
    """Look at the Linear that refused its second input: as wide as its own result, while the layer ran only once."""
    stopped = run.stopped_at
    call = stopped.call if stopped else None
    if stopped is None or call is None or call.kind != "Linear" or len(call.weight) != 2 or not call.earlier:
        return
    made, expected = call.weight
    given = call.given[0][-1] if call.given and call.given[0] else None
    layer = next((layer for layer in _called_once(run) if _width(layer) == expected), None)
    if layer is not None and given == made != expected:
        name = layer.module or layer.config.kind
        yield Finding(
            rule="M23",
            name="fed-back-to-the-head",
            severity=Severity.ERROR,
            where=stopped.module,
            message=f"{stopped.module} takes the {expected} units of {name} and makes {made}; its own result, "
            f"{made} wide, was given back to it. {name} was called only once.",
            fix=f"Feed the prediction through {name} with its final state, output, state = {name}(prediction, state), "
            f"and give that output to {stopped.module}.",
        )


def _called_once(run: Run) -> Iterator[Call]:
    modules = [call.module for call in run.calls]
    return (call for call in run.calls if modules.count(call.module) == 1 and not call.stacked)


def _width(call: Call) -> int:
    config = call.config
    output = next((tensor.shape[-1] for tensor in call.tensors if tensor.role == "output"), None)
    return output or config.proj_size or config.hidden_size
