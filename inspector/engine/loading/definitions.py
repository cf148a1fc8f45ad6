"""Executes the definitions of a source file and nothing that would train, read or print.

The rule: imports and definitions are executed, and of the assignments and conditions those that call nothing but what
makes a plain value (see harmless_calls); loops, `with` and lone expressions are not.
"""

import __future__

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .harmless_calls import Unknown, harmful_call, looked_up

_MAKERS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
_TYPE_ALIAS = "TypeAlias"  # a statement since Python 3.12


@dataclass(frozen=True, slots=True)
class Skipped:
    """A statement that was not executed, and why: `because` goes on after "it ..."."""

    file: str
    line: int
    code: str
    because: str

    def __str__(self) -> str:
        return f"line {self.line} of {self.file} (`{self.code}`) is not executed, because it {self.because}"


class Definitions:
    """The definitions of one file, executed in one namespace; `skipped` says by name what was not made."""

    def __init__(self, path: Path, namespace: dict[str, Any], add_folder: Callable[[str], None]) -> None:
        self._path, self._namespace, self._add_folder = path, namespace, add_folder
        self._flags = 0
        self.skipped: dict[str, Skipped] = {}
        self.trees: dict[int, ast.AST] = {}
        self._made: list[object] = []  # so that no other object gets an identity that `trees` knows

    def execute(self, body: Iterable[ast.stmt]) -> None:
        """Execute the statements that the rule lets through, one after the other. Raises what they raise."""
        for node in body:
            self._execute(node)

    def _execute(self, node: ast.stmt) -> None:
        match node:
            case ast.If(test=test, body=body, orelse=other):
                self._branch(node, test, body, other)
            case ast.Try():
                self._attempt(node)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="append" | "insert", value=target), args=arguments)):
                self._extend_path(node, target, arguments)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                because = self._reason(node)
                self._skip(node, because) if because else self._run(node)
            case _ if isinstance(node, _MAKERS) or type(node).__name__ == _TYPE_ALIAS:
                self._define(node)
            case _:
                self._skip(node, "is no definition")

    def _define(self, node: ast.stmt) -> None:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for alias in node.names:
                self._flags |= getattr(__future__, alias.name).compiler_flag
        self._run(_without_lone_expressions(node) if isinstance(node, ast.ClassDef) else node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            made = self._namespace[node.name]
            self._made.append(made)
            self.trees[id(made)] = node

    def _branch(self, node: ast.If, test: ast.expr, body: list[ast.stmt], other: list[ast.stmt]) -> None:
        because = self._harm(test)
        if not because:
            try:
                code = compile(ast.Expression(test), str(self._path), "eval", self._flags, dont_inherit=True)
                taken = body if eval(code, self._namespace) else other
            except NameError as error:
                because = f"needs {error.name}, which was not made"
            else:
                self.execute(taken)
        if because:
            self._skip(node, because)

    def _attempt(self, node: ast.Try) -> None:
        """Go on in the handler that an error belongs to, as Python does."""
        try:
            self.execute(node.body)
        except Exception as error:
            handler = next((handler for handler in node.handlers if self._catches(handler, error)), None)
            if handler is None:
                raise
            if handler.name:
                self._namespace[handler.name] = error
            self.execute(handler.body)
        else:
            self.execute(node.orelse)
        self.execute(node.finalbody)

    def _catches(self, handler: ast.ExceptHandler, error: Exception) -> bool:
        if handler.type is None:
            return True
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        found = (looked_up(kind, self._namespace) for kind in types)
        return any(isinstance(kind, type) and isinstance(error, kind) for kind in found)

    def _extend_path(self, node: ast.stmt, target: ast.expr, arguments: list[ast.expr]) -> None:
        """Take a folder that is added to sys.path for one of the project's, and leave sys.path as it is."""
        if ast.unparse(target) != "sys.path" or not arguments or self._harm(arguments[-1]):
            self._skip(node, "is no definition")
            return
        code = compile(ast.Expression(arguments[-1]), str(self._path), "eval", self._flags, dont_inherit=True)
        self._add_folder(str(eval(code, self._namespace)))

    def _reason(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> str:
        """Say why an assignment must not be executed, "" if it may be."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not all(self._is_own(target) for target in targets):
            return "changes something that the file did not make"
        if node.value is None:
            return ""
        return self._harm(node.value)

    def _harm(self, node: ast.expr) -> str:
        harmful = harmful_call(node, self._namespace, self.trees)
        return f"calls {harmful}" if harmful else ""

    def _is_own(self, target: ast.expr) -> bool:
        match target:
            case ast.Name():
                return True
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return all(map(self._is_own, parts))
            case ast.Starred(value=value):
                return self._is_own(value)
            case ast.Subscript(value=ast.Name() as owner):
                return isinstance(looked_up(owner, self._namespace), dict | list)
        return False

    def _run(self, node: ast.stmt) -> None:
        """Execute one statement; an assignment that needs a name which was not made is skipped as well."""
        code = compile(ast.Module([node], []), str(self._path), "exec", self._flags, dont_inherit=True)
        try:
            exec(code, self._namespace)
        except NameError as error:
            if isinstance(node, _MAKERS) or error.name not in self.skipped:
                raise
            self._skip(node, f"needs {error.name}, which was not made")

    def _skip(self, node: ast.stmt, because: str) -> None:
        code = ast.unparse(node).partition("\n")[0]
        code = code if len(code) <= 60 else code[:57] + "..."
        for name in _bound_names(node):
            if looked_up(ast.Name(name), self._namespace) is Unknown:
                self.skipped[name] = Skipped(self._path.name, node.lineno, code, because)


def _without_lone_expressions(node: ast.ClassDef) -> ast.ClassDef:
    """Leave out of the class what defines nothing: calls for their effect, loops; the docstring stays."""
    kept = [
        item
        for index, item in enumerate(node.body)
        if not isinstance(item, ast.Expr | ast.For | ast.While | ast.With)
        or (index == 0 and ast.get_docstring(node) is not None)
    ]
    parts = {name: getattr(node, name) for name in node._fields} | {"body": kept or [ast.Pass()]}
    return ast.fix_missing_locations(ast.copy_location(ast.ClassDef(**parts), node))


def _bound_names(node: ast.stmt) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=asname):
                yield asname or name.partition(".")[0]
