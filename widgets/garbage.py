"""Python's garbage, collected between two events of the window."""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 500  # milliseconds
_MANY = 100_000  # new objects that one look would take longer than a frame for


class Garbage(QObject):
    """Collects cycles in the GUI thread only: elsewhere a collection could end widgets, which belong to this one.

    What is there when it is made is never looked at again, nor what has survived all looks: looking through a
    program's every object takes a tenth of a second.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        timer = QTimer(self, interval=_EVERY)
        timer.timeout.connect(self.collect)
        timer.start()
        self.destroyed.connect(gc.enable)

    def collect(self) -> None:
        """Look at what is new, and now and then at what is older, as Python itself would."""
        counts = gc.get_count()
        if counts[0] > _MANY:  # something large was loaded, and is in use
            gc.freeze()
            return
        due = [generation for generation, most in enumerate(gc.get_threshold()) if counts[generation] > most]
        if due:
            gc.collect(due[-1])
        if due[-1:] == [2]:
            gc.freeze()
