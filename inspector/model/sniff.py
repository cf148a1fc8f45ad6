"""Tell what kind of file something is, by its content and never by its name."""

import json
import os
import re
import zlib
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from ..errors import FileError
from .mistaken_file import (
    empty_file,
    not_a_checkpoint_folder,
    numpy_archive,
    refuse_mistaken_file,
    refuse_text,
    torch_package,
)
from .regular_file import damaged, open_regular, shown
from .safetensors_file import HEADER_NBYTES_LIMIT, read_header, read_header_text
from .tar_directory import read_tar_directory
from .zip_directory import read_zip_directory

GZIP = b"\x1f\x8b"
TORCH_TAR_PARTS = frozenset(("storages", "tensors", "pickle"))
"""The parts of a torch file of 2016."""
RUN_KEY = "lstmscope"  # the free text of a safetensors file that makes it a run


class FileKind(StrEnum):
    """The container that a model comes in, by the names of the command line."""

    TORCH_ZIP = "torch-zip"
    TORCH_LEGACY = "torch-legacy"
    TORCH_TAR = "torch-tar"
    TORCHSCRIPT = "torchscript"
    TORCH_EXPORT = "torch-export"
    SAFETENSORS = "safetensors"
    SHARDED = "sharded"
    DISTRIBUTED = "distributed-checkpoint"
    KERAS = "keras"
    PICKLE = "pickle"
    RUN = "run"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


_RUN_KEY_TEXT = f'"{RUN_KEY}"'.encode()
HEAD_NBYTES = 4096
"""So many first bytes tell what a file seems to be."""
_INDEX_NBYTES_LIMIT = 100_000_000
_TAR_HEAD_NBYTES = 512
_GZIP_FORMAT = 16  # added to zlib's window, it asks for gzip's header
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
# torch pickles the list of contents of a distributed checkpoint with protocol 4
_METADATA = re.compile(
    rb"\x80[\x04\x05]\x95.{8}\x8c.torch\.distributed\.checkpoint\.metadata\x94\x8c\x08Meta", re.DOTALL
)
# the number 0x1950a86a20f9469cfc6c, which torch.save pickled first; protocol 4 and 5 put a frame before it
_LEGACY = re.compile(rb"\x80[\x02-\x05](\x95.{8})?\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", re.DOTALL)


def sniff(path: Path) -> FileKind:
    """Give the kind of the file or checkpoint folder; nothing of it is executed.

    Raises FileError for what is no regular file, cannot be read, or is a well-known kind of file that is
    no model: the sentence says what it is.
    """
    if os.path.isdir(path):  # which, unlike Path's own, is False for an impossible name
        return _sniff_folder(path)
    with open_regular(path) as file:
        try:
            head = file.read(HEAD_NBYTES)
        except OSError:
            raise damaged(path, "it cannot be read") from None
    if not head:
        raise empty_file(path)
    if _is_safetensors(head):  # first: the length it begins with may look like the magic of another kind
        return _sniff_safetensors(path)
    if not _is_packed_tar(head):
        refuse_mistaken_file(path, head)
    for matches, tell in _TESTS:
        if matches(head) and (kind := tell(path)):
            return kind
    refuse_text(path, head)
    return FileKind.UNKNOWN


def _sniff_folder(path: Path) -> FileKind:
    try:
        names = [entry.name for entry in path.iterdir()]
    except OSError:
        raise FileError(f"The folder {shown(path)} cannot be read.") from None
    if ".metadata" in names and any(name.endswith(".distcp") for name in names):
        return FileKind.DISTRIBUTED
    if any(name.endswith(".index.json") for name in names):
        return FileKind.SHARDED
    raise not_a_checkpoint_folder(path, names)


def _sniff_zip(path: Path) -> FileKind:
    names = list(read_zip_directory(path))
    inner = {name.partition("/")[2] for name in names}
    if "archive_format" in inner or "serialized_exported_program.json" in {*inner, *names}:
        return FileKind.TORCH_EXPORT
    if any(name.startswith("models/") and name.endswith(".json") for name in inner):
        return FileKind.TORCH_EXPORT
    if "constants.pkl" in inner:
        return FileKind.TORCHSCRIPT
    if ".data/extern_modules" in inner:
        raise torch_package(path)
    if "data.pkl" in inner:
        return FileKind.TORCH_ZIP
    return _sniff_foreign_zip(path, names)


def _sniff_foreign_zip(path: Path, names: list[str]) -> FileKind:
    if {"config.json", "model.weights.h5"} <= set(names):
        return FileKind.KERAS
    if names and all(name.endswith(".npy") for name in names):
        raise numpy_archive(path)
    return FileKind.ARCHIVE


def _sniff_tar(path: Path) -> FileKind:
    return FileKind.TORCH_TAR if read_tar_directory(path).keys() >= TORCH_TAR_PARTS else FileKind.ARCHIVE


def _sniff_safetensors(path: Path) -> FileKind:
    # a header may have 100 MB: it is only understood here where it can matter
    is_run = _RUN_KEY_TEXT in read_header_text(path) and RUN_KEY in read_header(path).metadata
    return FileKind.RUN if is_run else FileKind.SAFETENSORS


def _sniff_json(path: Path) -> FileKind | None:
    with open_regular(path) as file:
        try:
            text = file.read(_INDEX_NBYTES_LIMIT)
            content = json.loads(text)
        except (OSError, ValueError, RecursionError, MemoryError):
            return None
    return FileKind.SHARDED if isinstance(content, dict) and "weight_map" in content else None


def looks_like_model(head: bytes) -> bool:
    """Tell whether a file that begins so may be a model file; only reading more of it tells for certain."""
    starts = head.startswith((b"PK\3\4", b"\x89HDF")) or _LEGACY.match(head) or _PICKLE.match(head)
    return bool(starts) or _is_safetensors(head) or _is_tar(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_packed_tar(head: bytes) -> bool:
    if not head.startswith(GZIP):
        return False
    try:
        return _is_tar(zlib.decompressobj(zlib.MAX_WBITS | _GZIP_FORMAT).decompress(head, _TAR_HEAD_NBYTES))
    except zlib.error:
        return False


def _is_safetensors(head: bytes) -> bool:
    return head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= HEADER_NBYTES_LIMIT


def _always(kind: FileKind) -> Callable[[Path], FileKind]:
    return lambda _path: kind


_TESTS: Iterable[tuple[Callable[[bytes], object], Callable[[Path], FileKind | None]]] = (
    (lambda head: head.startswith(b"PK\3\4"), _sniff_zip),
    (_LEGACY.match, _always(FileKind.TORCH_LEGACY)),
    (_is_tar, _sniff_tar),
    (_is_packed_tar, _always(FileKind.ARCHIVE)),
    (lambda head: head.startswith(b"\x89HDF"), _always(FileKind.KERAS)),
    (_METADATA.match, _always(FileKind.DISTRIBUTED)),
    (_PICKLE.match, _always(FileKind.PICKLE)),
    (lambda head: head.lstrip().startswith(b"{"), _sniff_json),
)
