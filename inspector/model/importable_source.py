"""Whether a source file can simply be imported: it only defines things, and so does what it imports beside it."""

import ast
import sys
from pathlib import Path

from ..errors import FileError
from .python_source import parse_source_file

_TAKEN = sys.stdlib_module_names | {"torch", "numpy", "safetensors", "main", "widgets", "inspector", "resources"}
_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)
_MAIN = "__name__ == '__main__'"


def is_importable(path: Path) -> bool:
    """Tell whether `import` of the file, by its name and from its folder, executes definitions only.

    A file whose name is no identifier, or is that of a module that something else needs, is not; nor is a part of a
    package, which cannot be imported by its name alone.
    """
    try:
        return _is_importable(path, set())
    except RecursionError:
        return False


def _is_importable(path: Path, seen: set[Path]) -> bool:
    if path in seen:
        return True
    seen.add(path)
    if not path.stem.isidentifier() or path.stem in _TAKEN or not path.is_file():
        return False
    try:
        body = parse_source_file(path).body
    except FileError:
        return False
    return all(_only_defines(node) for node in body) and all(_is_importable(p, seen) for p in _imported(body, path))


def _only_defines(node: ast.stmt) -> bool:
    match node:
        case ast.ImportFrom(level=level) if level:
            return False
        case ast.Assign() | ast.AnnAssign():
            return not any(isinstance(part, ast.Call) for part in ast.walk(node))
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=test, orelse=[]):
            return ast.unparse(test) == _MAIN
    return isinstance(node, _DEFINITIONS)


def _imported(body: list[ast.stmt], path: Path) -> list[Path]:
    """Give the files of the same folder that the file imports; a folder there stands for one that is refused."""
    names = {name.partition(".")[0] for node in body for name in _names(node)} - _TAKEN
    beside = [path.with_name(f"{name}.py") for name in names]
    return [file for file in beside if file.is_file() or file.with_suffix("").is_dir()]


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module)):
            return [module]
    return []
