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

    def open_path(self, path: Path) -> None:
        """Read a file far enough to know what it is."""
        if path.suffix == ".py":
            self._open_python(path)
        else:
            self.open_file(FileSource(str(path)))

    def open_file(self, source: FileSource) -> None:
        """Read what is chosen in a model file, or a saved run."""
        reader, path = self._workers.reader, Path(source.path)

        def listed(summary: FileSummary) -> None:
            if summary.content == "run":
                reader.open_saved(path, shown, self.failed.emit)
            else:
                self.model_found.emit(source, summary)
                self.opened.emit(path)

        def shown(found: RunFile) -> None:
            self.run_found.emit(found)
            self.opened.emit(path)

        self.reading.emit(path.name)
        reader.inspect(source, listed, self.failed.emit)

    def _open_python(self, path: Path) -> None:
        def found(classes: tuple[SourceClass, ...]) -> None:
            self.reading.emit("")
            self.classes_found.emit(path, classes)

        self.reading.emit(path.name)
        self._workers.reader.classes(path, found, self.failed.emit)

    def forget(self) -> None:
        """Give up what is being read."""
        self._workers.reader.forget_opening()
        self.reading.emit("")
