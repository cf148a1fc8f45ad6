"""The named pipelines, kept in a file between sessions."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.reshape.pipeline import ReshapePipeline
from inspector.reshape.saved_pipelines import SavedPipelines
from inspector.reshape.saved_pipelines_file import read_pipelines, write_pipelines


class PipelineStore(QObject):
    """Writes the file after every change, and reads it before: another window, or a hand, may have changed it too."""

    changed = Signal()
    unreadable = Signal(object)  # InspectorError: what is saved is not known, and nothing can be kept
    failed = Signal(object)  # InspectorError: what was asked for has not been done

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.saved = SavedPipelines()

    def load(self) -> None:
        """Read the file."""
        try:
            self.saved = read_pipelines(self._path)
        except InspectorError as error:
            self.unreadable.emit(error)
        else:
            self.changed.emit()

    def keep(self, name: str, pipeline: ReshapePipeline) -> None:
        """Keep a pipeline under this name, in place of the one that has it."""
        self._write(lambda saved: saved.saved(name, pipeline))

    def rename(self, name: str, new: str) -> None:
        """Give a pipeline another name."""
        self._write(lambda saved: saved.renamed(name, new))

    def remove(self, name: str) -> None:
        """Forget a pipeline."""
        self._write(lambda saved: saved.removed(name))

    def _write(self, change: Callable[[SavedPipelines], SavedPipelines]) -> None:
        try:
            wanted = change(read_pipelines(self._path))
            write_pipelines(self._path, wanted)
        except InspectorError as error:
            self.failed.emit(error)
            return
        self.saved = wanted
        self.changed.emit()
