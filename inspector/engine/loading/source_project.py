"""The user's own source files as modules under private names, found by paths and not by their names.

A file of theirs called main.py or widgets.py is theirs, and two projects with modules of one name do not mix: every
file becomes a module whose name says its path and content, and only the imports of these modules look for files in
the project's folders.
"""

import builtins
import hashlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from ...model.python_source import parse_text, read_source
from .definitions import Definitions, Skipped

PRIVATE = "_source_"
_OURS = {"main", "widgets", "inspector", "resources"}
_NOT_SHADOWED = sys.stdlib_module_names | {"torch", "numpy"}  # a net in torch.py still wants to import torch


class SourceProject:
    """The modules made from one source file and what it imports beside it.

    `files` are those read so far: the path as tracebacks have it -> the name to show. `skipped` says by name what was
    not executed.
    """

    def __init__(self, path: Path) -> None:
        self.skipped: dict[str, Skipped] = {}
        self.files: dict[str, str] = {}
        self._path = path.absolute()
        self._modules: dict[Path, ModuleType] = {}
        self._folders = [self._path.parent, _root_of(self._path)]

    @property
    def module(self) -> ModuleType:
        """The module of the source file. Raises what its definitions raise."""
        return self._loaded(self._path)

    @property
    def modules(self) -> tuple[ModuleType, ...]:
        """The modules made so far."""
        return tuple(self._modules.values())

    def _loaded(self, path: Path) -> ModuleType:
        """Give the module of a file or, without code, of a folder. Raises what its definitions raise."""
        if path in self._modules:
            return self._modules[path]
        self.files[str(path)] = path.name
        content = b"" if path.is_dir() else read_source(path)
        name = f"{PRIVATE}{hashlib.sha256(str(path).encode() + content).hexdigest()[:12]}_{path.stem}"
        module = ModuleType(name)
        module.__file__ = str(path)
        vars(module)["__builtins__"] = vars(builtins) | {"__import__": self._importer(path)}
        self._modules[path] = sys.modules[name] = module  # dataclasses and typing look a class's module up there
        self._execute(path, content, module)
        return module

    def _execute(self, path: Path, content: bytes, module: ModuleType) -> None:
        tree = parse_text(content, path)
        definitions = Definitions(path, vars(module), lambda folder: self._folders.append(Path(folder)))
        try:
            definitions.execute(tree.body)
        except BaseException:
            del self._modules[path], sys.modules[module.__name__]
            raise
        finally:
            self.skipped |= definitions.skipped

    def _importer(self, path: Path) -> Any:
        """Give what `import` does within the file."""
        here = path.parent if path.suffix == ".py" else path

        def find(name: str, namespace: Any = None, local: Any = None, fromlist: Any = (), level: int = 0) -> ModuleType:
            wanted = tuple(fromlist or ())
            if level:
                return self._relative(here, name, wanted, level)
            found = None if name.partition(".")[0] in _NOT_SHADOWED else self._absolute(name, wanted)
            if found is not None:
                return found
            if name.partition(".")[0] in _OURS:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return builtins.__import__(name, namespace, local, fromlist, 0)

        return find

    def _relative(self, here: Path, name: str, wanted: tuple[str, ...], level: int) -> ModuleType:
        folder = here
        for _ in range(level - 1):
            folder = folder.parent
        found = self._within(folder, name.split("."), wanted) if name else self._package(folder, wanted)
        if found is None:
            raise ModuleNotFoundError(f"No module named {'.' * level + name!r}", name=name)
        return found

    def _absolute(self, name: str, wanted: tuple[str, ...]) -> ModuleType | None:
        found = (self._within(folder, name.split("."), wanted) for folder in self._folders)
        return next((module for module in found if module is not None), None)

    def _within(self, folder: Path, parts: list[str], wanted: tuple[str, ...]) -> ModuleType | None:
        """Give the module that `import a.b` gives (a) or, with names wanted from it, the innermost one (b)."""
        places = [_place(folder.joinpath(*parts[: count + 1])) for count in range(len(parts))]
        if None in places:
            return None
        modules = [self._loaded(place) for place in places if place is not None]
        for outer, name, inner in zip(modules, parts[1:], modules[1:], strict=False):
            setattr(outer, name, inner)
        return self._package(folder.joinpath(*parts), wanted) if wanted else modules[0]

    def _package(self, path: Path, wanted: tuple[str, ...]) -> ModuleType | None:
        """Give the module at the path with the wanted names in it, those of its files included."""
        place = _place(path)
        if place is None:
            return None
        module = self._loaded(place)
        for name in wanted:
            inner = _place(path / name)
            if name != "*" and not hasattr(module, name):
                if inner is None:
                    raise ImportError(f"{place.name} has no {name}", name=name)
                setattr(module, name, self._loaded(inner))
        return module


def _place(path: Path) -> Path | None:
    """Give the file of a module, or the folder of a package without code of its own."""
    for candidate in (path / "__init__.py", path.with_name(path.name + ".py")):
        if candidate.is_file():
            return candidate
    return path if path.is_dir() and any(path.glob("*.py")) else None


def _root_of(path: Path) -> Path:
    """Give the folder that the package lies in which the file is a part of."""
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder.parent != folder:
        folder = folder.parent
    return folder
