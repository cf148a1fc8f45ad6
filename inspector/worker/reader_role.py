"""The reader's verbs: what is in a file. No torch here, so it answers at once."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import FileError, InputError
from ..model.class_signature import classes_in
from ..model.file_tensor import FileTensor
from ..model.listing import list_file
from ..model.program_question import program_question
from ..model.regular_file import changed_at, shown
from ..model.safetensors_file import write_tensor
from ..tensor.statistics import statistics_of
from .serve import Report, Verb


def _inspect(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return list_file(Path(args["path"]), args["state_dict"], args.get("member", "")).to_json()


def _classes(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """List the classes of a source file that look like modules; nothing of it is executed."""
    return {"classes": [found.to_json() for found in classes_in(Path(args["path"]))]}


def _question(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Give what is to be asked before the file is executed, {} for one that is no program; all of it is read."""
    question = program_question(Path(args["path"]), args.get("member", ""))
    return question.to_json() if question else {}


def _extract(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Write one tensor to the file that the client named, where it can be mapped."""
    tensor = _found(_tensors(args), args["name"])
    write_tensor(Path(args["out"]), tensor.read(), tensor.dtype)
    return {}


def _figures(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Report the figures of the named tensors, each {name, statistics}; damage stops only its own."""
    damage: FileError | None = None
    tensors = _tensors(args)
    for name in args["names"]:
        try:
            report({"name": name, "statistics": statistics_of(_found(tensors, name).read()).to_json()})
        except FileError as error:
            damage = damage or error
    if damage:
        raise damage
    return {}


def _tensors(args: dict[str, Any]) -> Mapping[str, FileTensor]:
    path = Path(args["path"])
    return _listed(path, args["state_dict"], args.get("member", ""), changed_at(path))


@lru_cache(maxsize=1)  # figures are asked for in many requests
def _listed(path: Path, state_dict: str, member: str, _changed: int) -> Mapping[str, FileTensor]:
    return {tensor.name: tensor for tensor in list_file(path, state_dict, member).tensors}


def _found(tensors: Mapping[str, FileTensor], name: str) -> FileTensor:
    found = tensors.get(name)
    if found is None:
        raise InputError(f"The file has no tensor {shown(name)} any more.", "Open it again: it was changed.")
    return found


VERBS: dict[str, Verb] = {
    "inspect": _inspect,
    "classes": _classes,
    "question": _question,
    "extract": _extract,
    "figures": _figures,
}
