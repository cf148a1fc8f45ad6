"""The files that the processes make for the window."""

from itertools import count
from pathlib import Path
from threading import Event

from inspector.worker.work_folder import WorkFolder


class WorkFiles:
    """The folder where they lie, and a name for each."""

    def __init__(self) -> None:
        self._home = WorkFolder()
        self.folder = self._home.path
        self._names = count(1)
        self._there = Event()
        self._there.set()

    def new_path(self, stem: str) -> Path:
        """Give the path of a file that does not exist yet, in the folder."""
        return self.folder / f"{stem}-{next(self._names)}.safetensors"

    def expect(self) -> Event:
        """Say that a run is being copied into the folder; the event is to be set when that has ended, however."""
        self._there = Event()
        return self._there

    def wait(self) -> None:
        """Wait until no run is being copied any more; for the threads that then have a worker read it."""
        self._there.wait()

    def remove(self) -> None:
        """Remove the folder with all of them."""
        self._home.cleanup()
