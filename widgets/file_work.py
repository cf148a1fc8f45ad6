"""The tensors of the opened model file: their values, read when one is looked at, and their figures."""

from collections.abc import Iterable
from math import prod
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.model.file_tensor import FileTensor
from inspector.model.safetensors_file import read_header
from inspector.model.source import FileSource
from inspector.model.summary import NamedTensor
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey, file_key
from inspector.tensor.statistics import Statistics

from .counting_order import CountingOrder
from .figures import Figures
from .workers import Workers

_KEPT = 8  # tensors: each is a file as large as the tensor


class FileWork(QObject):
    """Has the reader copy a tensor to where it can be mapped; `failure` tells why the newest one is not there."""

    read = Signal()
    failed = Signal(object)  # InspectorError
    figures_failed = Signal(object)  # InspectorError

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._source: FileSource | None = None
        self._tensors: dict[TensorKey, FileTensor] = {}  # the one that was looked at last stands last
        self._wanted: TensorKey | None = None
        self.failure: InspectorError | None = None
        self.figures = Figures(self)
        self._order = CountingOrder[str]({})

    def open(self, source: FileSource, tensors: Iterable[NamedTensor]) -> None:
        """Begin to count the figures of the file's tensors."""
        self._source = source
        self._order = CountingOrder({tensor.name: prod(tensor.shape) for tensor in tensors})
        self._workers.file_counter.count(source, self._order, self._count, self.figures_failed.emit)

    def count_first(self, names: Iterable[str]) -> None:
        """Count the figures of these tensors before those of the others."""
        self._order.prefer(names)

    def forget(self) -> None:
        """Give up the file with all that was under way for it."""
        self._workers.reader.forget_extracted()
        self._workers.file_counter.forget()
        self.figures.clear()
        self._source, self._wanted, self.failure = None, None, None
        while self._tensors:
            self._drop_oldest()

    def tensor(self, key: TensorKey) -> FileTensor | None:
        """Give where the values of the tensor can be mapped, None until they were read."""
        return self._tensors.get(key)

    def want(self, key: TensorKey) -> None:
        """Have the tensor read, unless it was or is being read; `read` or `failed` follows. The last wish counts."""
        if key in self._tensors:
            self._tensors[key] = self._tensors.pop(key)
            self._wanted, self.failure = None, None
            self._workers.reader.forget_extracted()
        elif key != self._wanted and self._source is not None:
            self._wanted, self.failure = key, None
            self._workers.reader.extract(self._source, key.name, self._keep, self._fail)

    def _keep(self, path: Path) -> None:
        if self._wanted is None:
            return
        try:
            self._tensors[self._wanted] = read_header(path).tensors[0]
        except InspectorError as error:
            self._fail(error)
            return
        self._wanted = None
        if len(self._tensors) > _KEPT:
            self._drop_oldest()
        self.read.emit()

    def _fail(self, error: InspectorError) -> None:
        self._wanted, self.failure = None, error
        self.failed.emit(error)

    def _count(self, name: str, statistics: Statistics) -> None:
        self.figures.keep(Selection(file_key(name)), statistics)

    def _drop_oldest(self) -> None:
        tensor = self._tensors.pop(next(iter(self._tensors)))
        self._workers.reader.remove(tensor.place.path)
