"""The order in which the keyboard comes to controls that are made anew while the window is in use."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def order_tab_stops(area: QWidget, parts: Iterable[QWidget]) -> None:
    """Let the keyboard come to the parts of an area where the eye does: what is made later would be reached last."""
    before = _stop_before(area)
    for part in parts:
        for stop in filter(_is_stop, part.findChildren(QWidget)):
            QWidget.setTabOrder(before, stop)
            before = stop


def _stop_before(area: QWidget) -> QWidget:
    before = area.previousInFocusChain()
    while before is not None and before is not area and (area.isAncestorOf(before) or not _is_stop(before)):
        before = before.previousInFocusChain()
    return before or area


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
