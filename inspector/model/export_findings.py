"""What a file of torch.export would do beside computing: what it has called, and what it unpickles."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .file_place import ZipMember
from .inert import Inert
from .known_danger import danger_of
from .pickle_reader import read_pickle
from .program_finding import ProgramFinding, finding
from .program_part import bytes_in, json_in, part_name
from .regular_file import damaged, shown
from .script_findings import operator_finding

_OPERATOR = re.compile(r"torch\.ops\.(\w+)\.(\w+)(?:\.\w+)?")
_PLAIN = ("_operator.", "math.", "torch.sym_")
_PYTORCH = frozenset(("higher_order", "quantized_decomposed", "profiler", "export", "rngprims", "inductor_prims"))
_CALLED = "calls this while unpickling"
_PACKED = re.compile(r"data/(?:sample_inputs|weights|constants)/.+\.pt|serialized_\w+\.pt")
_NATIVE = ".so", ".dll", ".dylib", ".pyd"


def export_findings(members: Mapping[str, ZipMember], path: Path) -> Iterator[ProgramFinding]:
    """Give what the program's graph has called and what its parts unpickle. Raises FileError."""
    for name, member in members.items():
        part = part_name(member)
        if part.startswith("models/") or part == "serialized_exported_program.json":
            yield from _in_program(part, json_in(member, path))
        elif part.endswith("_config.json"):
            folder = name.rpartition("/")[0]
            yield from _in_config(part, json_in(member, path), _beside(folder, members), path)
        elif _PACKED.fullmatch(part):
            yield from _unpickled(part, _names_in_torch_file(member, path))
        elif part.endswith(_NATIVE):
            yield finding(part, part.rpartition("/")[2], "loads native code", True)


def _in_program(part: str, program: dict[str, Any]) -> Iterator[ProgramFinding]:
    for target in sorted({str(node.get("target")) for node in graph_nodes(program)}):
        if found := _called(part, target):
            yield found
    if program.get("guards_code"):
        yield finding(part, "guards_code", "checks its input by code that is left out here")


def _called(part: str, target: str) -> ProgramFinding | None:
    if does := danger_of(target):
        return finding(part, target, does, True)
    if operator := _OPERATOR.fullmatch(target):
        namespace, name = operator.groups()
        return None if namespace in _PYTORCH else operator_finding(part, namespace, name, target)
    plain = target.startswith(_PLAIN) and target.count(".") == 1
    return None if plain else finding(part, target, "calls functions that are no operators of torch")


def _in_config(
    part: str, content: dict[str, Any], beside: Mapping[str, ZipMember], path: Path
) -> Iterator[ProgramFinding]:
    """Give what the weights or constants that the list names, and that lie beside it, do when they are unpickled."""
    config = content.get("config")
    for name, entry in config.items() if isinstance(config, dict) else ():
        if not isinstance(entry, dict):
            continue
        packed = str(entry.get("path_name"))
        if entry.get("use_pickle") or "obj" in packed:
            yield finding(part, name, "unpickles weights or constants, which can call anything")
            if member := beside.get(packed):
                yield from _unpickled(part_name(member), _names_in(member, path))


def _beside(folder: str, members: Mapping[str, ZipMember]) -> dict[str, ZipMember]:
    return {
        name.removeprefix(f"{folder}/"): member for name, member in members.items() if name.startswith(f"{folder}/")
    }


def _unpickled(part: str, names: tuple[str, ...]) -> Iterator[ProgramFinding]:
    for name in names:
        does = danger_of(name)
        yield finding(part, name, does or _CALLED, bool(does))


def graph_nodes(program: Any) -> Iterator[dict[str, Any]]:
    """Give the nodes of the program's graph, and of graphs within it."""
    if isinstance(program, dict):
        nodes = program.get("nodes")
        yield from (node for node in (nodes if isinstance(nodes, list) else ()) if isinstance(node, dict))
        for part in program.values():
            yield from graph_nodes(part)
    elif isinstance(program, list):
        for part in program:
            yield from graph_nodes(part)


def _names_in(member: ZipMember, path: Path) -> tuple[str, ...]:
    """Give the classes and functions that a torch file or a plain pickle within the file names."""
    content = bytes_in(member, path)
    if content.startswith(b"PK"):
        return _names_in_torch_file(member, path)
    return read_pickle(io.BytesIO(content), path, _storage).foreign_globals


def _names_in_torch_file(member: ZipMember, path: Path) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(bytes_in(member, path))) as archive:
            pickles = [archive.read(name) for name in archive.namelist() if name.endswith("data.pkl")]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        raise damaged(path, f"its part {shown(member.name)} is no torch file") from None
    read = (read_pickle(io.BytesIO(content), path, _storage) for content in pickles)
    return tuple(name for pickled in read for name in pickled.foreign_globals)


def _storage(*_place: object) -> object:
    """Give something for the data of a tensor: only names are wanted."""
    return Inert("torch.storage")
