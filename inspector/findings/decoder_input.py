"""M24: a decoder was built to take the encoder's hidden size as input, and is given something else."""

from collections.abc import Iterator

from ..model.config import RecurrentConfig
from ..run.run import Run
from .finding import Finding, Severity


def refused_decoder_input(run: Run) -> Iterator[Finding]:
    """Look at the layer that refused its input: its input_size is what another layer puts out, the input is not."""
    stopped = run.stopped_at
    call = stopped.call if stopped else None
    layer = next((layer for layer in run.weights if stopped and layer.module == stopped.module), None)
    if stopped is None or call is None or layer is None or not call.given or not call.given[0]:
        return
    given, expected = call.given[0][-1], layer.config.input_size
    others = {call.module: _widths(call.config) for call in run.calls if call.module != stopped.module}
    source = next((module for module, widths in others.items() if expected in widths and given not in widths), None)
    if source is not None and given != expected:
        name, kind = stopped.module, layer.config.kind
        yield Finding(
            rule="M24",
            name="decoder-input-size",
            severity=Severity.ERROR,
            where=name,
            message=f"{name} expects {expected} features, as many as {source} has hidden units, but it is given "
            f"{given}: its input_size was set to the hidden size of {source}.",
            fix=f"Build it as nn.{kind}({given}, {layer.config.hidden_size}): input_size is the width of what it is "
            f"given; what {source} has found out comes as the initial state.",
        )


def _widths(config: RecurrentConfig) -> set[int]:
    """Give how wide the tensors are that the layer hands on: its states and its output."""
    hidden = config.proj_size or config.hidden_size
    return {config.hidden_size, hidden, hidden * config.directions}
