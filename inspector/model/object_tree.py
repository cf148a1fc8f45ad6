"""The object tree of a checkpoint, whatever it is kept in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from .distributed_checkpoint import read_distributed
from .pickle_reader import Pickled
from .plain_pickle import read_plain_pickle
from .sharded_file import read_sharded
from .sniff import FileKind
from .torch_legacy import read_torch_legacy
from .torch_tar import read_torch_tar
from .torch_zip import read_torch_zip

TREE_READERS: Mapping[FileKind, Callable[[Path], Pickled]] = MappingProxyType({
    FileKind.TORCH_ZIP: read_torch_zip,
    FileKind.TORCH_LEGACY: read_torch_legacy,
    FileKind.TORCH_TAR: read_torch_tar,
    FileKind.SHARDED: read_sharded,
    FileKind.DISTRIBUTED: read_distributed,
    FileKind.PICKLE: read_plain_pickle,
})  # fmt: skip
"""Kind of file -> what reads its object tree. Each raises FileError; none executes anything."""
