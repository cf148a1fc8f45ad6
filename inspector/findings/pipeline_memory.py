"""M15: a view that torch refuses because the elements lie scattered in memory."""

from collections.abc import Iterator
from itertools import accumulate
from operator import mul

import numpy as np

from ..reshape.memory import Obstacle, is_contiguous, view_obstacle
from ..reshape.origins.locate import locate
from ..reshape.primitive_chain import shapes_along
from ..reshape.primitives import Index, PickEach, Primitive, Regroup, Reorder, Shape
from ..reshape.steps import Contiguous, Reshape, View
from .finding import Finding, Severity
from .pipeline_stages import Examined, Judged, Stage

Stride = tuple[int, ...]


def impossible_view(pipeline: Examined) -> dict[int, Judged]:
    """Give the finding with the number of its step; the steps after it have no tensor to work on.

    There is none where the strides are not known: without those of the source, or after arithmetic, a join, a pad
    or a cast, of which torch itself chooses the layout.
    """
    for stage, stride in _strides_before(pipeline):
        if isinstance(stage.step, View) and stride is not None:
            obstacle = view_obstacle(stage.shape, stride, stage.sizes)
            if obstacle is not None:
                return {stage.index: _judged(pipeline, stage, obstacle)}
    return {}


def _strides_before(pipeline: Examined) -> Iterator[tuple[Stage, Stride | None]]:
    stride = pipeline.record.stride if len(pipeline.record.stride) == len(pipeline.record.shape) else None
    for stage in pipeline.stages:
        yield stage, stride
        if isinstance(stage.step, Contiguous):
            stride = stride if stride is not None and is_contiguous(stage.shape, stride) else _row_major(stage.shape)
        for primitive, shape in zip(stage.own, shapes_along(stage.own, stage.shape), strict=False):
            stride = _after(primitive, shape, stride) if stride is not None else None


def _after(primitive: Primitive, shape: Shape, stride: Stride) -> Stride | None:
    match primitive:
        case Reorder(order):
            return tuple(stride[axis] for axis in order)
        case Regroup(sizes):
            return _row_major(sizes) if view_obstacle(shape, stride, sizes) else _moved(primitive, shape, stride)
        case Index(selectors) if not any(isinstance(selector, PickEach) for selector in selectors):
            return _moved(primitive, shape, stride)
        case _:
            return None


def _moved(primitive: Primitive, shape: Shape, stride: Stride) -> Stride:
    """Give how far apart in memory neighbours along each axis of a view are; 1 along an axis that has none."""
    sizes = primitive.shape_after(shape)
    if 0 in sizes:
        return _row_major(sizes)
    found = []
    for axis, size in enumerate(sizes):
        source = locate((primitive,), shape, tuple(np.arange(2) if at == axis else 0 for at in range(len(sizes))))
        offsets = sum((part * step for part, step in zip(source, stride, strict=True)), np.zeros(2, np.int64))
        found.append(int(offsets[1] - offsets[0]) if size > 1 else 1)
    return tuple(found)


def _row_major(shape: Shape) -> Stride:
    return tuple(accumulate(reversed([max(size, 1) for size in shape[1:]]), mul, initial=1))[::-1][: len(shape)]


def _judged(pipeline: Examined, stage: Stage, obstacle: Obstacle) -> Judged:
    sizes = stage.step.sizes if isinstance(stage.step, View) else stage.sizes
    reshape = Reshape(sizes)
    clean = not stage.mixtures
    then = "and mixes nothing up" if clean else f"but mixes up {stage.mixtures[0].meaning}: {stage.mixtures[0].witness}"
    finding = Finding(
        rule="M15",
        name="impossible-view",
        severity=Severity.ERROR,
        where=pipeline.record.key.name,
        message=f"torch refuses {stage.step.code}. {obstacle.sentence(stage.before)}",
        fix=f"{reshape.code} copies, as .contiguous(){stage.step.code} does, {then}.",
    )
    return Judged(finding, (reshape,) if clean else None)
