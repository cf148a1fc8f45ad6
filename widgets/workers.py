"""The worker processes of a window."""

from .counting_processes import FileCounter, RunCounter, ValueCounter
from .gates_process import GatesProcess
from .model_process import ModelProcess
from .prediction_process import PredictionProcess
from .reader_process import ReaderProcess
from .tensor_process import TensorProcess
from .work_files import WorkFiles


class Workers:
    """Ten processes, each with a thread that waits for it, and the folder where their files lie."""

    def __init__(self) -> None:
        self._files = WorkFiles()
        self.folder = self._files.folder
        self.reader = ReaderProcess(self._files)
        self.file_counter = FileCounter(self.folder)
        self.tensor = TensorProcess(self._files)
        self.run_counter = RunCounter(self.folder)
        self.source_values = ValueCounter(self.folder)
        self.preview_values = ValueCounter(self.folder)
        self.gates = GatesProcess(self._files)
        self.all_gates = GatesProcess(self._files)
        self.model = ModelProcess(self._files)
        self.prediction = PredictionProcess(self.folder)

    def close(self) -> None:
        """Stop every process and wait for the threads; the folder goes."""
        counters = (self.file_counter, self.run_counter, self.source_values, self.preview_values)
        gates = (self.gates, self.all_gates)
        for process in (self.reader, *counters, *gates, self.tensor, self.model, self.prediction):
            process.close()
        self._files.remove()
