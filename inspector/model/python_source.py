"""A Python file as a syntax tree. Parsing executes nothing."""

import ast
import warnings
from pathlib import Path

from ..errors import FileError
from .regular_file import open_regular, shown

_SOURCE_NBYTES_LIMIT = 4 << 20


def read_source(path: Path) -> bytes:
    """Give the bytes of a source file. Raises FileError for one that cannot be read or is too large."""
    with open_regular(path) as file:
        content = file.read(_SOURCE_NBYTES_LIMIT + 1)
    if len(content) > _SOURCE_NBYTES_LIMIT:
        raise FileError(f"{shown(path)} is larger than {_SOURCE_NBYTES_LIMIT >> 20} MB.", "Name a source file.")
    return content


def parse_source_file(path: Path) -> ast.Module:
    """Give the syntax tree of the file. Raises FileError that names the line of a mistake."""
    return parse_text(read_source(path), path)


def parse_text(content: bytes, path: Path) -> ast.Module:
    """Give the syntax tree of a file's content. Raises FileError that names the line of a mistake."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in somebody's text is not ours to report
            return ast.parse(content, str(path))
    except SyntaxError as error:
        raise FileError(f"{shown(path)} is no valid Python: line {error.lineno}: {error.msg}.", "Mend it.") from None
    except (RecursionError, MemoryError):
        raise too_deep(path) from None
    except ValueError:
        raise FileError(f"{shown(path)} is no Python source.", "Name a file that defines the class.") from None


def too_deep(path: Path) -> FileError:
    """Give the error for a file whose expressions lie too deep within each other."""
    return FileError(f"{shown(path)} nests its expressions too deep to be read.", "Name a file that defines the class.")
