"""A run that is on screen already while its file is still being copied to where it can be mapped."""

from PySide6.QtCore import QObject, Signal

from inspector.run.run_file import RunFile

from .workers import Workers


class ArrivingRun(QObject):
    """Copies one run at a time."""

    arrived = Signal(object)  # RunFile
    failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = workers.reader

    def follow(self, shown: RunFile) -> None:
        """Copy the run, and no other, unless it is there; `arrived` or `failed` follows in either case."""
        self.forget()
        if shown.arrived:
            self.arrived.emit(shown)
        else:
            path = next(iter(shown.tensors.values())).place.path
            self._reader.copy(path, shown, self.arrived.emit, self.failed.emit)

    def forget(self) -> None:
        """Give up the copy that is being made."""
        self._reader.forget_copy()
