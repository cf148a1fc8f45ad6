"""Landlock: a process gives up writing everywhere but in named places, without being root.

Reading stays allowed everywhere, because Python imports lazily. Landlock knows nothing of modes, owners and extended
attributes; the system call filter in `seccomp` refuses to change those. A file that was opened before stays open.
"""

import ctypes
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from .kernel import call_kernel, forbid_new_privileges

# The same on every architecture that the system call filter knows.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_ABI = 1
_PATH_BENEATH = 1

_EXECUTE = 1 << 0
_WRITE_FILE = 1 << 1
_REMOVE_DIR = 1 << 4
_REMOVE_FILE = 1 << 5
_MAKE_CHAR = 1 << 6
_MAKE_DIR = 1 << 7
_MAKE_REG = 1 << 8
_MAKE_SOCK = 1 << 9
_MAKE_FIFO = 1 << 10
_MAKE_BLOCK = 1 << 11
_MAKE_SYM = 1 << 12
_REFER = 1 << 13
_TRUNCATE = 1 << 14
_IOCTL_DEV = 1 << 15

# What each version of the interface added; a right that the running kernel does not know would be refused.
_RIGHTS_SINCE = {
    1: _EXECUTE | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_CHAR | _MAKE_DIR | _MAKE_REG
    | _MAKE_SOCK | _MAKE_FIFO | _MAKE_BLOCK | _MAKE_SYM,
    2: _REFER,
    3: _TRUNCATE,
    5: _IOCTL_DEV,
}  # fmt: skip
# No pipes, sockets, devices or links: the window opens what it finds in the folder, and must find plain files.
_IN_FOLDER = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE
_IN_FILE = _WRITE_FILE | _TRUNCATE | _IOCTL_DEV

_TRUNCATE_ABI, _TCP_ABI, _SCOPE_ABI = 3, 4, 6
_BIND_AND_CONNECT_TCP = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@dataclass(frozen=True, slots=True)
class LandlockRules:
    """What Landlock holds in this process.

    `abi` is the version of the kernel's interface, 0 where there is none. `files`: nothing outside the named places
    can be written; tried after switching, and true only if no thread runs outside the rules. `tcp`: no TCP connection.
    `signals`: no signal and no abstract socket reaches another program.
    """

    abi: int
    files: bool
    tcp: bool
    signals: bool


def landlock_abi() -> int:
    """Give the version of the kernel's Landlock interface, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    try:
        return call_kernel(_CREATE_RULESET, 0, 0, _ASK_ABI)
    except OSError:
        return 0


def restrict_writes(
    folders: tuple[Path, ...], files: tuple[Path, ...], written: tuple[Path, ...] = ()
) -> LandlockRules:
    """Refuse to this process, for good, all writing but in these folders and existing files; say what holds.

    In `written` folders the files that are there can be written to, and none can be made or removed.

    Never fails for want of Landlock: the result then says that nothing holds. Threads that run already are not bound,
    so call this before any is started. Raises OSError if a folder or file cannot be found.
    """
    abi = landlock_abi()
    if abi == 0:
        return LandlockRules(0, files=False, tcp=False, signals=False)
    alone = _runs_one_thread()
    if not _enforce(abi, folders, files, written):
        return LandlockRules(abi, files=False, tcp=False, signals=False)
    # Before truncation was a right of its own, any file that can be read could be emptied.
    complete = alone and abi >= _TRUNCATE_ABI and _writing_is_refused(folders)
    return LandlockRules(abi, files=complete, tcp=alone and abi >= _TCP_ABI, signals=alone and abi >= _SCOPE_ABI)


def _runs_one_thread() -> bool:
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _enforce(abi: int, folders: tuple[Path, ...], files: tuple[Path, ...], written: tuple[Path, ...]) -> bool:
    known = sum(rights for since, rights in _RIGHTS_SINCE.items() if since <= abi)
    try:
        ruleset = _create_ruleset(abi, known)
    except OSError:
        return False
    try:
        for folder in folders:
            _allow(ruleset, folder, _IN_FOLDER & known)
        for file in files:
            _allow(ruleset, file, _IN_FILE & known)
        for folder in written:
            _allow(ruleset, folder, (_WRITE_FILE | _TRUNCATE) & known)
        return _restrict(ruleset)
    finally:
        os.close(ruleset)


def _create_ruleset(abi: int, known: int) -> int:
    network = _BIND_AND_CONNECT_TCP if abi >= _TCP_ABI else 0
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= _SCOPE_ABI else 0
    # An older kernel takes the longer structure as long as what it does not know is zero.
    attributes = _Ruleset(known, network, scoped)
    return call_kernel(_CREATE_RULESET, ctypes.addressof(attributes), ctypes.sizeof(attributes), 0)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _PathRule(rights, place)
        call_kernel(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.addressof(rule), 0)
    finally:
        os.close(place)


def _restrict(ruleset: int) -> bool:
    try:
        forbid_new_privileges()
        call_kernel(_RESTRICT_SELF, ruleset, 0)
    except OSError:
        return False
    return True


def _writing_is_refused(folders: tuple[Path, ...]) -> bool:
    """Try to write outside; what succeeds is undone."""
    outside = [folder.resolve().parent / f".probe-{secrets.token_hex(8)}" for folder in folders]
    return not any(_can_make_folder(path) for path in outside) and not _can_open_for_writing(Path(__file__))


def _can_make_folder(path: Path) -> bool:
    try:
        path.mkdir()
    except OSError:
        return False
    path.rmdir()
    return True


def _can_open_for_writing(path: Path) -> bool:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    except OSError:
        return False
    os.close(file)
    return True
