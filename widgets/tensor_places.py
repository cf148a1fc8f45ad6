"""Where the values of tensors lie in files of ours."""

from inspector.model.file_tensor import FileTensor
from inspector.reshape.selection import Selection
from inspector.run.key import FILE, TensorKey
from inspector.run.run_file import RunFile

from .file_work import FileWork


class TensorPlaces:
    """The places of the tensors of a run, and of those of the model file that were read."""

    def __init__(self, files: FileWork) -> None:
        self._files = files
        self.run: RunFile | None = None

    def find(self, selection: Selection | None) -> FileTensor | None:
        """Give where the selected tensor lies; one of the model file is asked for first."""
        if selection is None:
            return None
        if selection.key.call == FILE:
            self._files.want(selection.key)
            return self._files.tensor(selection.key)
        return self.run.tensor(selection.key) if self.run else None

    def of_run(self, key: TensorKey) -> FileTensor:
        """Give where a tensor of the run lies."""
        assert self.run is not None, "only a run has tensors beside one another"
        return self.run.tensor(key)
