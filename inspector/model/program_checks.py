"""What the code in a TorchScript or torch.export file would do, as far as reading it tells. Nothing of it is executed.

What is found is for a person who decides whether to trust the file; that nothing is found proves nothing.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import TrustError
from .file_place import ZipMember
from .inert import Inert
from .pickle_reader import read_pickle
from .regular_file import damaged, shown
from .sniff import FileKind
from .zip_directory import read_zip_directory

_PART_NBYTES_LIMIT = 100_000_000
_SHOWN = 5
_OPERATORS = re.compile(r"\bops\.(\w+)\.(\w+)")
_OWN_OPERATORS = frozenset(("aten", "prim", "quantized"))
_SCRIPT_SIGNS = (
    (re.compile(r"\bdef __setstate__\b"), "runs code of its own while it is loaded (__setstate__ in {parts})"),
    (re.compile(r"\btorch\.save\("), "writes files (torch.save in {parts})"),
    (re.compile(r"\bfrom_file\b"), "opens files that it names (from_file in {parts})"),
)
_TARGETS = ("torch.ops.", "_operator.", "math.", "torch.sym_")
_PROGRAMS = {FileKind.TORCHSCRIPT: "a TorchScript program", FileKind.TORCH_EXPORT: "a program of torch.export"}


def program_findings(path: Path, kind: FileKind) -> tuple[str, ...]:
    """Give what the program would do beside computing, each as the end of a sentence that begins with "it".

    `kind` is TORCHSCRIPT or TORCH_EXPORT. Raises FileError for a damaged file.
    """
    members = read_zip_directory(path)
    check: Callable[[Mapping[str, ZipMember], Path], Iterator[str]]
    check = _script_findings if kind is FileKind.TORCHSCRIPT else _export_findings
    return tuple(check(members, path))


def require_trust(path: Path, kind: FileKind, trusted: bool) -> None:
    """Raise TrustError that says what the program would do, unless the person trusts the file."""
    if trusted:
        return
    found = program_findings(path, kind)
    told = f"it {'; it '.join(found)}" if found else "reading it shows nothing but computations"
    raise TrustError(
        f"{shown(path)} is {_PROGRAMS[kind]}: running it executes code of its own; {told}.",
        "If you know where it comes from, run it with --trust; it runs contained in the model worker.",
    )


def _script_findings(members: Mapping[str, ZipMember], path: Path) -> Iterator[str]:
    texts = {name: _text(member, path) for name, member in members.items() if "/code/" in name and name.endswith(".py")}
    for sign, words in _SCRIPT_SIGNS:
        if parts := [name.partition("/code/")[2] for name, text in texts.items() if sign.search(text)]:
            yield words.format(parts=_first(parts))
    operators = {f"{found[1]}.{found[2]}" for text in texts.values() for found in _OPERATORS.finditer(text)}
    if foreign := sorted(name for name in operators if name.partition(".")[0] not in _OWN_OPERATORS):
        yield f"calls operators that are not torch's ({_first(foreign)})"


def _export_findings(members: Mapping[str, ZipMember], path: Path) -> Iterator[str]:
    contents = {name: _json(member, path) for name, member in members.items() if name.endswith(".json")}
    configs = [content.get("config", {}) for name, content in contents.items() if name.endswith("_config.json")]
    if any(entry.get("use_pickle") for config in configs for entry in config.values() if isinstance(entry, dict)):
        yield "unpickles weights or constants, which can call anything"
    programs = [content for name, content in contents.items() if "/models/" in name]
    targets = {str(node.get("target")) for program in programs for node in _nodes(program)}
    if foreign := sorted(target for target in targets if not target.startswith(_TARGETS)):
        yield f"calls functions that are no operators of torch ({_first(foreign)})"
    if any(program.get("guards_code") for program in programs):
        yield "executes expressions that check its input (guards)"
    if foreign := sorted({name for member in _samples(members) for name in _named(member, path)}):
        yield f"unpickles sample inputs that name {_first(foreign)}"


def _nodes(program: Any) -> Iterator[dict[str, Any]]:
    """Give the nodes of the program's graph, and of graphs within it."""
    if isinstance(program, dict):
        nodes = program.get("nodes")
        yield from (node for node in (nodes if isinstance(nodes, list) else ()) if isinstance(node, dict))
        for part in program.values():
            yield from _nodes(part)
    elif isinstance(program, list):
        for part in program:
            yield from _nodes(part)


def _samples(members: Mapping[str, ZipMember]) -> Iterator[ZipMember]:
    yield from (member for name, member in members.items() if "/data/sample_inputs/" in name and name.endswith(".pt"))


def _named(member: ZipMember, path: Path) -> tuple[str, ...]:
    """Give the classes and functions that a torch file within the file names."""
    try:
        with zipfile.ZipFile(io.BytesIO(_bytes(member, path))) as archive:
            pickles = [archive.read(name) for name in archive.namelist() if name.endswith("data.pkl")]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        raise damaged(path, f"its part {shown(member.name)} is no torch file") from None
    read = (read_pickle(io.BytesIO(content), path, _storage) for content in pickles)
    return tuple(name for pickled in read for name in pickled.foreign_globals)


def _storage(*_place: object) -> object:
    """Give something for the data of a tensor: only names are wanted."""
    return Inert("torch.storage")


def _json(member: ZipMember, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_bytes(member, path))
    except (ValueError, RecursionError):
        raise damaged(path, f"its part {shown(member.name)} is no JSON") from None
    return content if isinstance(content, dict) else {}


def _text(member: ZipMember, path: Path) -> str:
    return _bytes(member, path).decode("utf-8", "replace")


def _bytes(member: ZipMember, path: Path) -> bytes:
    if member.nbytes > _PART_NBYTES_LIMIT:
        raise damaged(path, f"its part {shown(member.name)} is too large to be read")
    return member.read_all()


def _first(names: list[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(shown(name)[1:-1] for name in names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
