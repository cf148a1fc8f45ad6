"""Plain pickles, of protocols 2 to 5, with tensors or NumPy arrays in them; nothing of them is executed."""

from pathlib import Path

from .file_place import FileBytes, MemoryBytes
from .numpy_arrays import with_arrays
from .pickle_file import PickleFile
from .pickle_reader import Pickled, read_pickle
from .regular_file import damaged, open_regular, regular_size
from .torch_legacy import read_torch_legacy


def read_plain_pickle(path: Path) -> Pickled:
    """Give the object tree of the file, with a FileTensor for each tensor and each array of numbers.

    No tensor's values are read, unless they are small. Raises FileError.
    """

    def load_nested(data: bytes | FileBytes) -> object:
        span = data if isinstance(data, FileBytes) else MemoryBytes(path, data)
        return read_torch_legacy(path, span).root

    size = regular_size(path)
    with open_regular(path) as file:
        try:
            pickled = read_pickle(PickleFile(file, FileBytes(path, 0, size)), path, load_nested=load_nested)
        except OSError:
            raise damaged(path, "it cannot be read to its end") from None
    return Pickled(with_arrays(pickled.root, path), pickled.foreign_globals, pickled.sources)
