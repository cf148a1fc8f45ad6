"""The parameters of a constructor, as its source text shows them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

ParameterKind = Literal["positional_only", "positional_or_keyword", "var_positional", "keyword_only", "var_keyword"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `default` is its source text, "" for one that must be given.

    `value` is the default as a one-element tuple where it is a literal that JSON can say, else (). `fields` are those
    of the class that the annotation names, where the file defines it.
    """

    name: str
    kind: ParameterKind
    annotation: str = ""
    default: str = ""
    value: tuple[Any, ...] = ()
    fields: tuple["Parameter", ...] = ()

    @property
    def required(self) -> bool:
        """Tell whether a value must be given."""
        return not self.default and not self.kind.startswith("var_")

    def with_fields(self, fields: tuple["Parameter", ...]) -> "Parameter":
        """Give the same parameter with the fields of its class."""
        return replace(self, fields=fields)


def parameter_from_json(data: Mapping[str, Any]) -> Parameter:
    """Give the parameter whose fields these are."""
    fields = tuple(parameter_from_json(part) for part in data["fields"])
    return Parameter(**(dict(data) | {"fields": fields, "value": tuple(data["value"])}))


def parameters_of(function: ast.FunctionDef) -> Iterator[Parameter]:
    """Give the parameters of a method in order, without the first, which is the object itself."""
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plain) - len(given.defaults)) + list(given.defaults)
    for index, (argument, default) in enumerate(zip(plain, defaults, strict=True)):
        if index:
            kind: ParameterKind = "positional_only" if index < len(given.posonlyargs) else "positional_or_keyword"
            yield _parameter(argument, kind, default)
    if given.vararg:
        yield _parameter(given.vararg, "var_positional", None)
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _parameter(argument, "keyword_only", default)
    if given.kwarg:
        yield _parameter(given.kwarg, "var_keyword", None)


def fields_of(node: ast.ClassDef) -> Iterator[Parameter]:
    """Give the annotated fields of a dataclass or a named tuple as parameters of its constructor."""
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            annotation = ast.unparse(item.annotation)
            if not annotation.startswith(("ClassVar", "typing.ClassVar")):
                yield _made(item.target.id, "positional_or_keyword", annotation, item.value)


def _parameter(argument: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    annotation = ast.unparse(argument.annotation) if argument.annotation else ""
    return _made(argument.arg, kind, annotation, default)


def _made(name: str, kind: ParameterKind, annotation: str, default: ast.expr | None) -> Parameter:
    text = ast.unparse(default) if default else ""
    return Parameter(name, kind, annotation, text, _literal(default) if default else ())


def _literal(node: ast.expr) -> tuple[Any, ...]:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ()
    return (value,) if _is_plain(value) else ()


def _is_plain(value: object) -> bool:
    match value:
        case list() | tuple():
            return all(map(_is_plain, value))
        case dict():
            return all(type(key) is str for key in value) and all(map(_is_plain, value.values()))
    return value is None or type(value) in (str, int, float, bool)
