"""A system call filter: no network, no other programs or processes, for every thread of this process.

It knows the system call numbers of x86_64 and aarch64. Those of aarch64 are taken from the kernel's generic table and
were not tried on such hardware. On any other machine there is no filter, and the answer says so.
"""

import ctypes
import errno
import os
import socket
import struct
import sys
from dataclasses import dataclass

from .kernel import call_kernel, forbid_new_privileges


@dataclass(frozen=True, slots=True)
class _Machine:
    """One architecture: its audit number, its column in the table of calls, and the numbers treated apart."""

    audit: int
    column: int
    seccomp: int
    clone: int
    ioctl: int


_MACHINES = {
    "x86_64": _Machine(audit=0xC000003E, column=0, seccomp=317, clone=56, ioctl=16),
    "aarch64": _Machine(audit=0xC00000B7, column=1, seccomp=277, clone=220, ioctl=29),
}

# (x86_64, aarch64); None where the architecture has no such call.
_REFUSED: dict[str, tuple[int, int | None]] = {
    # network; a socket pair can be made to send to named sockets, so it goes too
    "socket": (41, 198), "socketpair": (53, 199), "bind": (49, 200), "listen": (50, 201),
    "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242),
    # programs; a forked copy would escape the memory limit and outlive a kill
    "execve": (59, 221), "execveat": (322, 281), "fork": (57, None), "vfork": (58, None),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438),
    # ways around this filter, or into parts of the kernel that no model needs
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "unshare": (272, 97), "setns": (308, 268),
    # modes, owners and attributes of files, which Landlock leaves alone
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16), "removexattrat": (466, 466),
}  # fmt: skip
_CLONE3 = 435
_CLONE_THREAD = 0x10000
# Both type into the terminal that the program was started from.
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
# The first number of x32, a second numbering of the calls on x86_64.
_X32 = 0x40000000

_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_REFUSE = _ERRNO | errno.EPERM

_SET_MODE_FILTER, _ALL_THREADS = 1, 1


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


@dataclass(frozen=True, slots=True)
class RefusedCalls:
    """What the filter was seen to refuse after it was switched on: the network, and starting programs."""

    network: bool
    programs: bool


def refuse_calls() -> RefusedCalls:
    """Refuse to every thread of this process, for good, the calls of the table; say what was seen to be refused.

    A refused call fails with EPERM. Never fails for want of a filter: the result then says that nothing is refused.
    """
    machine = _this_machine()
    if machine is None or not _install(machine):
        return RefusedCalls(network=False, programs=False)
    return RefusedCalls(network=_network_is_refused(), programs=_programs_are_refused())


def _this_machine() -> _Machine | None:
    # A 32-bit Python on a 64-bit kernel makes the calls of another table.
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    return _MACHINES.get(os.uname().machine)


def _install(machine: _Machine) -> bool:
    code = _filter(machine)
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    try:
        forbid_new_privileges()
        # A positive result is a thread that could not be bound; then none is.
        return call_kernel(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.addressof(program)) == 0
    except OSError:
        return False


def _filter(machine: _Machine) -> bytes:
    """Give the filter as the kernel's packet filter instructions, eight bytes each."""
    refused = [row[machine.column] for row in _REFUSED.values()]
    checks = [_refuse_if(_IF_EQUAL, number) for number in refused if number is not None]
    return b"".join(
        (
            _instruction(_LOAD, _ARCHITECTURE),
            _instruction(_IF_EQUAL, machine.audit, then=1),
            _instruction(_RETURN, _REFUSE),
            _instruction(_LOAD, _NUMBER),
            *([_refuse_if(_IF_AT_LEAST, _X32)] if machine.column == 0 else []),
            *checks,
            _refuse_if(_IF_EQUAL, _CLONE3, _ERRNO | errno.ENOSYS),
            _only_threads(machine.clone),
            _no_typing(machine.ioctl),
            _instruction(_RETURN, _ALLOW),
        )
    )


def _refuse_if(test: int, value: int, answer: int = _REFUSE) -> bytes:
    return _instruction(test, value, otherwise=1) + _instruction(_RETURN, answer)


def _only_threads(clone: int) -> bytes:
    """Let clone make threads and no processes.

    clone3 hides its flags behind a pointer that a filter cannot follow; told that it is missing, C libraries use clone.
    """
    return (
        _instruction(_IF_EQUAL, clone, otherwise=4)
        + _instruction(_LOAD, _FIRST_ARGUMENT)
        + _instruction(_IF_ANY_BIT, _CLONE_THREAD, then=1)
        + _instruction(_RETURN, _REFUSE)
        + _instruction(_RETURN, _ALLOW)
    )


def _no_typing(ioctl: int) -> bytes:
    return (
        _instruction(_IF_EQUAL, ioctl, otherwise=4)
        + _instruction(_LOAD, _SECOND_ARGUMENT)
        + _instruction(_IF_EQUAL, _TIOCSTI, then=1)
        + _instruction(_IF_EQUAL, _TIOCLINUX, otherwise=1)
        + _instruction(_RETURN, _REFUSE)
    )


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)


def _network_is_refused() -> bool:
    wanted = ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM))
    return not any(_can_open_socket(family, kind) for family, kind in wanted)


def _can_open_socket(family: int, kind: int) -> bool:
    try:
        socket.socket(family, kind).close()
    except OSError as error:
        return error.errno != errno.EPERM
    return True


def _programs_are_refused() -> bool:
    try:
        os.execv("/proc/self/no-such-program", ["no-such-program"])
    except OSError as error:
        return error.errno == errno.EPERM
