"""A worker process with the thread that waits for its answers."""

import os
from contextlib import suppress

from inspector.worker.client import Worker, WorkerSetup

from .background import Background

_BEHIND = 10  # steps of niceness: a tenth of the time that the window gets where both want all of it


class AskedProcess:
    """Started when it is first asked. What it can be asked stands in the classes made from this one."""

    def __init__(self, setup: WorkerSetup) -> None:
        self._worker = Worker(setup)
        self._thread = Background()

    @property
    def pid(self) -> int | None:
        """The number of the process, None while there is none."""
        return self._worker.pid

    def close(self) -> None:
        """Stop the process and wait for the thread."""
        self._thread.finish(self._worker.kill)
        self._worker.close()

    def _worker_for(self, setup: WorkerSetup) -> Worker:
        """Give a worker that is set up so; another setup means a new process."""
        if setup != self._worker.setup:
            self._worker.close()
            self._worker = Worker(setup)
        return self._worker

    def _step_back(self) -> None:
        """Start the process if there is none, and let everything else come before it where no processor is free."""
        self._worker.start()
        if self.pid is not None and hasattr(os, "setpriority"):  # not on Windows
            with suppress(OSError):  # it is gone again
                os.setpriority(os.PRIO_PROCESS, self.pid, _BEHIND)

    def _give_up(self, *kinds: str) -> None:
        """Drop the answers of these kinds that may still come, and end the process if it is at work."""
        for kind in kinds:
            self._thread.forget(kind)
        if self._thread.busy:
            self._worker.kill()
