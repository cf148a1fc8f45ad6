"""Files that are often taken for model files: each is told by its first bytes, with what to do instead."""

import re
from pathlib import Path

from ..errors import FileError
from .regular_file import shown

_TEXT_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (
        b"version https://git-lfs",
        "is a Git LFS pointer, a small text that stands for the model",
        "Fetch the model itself with `git lfs pull`.",
    ),
    (b"GGUF", "is a GGUF file of llama.cpp", "It holds no recurrent layers; open the PyTorch checkpoint it came from."),
    (b"\x93NUMPY", "is a NumPy array, not a model", "Arrays are given as sample input: NAME=file:PATH."),
    (b"\x1f\x8b", "is packed with gzip", "Unpack it first, for example with `gunzip`."),
    (b"BZh", "is packed with bzip2", "Unpack it first, for example with `bunzip2`."),
    (b"\xfd7zXZ\0", "is packed with xz", "Unpack it first, for example with `unxz`."),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd", "Unpack it first, for example with `unzstd`."),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "Unpack it first."),
    (b"\x89PNG", "is a picture (PNG)", "Name the model file instead."),
    (b"\xff\xd8\xff", "is a picture (JPEG)", "Name the model file instead."),
    (b"%PDF", "is a PDF document", "Name the model file instead."),
    (b"\x7fELF", "is a program (ELF)", "Name the model file instead."),
)
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|head|\?xml)", re.IGNORECASE)
# a protobuf whose first field is a small version number, followed by the producer's name, a domain or the graph
_ONNX = re.compile(rb"\x08[\x01-\x1f][\x12\x1a\x22\x3a]")


def refuse_mistaken_file(path: Path, head: bytes) -> None:
    """Raise FileError if the file, which begins with `head`, is one that people take for a model by mistake."""
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic):
            raise _mistaken(path, what, remedy)
    if _WEB_PAGE.match(head):
        raise _mistaken(path, "is a web page, perhaps the answer to a download", "Download the model file itself.")
    if _ONNX.match(head):
        raise _mistaken(path, "is an ONNX model", "Open the PyTorch checkpoint that it was exported from.")


def empty_file(path: Path) -> FileError:
    """Give the error for a file of no bytes."""
    return _mistaken(path, "is empty", "Save or download it again.")


def refuse_text(path: Path, head: bytes) -> None:
    """Raise FileError if what begins with `head` is plain text."""
    # the head may end within a character, so up to three of its last bytes may not decode
    decoded = head.decode("utf-8", "ignore").encode()
    if not _TEXT_CONTROLS.search(head) and len(head) - len(decoded) <= 3:
        if path.suffix == ".py":
            raise _mistaken(path, "is Python source, and no class in it is named", f"Write {path.name}:ClassName.")
        raise _mistaken(path, "is plain text, not a model", "Choose the file in which the model was saved.")


def numpy_archive(path: Path) -> FileError:
    """Give the error for an archive of NumPy arrays."""
    return _mistaken(path, "is an archive of NumPy arrays, not a model",
                     "Arrays are given as sample input: NAME=file:PATH.")  # fmt: skip


def torch_package(path: Path) -> FileError:
    """Give the error for a torch.package archive."""
    return _mistaken(path, "is a torch.package archive, which brings its own source code",
                     "Save the model's state_dict with torch.save and open that.")  # fmt: skip


def _mistaken(path: Path, what: str, remedy: str) -> FileError:
    return FileError(f"{shown(path)} {what}.", remedy)
