"""The files that the processes make for the window."""

from itertools import count
from pathlib import Path

from inspector.worker.work_folder import WorkFolder


class WorkFiles:
    """The folder where they lie, and a name for each."""

    def __init__(self) -> None:
        self._home = WorkFolder()
        self.folder = self._home.path
        self._names = count(1)

    def new_path(self, stem: str) -> Path:
        """Give the path of a file that does not exist yet, in the folder."""
        return self.folder / f"{stem}-{next(self._names)}.safetensors"

    def remove(self) -> None:
        """Remove the folder with all of them."""
        self._home.cleanup()
