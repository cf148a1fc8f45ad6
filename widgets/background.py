"""Work that leaves the GUI thread as a plain function and comes back as a call. Nothing else knows threads."""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal

from inspector.errors import InspectorError

T = TypeVar("T")
Report = Callable[[Any], None]
Failed = Callable[[InspectorError], None]

_PATIENCE = 100  # milliseconds


def _ignore(_: Any) -> None:
    """Take something that nobody waits for."""


class Background(QObject):
    """One thread that does one job after the other.

    Every job has a kind; a newer job of a kind makes the older ones stale: those still waiting are not begun, and
    what those begun report or give is dropped.
    """

    _arrived = Signal(object)  # a function to call in the GUI thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._numbers = itertools.count(1)
        self._newest: dict[str, int] = {}
        self._unfinished: set[int] = set()
        self._arrived.connect(lambda call: call())

    def submit(
        self,
        kind: str,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        failed: Failed,
        progress: Report = _ignore,
    ) -> None:
        """Do `work` in the thread, then call `done` with its result, or `failed`, here in the GUI thread.

        `work` is given a function through which it reports to `progress`.
        """
        number = next(self._numbers)
        self._newest[kind] = number
        self._unfinished.add(number)
        self._pool.start(partial(self._work, kind, number, work, done, failed, progress))

    @property
    def busy(self) -> bool:
        """Tell whether a job is being done or waits."""
        return bool(self._unfinished)

    def forget(self, kind: str) -> None:
        """Make every job of the kind stale."""
        self._newest[kind] = next(self._numbers)

    def finish(self, stop: Callable[[], None]) -> None:
        """Make everything stale and wait until the thread is idle; `stop` ends what a job waits for.

        It is called until it has had its effect: a job may begin to wait just after it was stopped.
        """
        for kind in self._newest:
            self.forget(kind)
        self._pool.clear()
        stop()
        while not self._pool.waitForDone(_PATIENCE):
            stop()

    def _work(
        self,
        kind: str,
        number: int,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        failed: Failed,
        progress: Report,
    ) -> None:
        def deliver(receiver: Callable[[Any], None], value: Any) -> None:
            if self._newest[kind] == number:
                receiver(value)

        def post(receiver: Callable[[Any], None], value: Any) -> None:
            self._arrived.emit(partial(deliver, receiver, value))

        try:
            if self._newest[kind] == number:
                post(done, work(partial(post, progress)))
        except InspectorError as error:
            post(failed, error)
        except Exception as error:  # noqa: BLE001 - the edge of the thread: a person must hear of it
            bug = InspectorError(f"{type(error).__name__}: {error}", "This is a bug of LSTMScope.")
            bug.__cause__ = error
            post(failed, bug)
        finally:
            self._unfinished.discard(number)
