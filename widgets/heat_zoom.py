"""Zooming a picture by keys: closer, away, and so that one element takes one pixel of the screen."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF

STEP = 1.5


def zoom(box: Any, factor: float, centre: QPointF | None) -> None:
    """Show less, with a factor above 1, or more around a point of the view, or around its middle."""
    seen = box.viewRect()
    if centre is None or not seen.contains(centre):
        centre = seen.center()
    _show(box, centre, seen.width() / factor, seen.height() / factor)


def one_to_one(box: Any, ratio: float, centre: QPointF | None) -> None:
    """Give each element one pixel, of which the screen has `ratio` to a unit; a small matrix is shown whole."""
    _show(box, centre or box.viewRect().center(), box.width() * ratio, box.height() * ratio)


def _show(box: Any, centre: QPointF, width: float, height: float) -> None:
    (left, right), (top, bottom) = box.state["limits"]["xLimits"], box.state["limits"]["yLimits"]
    width, height = min(width, right - left), min(height, bottom - top)
    x = min(max(centre.x() - width / 2, left), right - width)
    y = min(max(centre.y() - height / 2, top), bottom - height)
    box.setRange(QRectF(x, y, width, height), padding=0)
