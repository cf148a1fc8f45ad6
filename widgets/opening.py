"""Opening a file: what is in it is asked first, in the background."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.model.class_signature import SourceClass
from inspector.model.source import FileSource
from inspector.model.summary import FileSummary
from inspector.run.run_file import RunFile

from .workers import Workers


class Opening(QObject):
    """One file at a time; it turns out to be a model, a saved run, or Python code with classes."""

    reading = Signal(str)  # the name of the file that is being read, "" for none
    model_found = Signal(object, object)  # FileSource, FileSummary
    run_found = Signal(object)  # RunFile
    classes_found = Signal(object, object)  # Path, tuple[SourceClass, ...]
    opened = Signal(object)  # Path, of a model or a run that is on screen now
    failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers

    def open_path(self, path: Path, state_dict: str = "") -> None:
        """Read a file far enough to know what it is."""
        reader = self._workers.reader

        def listed(summary: FileSummary) -> None:
            if summary.content == "run":
                reader.open_saved(path, shown, self.failed.emit)
            else:
                self.model_found.emit(FileSource(str(path), state_dict), summary)
                self.opened.emit(path)

        def shown(found: RunFile) -> None:
            self.run_found.emit(found)
            self.opened.emit(path)

        def found(classes: tuple[SourceClass, ...]) -> None:
            self.reading.emit("")
            self.classes_found.emit(path, classes)

        self.reading.emit(path.name)
        if path.suffix == ".py":
            reader.classes(path, found, self.failed.emit)
            return
        reader.inspect(path, state_dict, listed, self.failed.emit)

    def forget(self) -> None:
        """Give up what is being read."""
        self._workers.reader.forget_opening()
        self.reading.emit("")
