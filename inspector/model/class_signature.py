"""The classes of a Python file that look like modules, and what their constructors take. Nothing is executed.

Bases are followed by name: torch's own, those of the same file, and what was imported and has a forward.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .python_source import parse_source_file, too_deep
from .source_parameters import Parameter, fields_of, parameter_from_json, parameters_of

_MODULE_BASES = ("Module", "LightningModule", "PreTrainedModel")
_DATACLASS = "dataclass"


@dataclass(frozen=True, slots=True)
class SourceClass:
    """One class: its name, line, the first line of its docstring, and the parameters of its constructor."""

    name: str
    line: int
    doc: str
    parameters: tuple[Parameter, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the fields as plain data; `source_class_from_json` reads them back."""
        return asdict(self)


def source_class_from_json(data: Mapping[str, Any]) -> SourceClass:
    """Give the class that `SourceClass.to_json` wrote."""
    parameters = tuple(parameter_from_json(parameter) for parameter in data["parameters"])
    return SourceClass(data["name"], data["line"], data["doc"], parameters)


def classes_in(path: Path) -> tuple[SourceClass, ...]:
    """Give the classes that look like modules, in the file's order. Raises FileError for what is no Python source."""
    reader = _SourceReader(parse_source_file(path))
    try:
        return tuple(reader.described(node) for node in reader.classes.values() if reader.is_module(node, ()))
    except RecursionError:
        raise too_deep(path) from None


class _SourceReader:
    """The classes and imported names of one file."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(_toplevel(tree.body))
        self.classes = {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}
        self._imported = dict(name for node in nodes for name in _imported_names(node))

    def described(self, node: ast.ClassDef) -> SourceClass:
        doc = ast.get_docstring(node) or ""
        return SourceClass(node.name, node.lineno, doc.partition("\n")[0], self._constructor(node, (), 0))

    def is_module(self, node: ast.ClassDef, below: tuple[str, ...]) -> bool:
        """Tell whether a base is one of torch's, or unknown where the class has a forward."""
        return any(self._is_module_base(name, node, below) for name in self._base_names(node))

    def _is_module_base(self, name: str, node: ast.ClassDef, below: tuple[str, ...]) -> bool:
        if name in self.classes:
            return name not in below and self.is_module(self.classes[name], (*below, name))
        if name.startswith("torch.nn.") or name.rpartition(".")[2] in _MODULE_BASES:
            return True
        return name != "object" and "forward" in _methods(node)

    def _base_names(self, node: ast.ClassDef) -> Iterator[str]:
        """Give the bases in full: `nn.Module` as `torch.nn.Module` where nn was imported so."""
        for base in node.bases:
            name = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
            first, dot, rest = name.partition(".")
            yield f"{self._imported.get(first, first)}{dot}{rest}"

    def _constructor(self, node: ast.ClassDef, below: tuple[str, ...], depth: int) -> tuple[Parameter, ...]:
        """Give the parameters of the nearest constructor that the file shows."""
        own = _methods(node).get("__init__")
        if own is not None:
            return tuple(self._nested(parameter, depth) for parameter in parameters_of(own))
        bases = [self.classes[name] for name in self._base_names(node) if name in self.classes and name not in below]
        inherited = (self._constructor(base, (*below, base.name), depth) for base in bases)
        first = next((parameters for parameters in inherited if parameters), ())
        if _is_dataclass(node) or "NamedTuple" in {name.rpartition(".")[2] for name in self._base_names(node)}:
            return (*first, *(self._nested(parameter, depth) for parameter in fields_of(node)))
        return first

    def _nested(self, parameter: Parameter, depth: int) -> Parameter:
        """Add the fields of a parameter whose annotation is a class of the file."""
        words = parameter.annotation.replace("[", " ").replace("]", " ").replace("|", " ").replace(",", " ").split()
        known = [self.classes[word.strip("'\"")] for word in words if word.strip("'\"") in self.classes]
        if depth >= 3 or not known or self.is_module(known[0], ()):
            return parameter
        return parameter.with_fields(self._constructor(known[0], (), depth + 1))


def _toplevel(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Give the statements of the file, those within `if` and `try` included."""
    for node in body:
        yield node
        match node:
            case ast.If(body=inner, orelse=other):
                yield from _toplevel([*inner, *other])
            case ast.Try(body=inner, orelse=other, handlers=handlers):
                yield from _toplevel([*inner, *other, *(line for handler in handlers for line in handler.body)])


def _imported_names(node: ast.stmt) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Import(names=names):
            yield from ((alias.asname, alias.name) for alias in names if alias.asname)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from ((alias.asname or alias.name, f"{module}.{alias.name}") for alias in names)


def _methods(node: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    return {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}


def _is_dataclass(node: ast.ClassDef) -> bool:
    names = (ast.unparse(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list)
    return any(name.rpartition(".")[2] == _DATACLASS for name in names)
