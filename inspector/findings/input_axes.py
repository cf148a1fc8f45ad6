"""M1: the input's axes, as the person named them, contradict how the layer reads them."""

from collections.abc import Iterator

from ..run.input import Filled, Size, Tokens
from ..run.run import Call, Run
from ..tensor.layer_axes import captured_axes
from .finding import Finding, Severity

_KNOWN = ("batch", "time", "input")  # whatever else a person calls an axis contradicts nothing


def contradicted_axes(run: Run) -> Iterator[Finding]:
    """Compare the names in the input's sizes with the axes of the first call that was given such a shape."""
    for spec in run.request.inputs:
        if isinstance(spec.value, Filled | Tokens):
            sizes = spec.value.sizes
            call = next((call for call in run.calls if _input_shape(call) == tuple(size.size for size in sizes)), None)
            if call is not None:
                yield from _compare(spec.name, sizes, call)


def _compare(argument: str, sizes: tuple[Size, ...], call: Call) -> Iterator[Finding]:
    axes = captured_axes(call.config, "input", _input_shape(call))
    pairs = zip(sizes, axes, strict=True)
    wrong = [(size.axis, axis.name) for size, axis in pairs if size.axis in _KNOWN and size.axis != axis.name]
    if wrong:
        layer, cell = call.module or call.config.kind, call.config.is_cell
        read = ", ".join(f"{given} as {name}" for given, name in wrong)
        reason = "it takes one time step" if cell else f"its batch_first is {bool(call.config.batch_first)}"
        other = "Give it one time step" if cell else "Set batch_first to what the input is"
        yield Finding(
            rule="M1",
            name="input-axes",
            severity=Severity.ERROR,
            where=call.key("input").name,
            message=f"Input {argument} was given as ({', '.join(map(str, sizes))}), but {layer} reads {read} "
            f"because {reason}.",
            fix=f"{other}, or give it as input.transpose(0, 1).",
        )


def _input_shape(call: Call) -> tuple[int, ...]:
    return next((tensor.shape for tensor in call.tensors if tensor.role == "input" and not call.stacked), ())
