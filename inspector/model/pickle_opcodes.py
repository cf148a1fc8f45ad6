"""What the dangerous opcodes of a pickle do here: they build stand-ins, and call nothing."""

import pickle
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Protocol

from .file_place import FileBytes
from .inert import Inert, safe_key
from .pickle_file import SKIPPED_NBYTES


class PickleMachine(Protocol):
    """The parts of `pickle._Unpickler` that the opcodes work on."""

    stack: list[Any]
    memo: dict[int, Any]
    skip: Callable[[int], FileBytes] | None

    def pop_mark(self) -> list[Any]:
        """Give the items above the last mark, and remove both."""

    def read(self, count: int) -> bytes:
        """Give bytes of the pickle's text."""

    def readline(self) -> bytes:
        """Give one line of the pickle's text."""

    def make(self, function: object, arguments: object, called: bool = True) -> object:
        """Give what stands for the result of a call, or for a new object that skips its constructor."""


def _reduce(machine: PickleMachine) -> None:
    arguments, function = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(machine.make(function, arguments))


def _new_object(machine: PickleMachine) -> None:
    arguments, kind = machine.stack.pop(), machine.stack.pop()
    machine.stack.append(machine.make(kind, arguments, called=False))


def _new_object_with_names(machine: PickleMachine) -> None:
    machine.stack.pop()  # the keyword arguments
    _new_object(machine)


def _build(machine: PickleMachine) -> None:
    # the state would set attributes; a stand-in keeps it aside, and no other value has any that a file may set
    state, target = machine.stack.pop(), machine.stack[-1]
    if isinstance(target, Inert):
        target.state = state


def _set_item(machine: PickleMachine) -> None:
    value, key = machine.stack.pop(), machine.stack.pop()
    _store(machine.stack[-1], [key, value])


def _set_items(machine: PickleMachine) -> None:
    pairs = machine.pop_mark()
    _store(machine.stack[-1], pairs)


def _dict(machine: PickleMachine) -> None:
    made: dict[object, object] = {}
    _store(made, machine.pop_mark())
    machine.stack.append(made)


def _store(target: object, flat: list[Any]) -> None:
    if type(target) is dict:
        target.update((safe_key(key), value) for key, value in zip(flat[::2], flat[1::2], strict=True))
    elif isinstance(target, Inert):
        target.extend([(safe_key(key), value) for key, value in zip(flat[::2], flat[1::2], strict=True)])
    else:
        raise pickle.UnpicklingError


def _empty_set(machine: PickleMachine) -> None:
    machine.stack.append(Inert("builtins.set"))  # a set would hash what the file puts into it


def _frozen_set(machine: PickleMachine) -> None:
    elements = machine.pop_mark()
    _empty_set(machine)
    machine.stack[-1].extend(elements)


def _bytes(width: int) -> Callable[[PickleMachine], None]:
    """Give what reads bytes whose length stands before them as a number of so many bytes."""

    def read(machine: PickleMachine) -> None:
        # Python's own allocates the promised length of a byte array before it looks whether so much is there
        nbytes = int.from_bytes(machine.read(width), "little")
        stay = machine.skip if nbytes >= SKIPPED_NBYTES else None
        machine.stack.append(stay(nbytes) if stay else machine.read(nbytes))

    return read


def _put(width: int) -> Callable[[PickleMachine], None]:
    """Give what remembers the topmost value under a number of so many bytes; there are more of these than of others."""

    def put(machine: PickleMachine) -> None:
        machine.memo[int.from_bytes(machine.read(width), "little")] = machine.stack[-1]

    return put


def _frame(machine: PickleMachine) -> None:
    # a frame only says how much may be read at once; without it the file's position is that of the next opcode
    machine.read(8)


def _string(machine: PickleMachine) -> None:
    # without undoing escapes: only protocol 0 has them, and torch never wrote that
    machine.stack.append(machine.readline().strip()[1:-1].decode("utf-8", "replace"))


HANDLERS: MappingProxyType[int, Callable[[Any], None]] = MappingProxyType({
    pickle.REDUCE[0]: _reduce,
    pickle.NEWOBJ[0]: _new_object,
    pickle.NEWOBJ_EX[0]: _new_object_with_names,
    pickle.BUILD[0]: _build,
    pickle.SETITEM[0]: _set_item,
    pickle.SETITEMS[0]: _set_items,
    pickle.DICT[0]: _dict,
    pickle.EMPTY_SET[0]: _empty_set,
    pickle.FROZENSET[0]: _frozen_set,
    pickle.BYTEARRAY8[0]: _bytes(8),
    pickle.BINBYTES8[0]: _bytes(8),
    pickle.BINBYTES[0]: _bytes(4),
    pickle.FRAME[0]: _frame,
    pickle.BINPUT[0]: _put(1),
    pickle.LONG_BINPUT[0]: _put(4),
    pickle.STRING[0]: _string,
})  # fmt: skip
"""Opcode -> what is done instead of what Python's unpickler does."""
