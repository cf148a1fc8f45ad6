"""Folders of torch.distributed.checkpoint: a pickle that tells where each chunk of each tensor lies, and the chunks.

The pickle is read by our own reader, so nothing in it is executed; a chunk is what torch.save wrote of one tensor.
"""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from .checkpoint_folder import CheckpointFolder
from .chunked_place import Chunk, ChunkedPlace
from .file_place import FileBytes
from .file_tensor import FileTensor, contiguous_stride
from .inert import Global, Inert, OpaqueKey
from .pickle_file import PICKLE_NBYTES_LIMIT
from .pickle_reader import Pickled, read_pickle
from .regular_file import damaged, open_regular, regular_size, shown

METADATA_NAME = ".metadata"
PARTS_SUFFIX = ".distcp"
_PACKAGE = "torch.distributed.checkpoint."
_PATH_LIMIT = 64
_Attributes = Mapping[object, object]
_Key = tuple[str, tuple[int, ...] | None]
_ERRORS = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def read_distributed(path: Path) -> Pickled:
    """Give the checkpoint in the folder as nested dictionaries, as it was saved, with a FileTensor for each tensor.

    `path` is the folder, or the list of contents in it. What is no tensor is left out. Nothing is executed and no
    tensor's values are read. Raises FileError.
    """
    folder = CheckpointFolder(path if path.is_dir() else path.parent)
    content = _metadata(folder, METADATA_NAME if path.is_dir() else path.name)
    try:
        attributes = _attributes(content.root, "metadata.Metadata")
        places = dict(_places(attributes["storage_data"], folder))
        entries = attributes["state_dict_metadata"].items()  # type: ignore[attr-defined]
        tensors = {str(name): _tensor(path, str(name), entry, places) for name, entry in entries
                   if _is(entry, "metadata.TensorStorageMetadata")}  # fmt: skip
        root = _nested(tensors, attributes.get("planner_data"))
    except _ERRORS:
        raise damaged(path, "its list of contents is garbled") from None
    foreign = (name for name in content.foreign_globals if not name.startswith((_PACKAGE, "pathlib.")))
    return Pickled(root, tuple(foreign))


def _metadata(folder: CheckpointFolder, name: str) -> Pickled:
    place = folder.part(name)
    with open_regular(place) as file:
        try:
            return read_pickle(io.BytesIO(file.read(PICKLE_NBYTES_LIMIT)), place)
        except OSError:
            raise damaged(place, "it cannot be read to its end") from None


def _is(value: object, name: str) -> bool:
    return isinstance(value, Inert) and value.made_by == _PACKAGE + name


def _attributes(value: object, name: str) -> _Attributes:
    if not isinstance(value, Inert) or not _is(value, name) or type(value.state) is not dict:
        raise ValueError(name)
    return value.state


def _places(storage_data: object, folder: CheckpointFolder) -> Iterator[tuple[_Key, FileBytes]]:
    """Give where each chunk lies, by the tensor's name and the chunk's place in it."""
    sizes: dict[object, tuple[Path, int]] = {}
    for key, value in storage_data.items():  # type: ignore[attr-defined]  # what is no dictionary is garbled
        index = _attributes(key.key, "metadata.MetadataIndex") if isinstance(key, OpaqueKey) else {}
        info = _attributes(value, "filesystem._StorageInfo")
        if info.get("transform_descriptors") or index.get("offset") is None:
            continue  # a packed chunk, or an object that is no tensor
        name = info["relative_path"]
        if name not in sizes:
            part = folder.part(name)
            sizes[name] = part, regular_size(part)
        part, size = sizes[name]
        begin, nbytes = _whole(info["offset"]), _whole(info["length"])
        if begin + nbytes > size:
            raise damaged(part, "it is shorter than the checkpoint's list of contents says")
        yield (str(index["fqn"]), _sizes(index["offset"])), FileBytes(part, begin, nbytes)


def _tensor(path: Path, name: str, entry: object, places: Mapping[_Key, FileBytes]) -> FileTensor:
    attributes = _attributes(entry, "metadata.TensorStorageMetadata")
    shape, dtype = _sizes(attributes["size"]), _dtype(attributes["properties"])
    chunks = []
    for chunk in attributes["chunks"]:  # type: ignore[attr-defined]
        of_chunk = _attributes(chunk, "metadata.ChunkStorageMetadata")
        offsets, sizes = _sizes(of_chunk["offsets"]), _sizes(of_chunk["sizes"])
        if (name, offsets) not in places:
            raise damaged(path, f"a part of the tensor {shown(name)} is missing, or packed in a way that is not read")
        chunks.append(Chunk(offsets, sizes, places[name, offsets]))
    place = ChunkedPlace(path, name, shape, dtype, tuple(chunks))
    return FileTensor(name, shape, contiguous_stride(shape), dtype, place)


def _dtype(properties: object) -> str:
    """Give the element type, which newer files have first in a tuple and older ones by name."""
    state = properties.state if isinstance(properties, Inert) else None
    found = state["dtype"] if isinstance(state, dict) else state[0]  # type: ignore[index]
    if not isinstance(found, Global):
        raise ValueError(found)
    return found.name.removeprefix("torch.")


def _nested(tensors: Mapping[str, FileTensor], paths: object) -> dict[object, object]:
    """Put the tensors where they were before their names were joined, as far as the file tells."""
    known = paths if isinstance(paths, dict) else {}
    root: dict[object, object] = {}
    for name, tensor in tensors.items():
        path = known.get(name, (name,))
        inner = root
        for key in path[:-1][:_PATH_LIMIT]:
            found = inner.setdefault(str(key), {})
            if not isinstance(found, dict):
                raise ValueError(name)
            inner = found
        inner[str(path[-1])] = tensor
    return root


def _sizes(value: object) -> tuple[int, ...]:
    return tuple(_whole(number) for number in value)  # type: ignore[attr-defined]


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(value)
    return value
