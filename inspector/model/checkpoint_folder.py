"""The files of a checkpoint in several parts. An attacker may have written their names, so none outside is touched."""

import os
from pathlib import Path

from ..errors import FileError
from .regular_file import damaged, open_regular, shown


class CheckpointFolder:
    """The folder of a checkpoint, and what lies in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._names = frozenset(os.listdir(path))
            self._real = Path(os.path.realpath(path))
        except OSError:
            raise FileError(f"The folder {shown(path)} cannot be read.") from None

    def part(self, name: object) -> Path:
        """Give the file of that name in the folder.

        The name must be one that the folder lists, so no path leads out of it. Raises FileError for any other, for what
        is no regular file, for a link that leads out of the folder, and for a file that has further names elsewhere.
        """
        if type(name) is not str or name in ("", ".", "..") or any(mark in name for mark in "/\\:\0"):
            raise damaged(self.path, f"it names {shown(name)} as a part, which is no name of a file in its folder")
        if name not in self._names:
            raise FileError(
                f"The part {shown(name)} of the checkpoint is not in the folder {shown(self.path)}.",
                "Download or copy all its parts into one folder.",
            )
        path = self.path / name
        self._require_inside(path)
        return path

    def _require_inside(self, path: Path) -> None:
        real = Path(os.path.realpath(path))
        if real.parent not in (self._real, *self._cache()):
            raise FileError(
                f"The part {shown(path.name)} is a link that leads out of the folder {shown(self.path)}.",
                "Copy the file itself into the folder, if you trust what it leads to.",
            )
        with open_regular(real) as file:  # refuses pipes and devices
            if os.fstat(file.fileno()).st_nlink > 1:
                raise FileError(
                    f"The part {shown(path.name)} is one file with further names elsewhere (hard links).",
                    "Copy the folder and open the copy.",
                )

    def _cache(self) -> tuple[Path, ...]:
        """Give where the download cache of Hugging Face keeps the files that its folder `snapshots` links to."""
        return (self._real.parent.parent / "blobs",) if self._real.parent.name == "snapshots" else ()
