"""The longest gap of an event loop, and waiting in one."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

TICK = 10  # milliseconds
_PATIENCE = 120.0  # seconds


class GapTimer(QObject):
    """Ticks every 10 ms and paints a small widget of the window at once; a gap is the time between two ticks."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._painted = QWidget(window)
        self._painted.setGeometry(0, 0, 32, 16)
        self._painted.show()
        self._last, self._longest = perf_counter(), 0.0
        timer = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._tick)
        timer.start()

    def begin(self) -> None:
        """Forget the gaps so far."""
        self._last, self._longest = perf_counter(), 0.0

    def longest(self) -> float:
        """Give the longest gap since then, in seconds; the present one counts as far as it goes."""
        return max(self._longest, perf_counter() - self._last)

    def _tick(self) -> None:
        self._painted.repaint()
        now = perf_counter()
        self._longest, self._last = max(self._longest, now - self._last), now


def wait(milliseconds: int) -> None:
    """Let the event loop run for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the event loop run until it holds. Raises TimeoutError."""
    end = perf_counter() + _PATIENCE
    while not holds():
        if perf_counter() > end:
            raise TimeoutError("What was waited for did not come.")
        wait(TICK)
