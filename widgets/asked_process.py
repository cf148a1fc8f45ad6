"""A worker process with the thread that waits for its answers."""

from inspector.worker.client import Worker, WorkerSetup

from .background import Background


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

    def _give_up(self, *kinds: str) -> None:
        """Drop the answers of these kinds that may still come, and end the process if it is at work."""
        for kind in kinds:
            self._thread.forget(kind)
        if self._thread.busy:
            self._worker.kill()
