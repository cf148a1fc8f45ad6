"""What the code in a TorchScript file would do beside computing. It is read as text; nothing of it is executed."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from .file_place import ZipMember
from .program_finding import ProgramFinding, finding
from .program_part import text_in

WRITES, OPENS = "writes files", "opens files that it names"
TALKS = "talks to other processes or machines"
_OWN = frozenset(("aten", "prim", "prims", "quantized", "_quantized", "mkldnn", "mkldnn_prepacked", "onednn", "sparse"))
_OWN_CLASSES = frozenset(("quantized", "rnn", "xnnpack", "mkldnn"))
_DISTRIBUTED = frozenset(("c10d", "_c10d_functional", "_c10d_functional_autograd", "symm_mem", "_dtensor"))
_STATE = re.compile(r"\bdef\s+__setstate__\b")
_SAVE = re.compile(r"\b(\w+\.save)\b")
_FROM_FILE = re.compile(r"\bfrom_file\b")
_REMOTE = re.compile(r"\brpc_(?:a?sync|remote)\b")
_OPERATOR = re.compile(r"\bops\.(\w+)\.(\w+)")
_CLASS = re.compile(r"\btorch\.classes\.(\w+)\.(\w+)")


def script_findings(members: Mapping[str, ZipMember], path: Path) -> Iterator[ProgramFinding]:
    """Give what each file of code in it would do; `members` are those of the archive. Raises FileError."""
    for name, member in members.items():
        if "/code/" in name and name.endswith(".py"):
            yield from _in_code(name.partition("/code/")[2], _close_dots(text_in(member, path)))


def operator_finding(part: str, namespace: str, operator: str, shown: str) -> ProgramFinding | None:
    """Give what calling the operator does beside computing, None for an operator of torch's that computes."""
    if namespace in _DISTRIBUTED:
        return finding(part, shown, TALKS, True)
    if operator in ("save", "write_file"):
        return finding(part, shown, WRITES, True)
    if operator in ("from_file", "read_file"):
        return finding(part, shown, OPENS, True)
    return None if namespace in _OWN else finding(part, shown, "calls operators that are not torch's")


def _in_code(part: str, text: str) -> Iterator[ProgramFinding]:
    if _STATE.search(text):
        yield finding(part, "__setstate__", "runs code of its own while it is loaded")
    yield from (finding(part, name, WRITES, True) for name in sorted(set(_SAVE.findall(text))))
    if _FROM_FILE.search(text):
        yield finding(part, "from_file", OPENS, True)
    yield from (finding(part, name, TALKS, True) for name in sorted(set(_REMOTE.findall(text))))
    for namespace, name in sorted(set(_OPERATOR.findall(text))):
        found = operator_finding(part, namespace, name, f"{namespace}.{name}")
        if found and name not in ("save", "from_file"):  # which are told already, however they are reached
            yield found
    for namespace, name in sorted(set(_CLASS.findall(text))):
        if namespace not in _OWN_CLASSES:
            known = namespace.startswith("dist_")
            does = TALKS if known else "uses native classes that are not torch's"
            yield finding(part, f"{namespace}.{name}", does, known)


def _close_dots(text: str) -> str:
    """Leave no space around dots: TorchScript reads `torch . save` as `torch.save`."""
    return ".".join(part.strip(" \t\r\n\\") for part in text.split("."))
