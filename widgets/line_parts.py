"""From the lines of a tensor to what is drawn of them in the steps that are in view."""

import numpy as np

from inspector.tensor.lines import Line, MeanLine, ValueLine
from inspector.tensor.pooled_line import pooled_band
from inspector.tensor.stroke import Stroke, stroke_of

from .curve_parts import Band, Curve, PlotPart


def parts_of(
    lines: tuple[Line, ...], names: tuple[str, ...], steps: tuple[int, int], room: int, apart: bool
) -> tuple[tuple[PlotPart, ...], int]:
    """Give one plot for all lines, or one for each, and how many steps stand behind two points of a line.

    `steps` are those in view as (first, end), `room` is how many points the screen can tell apart.
    """
    strokes = [_stroke(line, *steps, room) for line in lines]
    curves = [Curve(name, number, stroke) for number, (name, stroke) in enumerate(zip(names, strokes, strict=True))]
    bands = [_bands(line, number, *steps, room) for number, line in enumerate(lines)]
    step = max((stroke.step for stroke in strokes), default=1)
    if apart:
        return tuple(PlotPart(curve.name, (curve,), band) for curve, band in zip(curves, bands, strict=True)), step
    return (PlotPart("", tuple(curves), tuple(band for each in bands for band in each)),), step


def _stroke(line: Line, first: int, end: int, room: int) -> Stroke:
    match line:
        case ValueLine(_, values, inside, stride):
            at = slice(first // stride, -(-end // stride))
            found = stroke_of(values[at], inside[at], room)
            return found.spaced(stride, first // stride * stride)
        case MeanLine(_, mean):
            shown = ~np.isnan(mean[first:end])
            return stroke_of(mean[first:end], shown, room, first)


def _bands(line: Line, number: int, first: int, end: int, room: int) -> tuple[Band, ...]:
    if not isinstance(line, MeanLine):
        return ()
    return (Band(number, *pooled_band(line.low[first:end], line.high[first:end], room, first)),)
