"""Files of torch.save since 2020: a zip archive with the pickle data.pkl and one member for each storage."""

import io
import pickle
from collections.abc import Mapping
from pathlib import Path

from ..errors import FileError
from .element_type import ELEMENT_TYPES
from .file_place import FileBytes, ZipMember
from .inert import Inert
from .pickle_file import PICKLE_NBYTES_LIMIT
from .pickle_reader import Pickled, read_pickle
from .regular_file import damaged, shown
from .torch_globals import StorageRef, storage_dtype
from .zip_directory import read_zip_directory

_KEY_LIMIT = 200


def read_torch_zip(path: Path, span: FileBytes | None = None) -> Pickled:
    """Give the object tree of the file, or of what torch.save wrote to the span of it, with its tensors as FileTensors.

    Nothing of the file is executed and no tensor's values are read. Raises FileError.
    """
    members = read_zip_directory(path, span)
    root = _single_root(path, members)
    require_little_endian(path, members.get(f"{root}/byteorder"))
    content = members.get(f"{root}/data.pkl")
    if content is None:
        raise damaged(path, "its list of contents is missing")
    if content.nbytes > PICKLE_NBYTES_LIMIT:
        raise FileError(f"The list of contents of {shown(path)} has {content.nbytes} bytes, more than is opened.")

    def load_storage(kind: object, key: object, _location: object, count: object, *_view: object) -> object:
        dtype = storage_dtype(kind)
        if dtype is None:
            return Inert("torch.storage")
        if type(key) is not str or len(key) > _KEY_LIMIT or type(count) is not int:
            raise pickle.UnpicklingError
        return _storage(path, members.get(f"{root}/data/{key}"), dtype, count)

    return read_pickle(io.BytesIO(content.read_all()), path, load_storage)


def _single_root(path: Path, members: Mapping[str, ZipMember]) -> str:
    roots = {name.partition("/")[0] for name in members}
    if len(roots) != 1:
        raise damaged(path, "its parts do not lie in one folder, as torch.save writes them")
    return roots.pop()


def require_little_endian(path: Path, member: ZipMember | None) -> None:
    """Raise FileError unless the member that tells the order of bytes, where there is one, says little-endian."""
    if member is not None and (member.nbytes > len("little") or member.read_all() != b"little"):
        raise FileError(
            f"The numbers in {shown(path)} are stored big-endian, which is not read.",
            "Load it with torch and save it again on a common machine.",
        )


def _storage(path: Path, member: ZipMember | None, dtype: str, count: int) -> StorageRef:
    if member is None:
        raise damaged(path, "the data of a tensor are missing")
    if not 0 <= count * ELEMENT_TYPES[dtype].itemsize <= member.nbytes:
        raise damaged(path, f"its part {shown(member.name)} is shorter than the tensor needs")
    return StorageRef(dtype, member)
