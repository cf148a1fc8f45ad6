"""Files that are often taken for model files: each is told by its first bytes, with what to do instead."""

import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import FileError
from .regular_file import shown

_MODEL_SUFFIXES = (".pt", ".pth", ".bin", ".ckpt", ".safetensors", ".keras", ".h5")  # only to guess what was meant
_SHOWN = 3
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
    (b"Rar!\x1a\x07", "is a RAR archive", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "Unpack it first."),
    (b"\x81\xa6params", "is a file of Flax", "Convert the model to PyTorch and save its state_dict."),
    (b"MATLAB 5.0 MAT-file", "is a MATLAB file", "Save the weights with torch.save, or as safetensors."),
    (b"\x89PNG", "is a picture (PNG)", "Name the model file instead."),
    (b"\xff\xd8\xff", "is a picture (JPEG)", "Name the model file instead."),
    (b"%PDF", "is a PDF document", "Name the model file instead."),
    (b"\x7fELF", "is a program (ELF)", "Name the model file instead."),
)
_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|head|\?xml)", re.IGNORECASE)
# a protobuf whose first field is a small version number, followed by the producer's name, a domain or the graph
_ONNX = re.compile(rb"\x08[\x01-\x1f][\x12\x1a\x22\x3a]")

# joblib puts the bytes of arrays between the opcodes of a pickle, so it is none that a reader of pickles reads
_JOBLIB = re.compile(rb"\x80[\x02-\x05].*joblib\.numpy_pickle", re.DOTALL)


def refuse_mistaken_file(path: Path, head: bytes) -> None:
    """Raise FileError if the file, which begins with `head`, is one that people take for a model by mistake."""
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic):
            raise _mistaken(path, what, remedy)
    if _WEB_PAGE.match(head):
        raise _mistaken(path, "is a web page, perhaps the answer to a download", "Download the model file itself.")
    if head[4:8] == b"TFL3":
        raise _mistaken(path, "is a TensorFlow Lite model", "Open the model that it was converted from.")
    if _JOBLIB.match(head):
        raise _mistaken(
            path, "is a file of joblib", "Load it with joblib where it was made and save it with torch.save."
        )
    if _ONNX.match(head):
        raise _mistaken(path, "is an ONNX model", "Open the PyTorch checkpoint that it was exported from.")


def empty_file(path: Path) -> FileError:
    """Give the error for a file of no bytes."""
    return _mistaken(path, "is empty", "Save or download it again.")


def not_a_checkpoint_folder(path: Path, names: Sequence[str]) -> FileError:
    """Give the error for a folder, with the files in it that may be meant."""
    if "saved_model.pb" in names:
        return _mistaken(path, "is a SavedModel of TensorFlow", "Convert the model to PyTorch and save its state_dict.")
    meant = sorted(name for name in names if name.endswith(_MODEL_SUFFIXES))[:_SHOWN]
    listed = f", for example {' or '.join(map(shown, meant))}" if meant else ""
    return _mistaken(path, "is a folder without a checkpoint in it", f"Name the model file itself{listed}.")


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
