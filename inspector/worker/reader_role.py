"""The reader's verbs: what is in a file. No torch here, so it answers at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import FileError, InputError
from ..model.class_signature import classes_in
from ..model.file_tensor import FileTensor
from ..model.listing import FileListing, list_file
from ..model.program_question import program_question
from ..model.regular_file import shown
from ..model.safetensors_file import write_tensor
from ..tensor.statistics import statistics_of
from .serve import Report, Verb


def _inspect(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    return list_file(Path(args["path"]), args["state_dict"]).to_json()


def _classes(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """List the classes of a source file that look like modules; nothing of it is executed."""
    return {"classes": [found.to_json() for found in classes_in(Path(args["path"]))]}


def _question(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Give what is to be asked before the file is executed, {} for one that is no program; all of it is read."""
    question = program_question(Path(args["path"]))
    return question.to_json() if question else {}


def _extract(args: dict[str, Any], _report: Report) -> Mapping[str, Any]:
    """Write one tensor to the file that the client named, where it can be mapped."""
    tensor = _tensor(list_file(Path(args["path"]), args["state_dict"]), args["name"])
    write_tensor(Path(args["out"]), tensor.read(), tensor.dtype)
    return {}


def _figures(args: dict[str, Any], report: Report) -> Mapping[str, Any]:
    """Report the figures of one tensor after the other, each {name, statistics}; damage stops only its own."""
    damage: FileError | None = None
    for tensor in list_file(Path(args["path"]), args["state_dict"]).tensors:
        try:
            report({"name": tensor.name, "statistics": statistics_of(tensor.read()).to_json()})
        except FileError as error:
            damage = damage or error
    if damage:
        raise damage
    return {}


def _tensor(listing: FileListing, name: str) -> FileTensor:
    found = next((tensor for tensor in listing.tensors if tensor.name == name), None)
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
