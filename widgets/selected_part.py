"""The line about the rectangle that is selected in a picture: how its values are spread, and a button to copy them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from inspector.tensor.matrix import inside_of, matrix_view
from inspector.tensor.slice import Slice
from inspector.tensor.slice_spec import Window
from inspector.tensor.statistics import Statistics, statistics_of
from inspector.tensor.table_text import MOST, table_text

from .labels import elided, plain_tip
from .number_text import missing_text, number_text
from .theme import tabular

_MOST_COUNTED = 1 << 24  # elements: counted in a moment


class SelectedPart(QWidget):
    """Shows the figures of a part of a slice; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part: tuple[Slice, Window] | None = None
        self._text = elided("Selected part", Qt.TextElideMode.ElideRight)
        self._text.setFont(tabular(self.font()))
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._copy = QToolButton()
        self._copy.setText("Copy")
        self._copy.setAutoRaise(True)
        self._copy.setAccessibleName("Copy the selected values")
        self._copy.setToolTip("Copy the selected values as a table for a spreadsheet (Ctrl+C)")
        self._copy.clicked.connect(self.copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._copy)
        self.show_part(None, None)

    def show_part(self, part: Slice | None, window: Window | None) -> None:
        """Show the figures of these rows and columns of the slice, None for nothing."""
        self._part = (part, window) if part is not None and window is not None else None
        self.setVisible(self._part is not None)
        if part is None or window is None:
            return
        count = _count(window)
        text = part_text(window, *_counted(part, window)) if count <= _MOST_COUNTED else part_text(window, None)
        self._text.setText(text)
        self._text.setToolTip(plain_tip(text))
        self._copy.setEnabled(count <= MOST)
        many = f"At most {MOST:,} values can be copied; {count:,} are selected"
        self._copy.setToolTip(
            many if count > MOST else "Copy the selected values as a table for a spreadsheet (Ctrl+C)"
        )

    def copy(self) -> bool:
        """Copy the selected values; tell whether there were any."""
        if self._part is None or not self._copy.isEnabled():
            return False
        QGuiApplication.clipboard().setText(table_text(_read(*self._part)))
        return True


def part_text(window: Window, figures: Statistics | None, padding: int = 0) -> str:
    """Say how large the part is and how its values are spread; so many of them are padding, which was left out."""
    rows, columns = (end - first for first, end in (window.rows, window.columns))
    size = f"Selected {rows:,} × {columns:,}"
    if figures is None:
        return f"{size}: {rows * columns:,} values, too many to count at once"
    ends = ((name, getattr(figures, name)) for name in ("min", "max", "mean", "std"))
    spread = ", ".join(f"{name} {number_text(value)}" for name, value in ends)
    missing = missing_text(figures)
    padded = f" ({padding:,} padding)" if padding else ""
    return f"{size} = {rows * columns:,}{padded}: {spread}" + (f", {missing}" if missing != "0" else "")


def _counted(part: Slice, window: Window) -> tuple[Statistics, int]:
    """Give the figures of what is no padding, and how much is."""
    found = _read(part, window)
    inside = inside_of(part.padding, part.resolved, range(*window.rows), range(*window.columns))
    if not inside.all():
        found = found[np.broadcast_to(inside, found.shape)]
    return statistics_of(found), _count(window) - found.size


def _read(part: Slice, window: Window) -> NDArray[Any]:
    return matrix_view(part.values, part.resolved, range(*window.rows), range(*window.columns))


def _count(window: Window) -> int:
    return (window.rows[1] - window.rows[0]) * (window.columns[1] - window.columns[0])
