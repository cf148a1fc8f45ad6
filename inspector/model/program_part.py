"""The parts of a TorchScript or torch.export file, read without torch."""

import json
from pathlib import Path
from typing import Any

from .file_place import ZipMember
from .regular_file import damaged, shown

_NBYTES_LIMIT = 100_000_000


def part_name(member: ZipMember) -> str:
    """Give the member's path without the folder in which torch puts everything."""
    return member.name.partition("/")[2] or member.name


def json_in(member: ZipMember, path: Path) -> dict[str, Any]:
    """Give the JSON object in the member, {} for JSON that is none. Raises FileError."""
    try:
        content = json.loads(bytes_in(member, path))
    except (ValueError, RecursionError):
        raise damaged(path, f"its part {shown(member.name)} is no JSON") from None
    return content if isinstance(content, dict) else {}


def text_in(member: ZipMember, path: Path) -> str:
    """Give the text in the member. Raises FileError."""
    return bytes_in(member, path).decode("utf-8", "replace")


def bytes_in(member: ZipMember, path: Path) -> bytes:
    """Give all bytes of the member. Raises FileError for more than is read at once."""
    if member.nbytes > _NBYTES_LIMIT:
        raise damaged(path, f"its part {shown(member.name)} is too large to be read")
    return member.read_all()
