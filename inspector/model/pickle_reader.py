"""Read a pickle without executing anything: names become stand-ins, calls of the few known ones are rebuilt here.

It stands on the pure-Python unpickler of the standard library, because the memo of the one in C can be made
to take gigabytes by one wrong byte. The opcodes that call, set attributes or hash are replaced.
"""

import io
import pickle
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .file_place import FileBytes
from .inert import Global, Inert, safe_key
from .pickle_file import PickleFile
from .pickle_opcodes import HANDLERS
from .regular_file import damaged
from .torch_globals import RULES, is_foreign

_OPCODES_LIMIT = 5_000_000
_NAME_LIMIT = 1_000
_FOREIGN_LIMIT = 1_000
_SOURCES_LIMIT = 100
_SOURCE_LIMIT = 100_000  # characters of one text that are shown
_TEXT_PER_OPCODE = 16  # characters that cost as much as one opcode
_OLD_MODULES = {"__builtin__": "builtins", "copy_reg": "copyreg"}  # Python 2's names
_PICKLE_ERRORS = (
    pickle.PickleError, struct.error, ArithmeticError, AssertionError, AttributeError, BufferError, EOFError,
    LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip

StorageLoader = Callable[..., object]
"""Gives what stands for a storage, from the arguments after the word "storage" of its persistent id."""


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedSource:
    """The source text of a class, as files of torch.save before 2020 bring it along; it is only shown."""

    name: str
    file: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Pickled:
    """What a pickle holds; dictionaries and lists are real ones and may share or contain themselves."""

    root: object
    foreign_globals: tuple[str, ...]
    sources: tuple[EmbeddedSource, ...] = ()


NestedLoader = Callable[[Any], object]
"""Gives what stands for the storage that a pickle keeps as bytes which torch.save wrote."""


def read_pickle(
    file: io.BytesIO | PickleFile,
    path: Path,
    load_storage: StorageLoader | None = None,
    load_key: Callable[[Any], object] | None = None,
    load_nested: NestedLoader | None = None,
) -> Pickled:
    """Give the object whose pickle begins at the file's position, and leave the position behind it.

    The file is one in memory or a PickleFile, so a length that a pickle only promises cannot take any. `load_key` gives
    what a persistent id that is no tuple stands for. `path` is named in errors. Raises FileError for whatever is no
    sound pickle of reasonable size.
    """
    reader = _PickleReader(file, load_storage or _no_storage, load_key or _no_storage, load_nested)
    try:
        root = reader.load()
    except _PICKLE_ERRORS:
        # the library's own words name opcodes, or advise to load the file unsafely
        raise damaged(path, "its list of contents cannot be read") from None
    return Pickled(root, tuple(reader.foreign), tuple(reader.sources))


class _PickleReader(pickle._Unpickler):
    stack: list[Any]

    def __init__(
        self,
        file: io.BytesIO | PickleFile,
        load_storage: StorageLoader,
        load_key: Callable[[Any], object],
        load_nested: NestedLoader | None,
    ) -> None:
        super().__init__(file, encoding="utf-8", errors="replace")
        self.skip = file.skip if isinstance(file, PickleFile) else None
        self.foreign: dict[str, None] = {}
        self.sources: list[EmbeddedSource] = []
        self._load_storage, self._load_key, self._load_nested = load_storage, load_key, load_nested
        self._copies_left = _OPCODES_LIMIT
        # frames mean nothing here, so texts are read from the file itself
        self.read, self.readline = file.read, file.readline

    def load(self) -> Any:
        """Do what the library's own does, with a limited number of opcodes."""
        self.metastack: list[list[Any]] = []
        self.stack = []
        self.append = self.stack.append
        self.proto = 0
        read = self.read
        for _ in range(_OPCODES_LIMIT):
            opcode = read(1)
            if opcode == pickle.STOP:
                return self.stack.pop()
            _HANDLERS[opcode[0]](self)  # nothing to read is an IndexError
        raise pickle.UnpicklingError

    def find_class(self, module: str, name: str) -> Global:
        return self._named(_OLD_MODULES.get(module, module), name)

    def _named(self, outer: str, inner: str) -> Global:
        if len(outer) + len(inner) > _NAME_LIMIT:
            raise pickle.UnpicklingError
        full = f"{outer}.{inner}"
        if is_foreign(full):
            self.foreign[full] = None
            if len(self.foreign) > _FOREIGN_LIMIT:
                raise pickle.UnpicklingError
        return Global(full)

    def get_extension(self, code: int) -> None:
        # the registry of extensions belongs to this process, not to the file
        self.stack.append(self.find_class("copyreg", f"extension_{code}"))

    def persistent_load(self, pid: Any) -> object:
        if type(pid) is not tuple:
            return self._load_key(pid)
        match pid[0] if pid else None:
            case Global():  # files of 2016 name a class together with its source text
                self._keep_source(*pid)
                return pid[0]
            case "storage" | b"storage":
                return self._load_storage(*pid[1:])
            case "module" | b"module":  # old files name a class together with its source text
                self._keep_source(*pid[1:])
                return pid[1]
        raise pickle.UnpicklingError

    def _keep_source(self, kind: object, file: object = "", text: object = "", *_rest: object) -> None:
        if isinstance(kind, Global) and type(file) is type(text) is str and len(self.sources) < _SOURCES_LIMIT:
            self.sources.append(EmbeddedSource(kind.name, file[:_NAME_LIMIT], text[:_SOURCE_LIMIT]))

    def make(self, function: object, arguments: Any, called: bool = True) -> object:
        if type(arguments) is not tuple:
            raise pickle.UnpicklingError
        if isinstance(function, Inert):  # a function that another call would have given
            return Inert(function.made_by, arguments, called)
        if not isinstance(function, Global):
            raise pickle.UnpicklingError
        return self._made_by(function, arguments, called)

    def _made_by(self, function: Global, arguments: tuple[Any, ...], called: bool) -> object:
        rule = RULES.get(function.name)
        if rule is dict:
            return self._make_dict(arguments)
        if rule:
            return rule(*arguments)
        match function.name, arguments:
            case "torch.storage._load_from_bytes", (bytes() | FileBytes() as data,) if self._load_nested:
                return self._load_nested(data)
            case "_codecs.encode", (str(text), "latin1"):  # how protocol 2 writes bytes
                self._spend(len(text) // _TEXT_PER_OPCODE)  # one text can be named a million times
                return text.encode("latin1")
            case "builtins.getattr", (Global(name=outer), str(inner)):  # a nested class, by protocols 2 and 3
                return self._named(outer, inner)
        return Inert(function.name, arguments, called)

    def _make_dict(self, arguments: tuple[Any, ...]) -> object:
        content = arguments[-1] if arguments else None
        if type(content) is dict:
            return content
        pairs = content if type(content) is list else []
        self._spend(len(pairs))
        return {safe_key(key): value for key, value in pairs}

    def _spend(self, count: int) -> None:
        self._copies_left -= count
        if self._copies_left < 0:
            raise pickle.UnpicklingError

    def _decode_string(self, value: bytes) -> str | bytes:
        # a text of Python 2 is a text or bytes, and only its content tells which
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value

    def _instantiate(self, kind: object, arguments: list[Any]) -> None:
        # the two oldest opcodes for making an object come here
        self.stack.append(self.make(kind, tuple(arguments)))


_HANDLERS: Mapping[int, Callable[[Any], None]] = pickle._Unpickler.dispatch | HANDLERS


def _no_storage(*_arguments: object) -> object:
    raise pickle.UnpicklingError
