"""The worker processes of a window."""

from .counting_processes import FileCounter, RunCounter
from .model_process import ModelProcess
from .reader_process import ReaderProcess
from .tensor_process import TensorProcess
from .work_files import WorkFiles


class Workers:
    """Five processes, each with a thread that waits for it, and the folder where their files lie."""

    def __init__(self) -> None:
        self._files = WorkFiles()
        self.folder = self._files.folder
        self.reader = ReaderProcess(self._files)
        self.file_counter = FileCounter(self.folder)
        self.tensor = TensorProcess(self._files)
        self.run_counter = RunCounter(self.folder)
        self.model = ModelProcess(self._files)

    def close(self) -> None:
        """Stop every process and wait for the threads; the folder goes."""
        for process in (self.reader, self.file_counter, self.tensor, self.run_counter, self.model):
            process.close()
        self._files.remove()
