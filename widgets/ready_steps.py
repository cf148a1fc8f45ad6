"""Steps that are ready to be edited, written for a tensor of a given shape."""

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReadyStep:
    """What the step does, and its code."""

    label: str
    code: str


def ready_steps(shape: Shape) -> tuple[ReadyStep, ...]:
    """Give the steps that suit a tensor of this shape; torch would take each of them as it stands."""
    rank = len(shape)
    always = (
        ReadyStep("Add an axis of size 1", ".unsqueeze(0)"),
        ReadyStep("Remove axes of size 1", ".squeeze()"),
        ReadyStep("Merge axes", f".flatten({1 if rank > 2 else ''})"),
        ReadyStep("Copy to row-major memory", ".contiguous()"),
    )
    return (*_reordering(shape), *_taking(shape), *_splitting(shape), *always, *_reducing(shape))


def _reordering(shape: Shape) -> tuple[ReadyStep, ...]:
    if len(shape) < 2:
        return ()
    order = [*range(len(shape) - 2), len(shape) - 1, len(shape) - 2]
    return (
        ReadyStep("Put the axes in another order", f".permute({', '.join(map(str, order))})"),
        ReadyStep("Exchange two axes", ".transpose(0, 1)"),
    )


def _taking(shape: Shape) -> tuple[ReadyStep, ...]:
    if not shape or 0 in shape:
        return ()
    last = "[:, -1]" if len(shape) > 1 else "[-1]"
    half = max(shape[-1] // 2, 1)
    return (
        ReadyStep("Take the first of the first axis", "[0]"),
        ReadyStep(f"Take the last of axis {min(len(shape) - 1, 1)}", last),
        ReadyStep("Take a part of the last axis", f"[..., :{half}]"),
    )


def _splitting(shape: Shape) -> tuple[ReadyStep, ...]:
    if not shape or 0 in shape:
        return ()
    sizes = f"{shape[0]}, -1" if len(shape) > 1 else "1, -1"
    return (
        ReadyStep("Split and merge axes", f".reshape({sizes})"),
        ReadyStep("Split and merge axes without a copy", f".view({', '.join(map(str, shape))})"),
    )


def _reducing(shape: Shape) -> tuple[ReadyStep, ...]:
    axis = min(len(shape) - 1, 1)
    return (ReadyStep(f"Average over axis {axis}", f".mean({axis})"),) if shape else ()
