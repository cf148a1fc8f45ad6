"""Figures that arrive one by one and are told many at a time."""

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.reshape.selection import Selection
from inspector.tensor.statistics import Statistics

_TELLING = 50  # milliseconds


class Figures(QObject):
    """The figures of tensors; `found` has those that were told."""

    changed = Signal(object)  # Mapping[Selection, Statistics]: those that are new

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: dict[Selection, Statistics] = {}
        self._new: dict[Selection, Statistics] = {}
        self._telling = QTimer(self, interval=_TELLING, singleShot=True)
        self._telling.timeout.connect(self._tell)

    def clear(self) -> None:
        """Begin anew."""
        self.found, self._new = {}, {}
        self._telling.stop()

    def keep(self, selection: Selection, statistics: Statistics) -> None:
        """Take the figures of one tensor."""
        self._new[selection] = statistics
        if not self._telling.isActive():
            self._telling.start()

    def _tell(self) -> None:
        """Tell many figures at once: what follows from them is done once for all."""
        new, self._new = self._new, {}
        self.found.update(new)
        self.changed.emit(new)
