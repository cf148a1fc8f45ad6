"""M13: an input of two axes is one sequence, not a batch of single steps."""

from collections.abc import Iterator

from ..run.input import Filled, Size, Tokens
from ..run.run import Call, Run
from .finding import Finding, Severity


def unbatched_input(run: Run) -> Iterator[Finding]:
    """Look at each layer's first call: an input of two axes whose first one nobody has called time."""
    seen: set[str] = set()
    for call in run.calls:
        shape = next((tensor.shape for tensor in call.tensors if tensor.role == "input"), ())
        new = call.module not in seen
        seen.add(call.module)
        if new and not call.config.is_cell and not call.stacked and len(shape) == 2 and not _named(run, shape):
            yield _finding(call, shape)


def _named(run: Run, shape: tuple[int, ...]) -> bool:
    """Tell whether the person named the first axis: as time it is meant so, as anything else M1 says it."""
    return any(sizes[0].axis for sizes in _sizes(run) if sizes and tuple(size.size for size in sizes) == shape)


def _sizes(run: Run) -> Iterator[tuple[Size, ...]]:
    return (spec.value.sizes for spec in run.request.inputs if isinstance(spec.value, Filled | Tokens))


def _finding(call: Call, shape: tuple[int, ...]) -> Finding:
    name, steps = call.module or call.config.kind.value, shape[0]
    batched = f"({steps}, 1, {shape[1]})" if call.config.batch_first else f"(1, {steps}, {shape[1]})"
    return Finding(
        rule="M13",
        name="unbatched-input",
        severity=Severity.WARNING,
        where=call.key("input").name,
        message=f"{name} reads its input ({steps}, {shape[1]}) as one sequence of {steps} time steps without a batch, "
        f"not as {steps} samples.",
        fix=f"For {steps} samples of one step give {batched}; for one sequence name the axis, as in time={steps}.",
    )
