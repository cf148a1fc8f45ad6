"""Linux kernel calls that Python's standard library does not offer."""

import ctypes
import os

_PR_SET_NO_NEW_PRIVS = 38


def call_kernel(number: int, *arguments: int) -> int:
    """Make one system call with integers or addresses. Raises OSError with the kernel's errno."""
    # Each argument is widened by hand: a plain int would cross the variadic call as 32 bits.
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(libc.syscall(ctypes.c_long(number), *(ctypes.c_ulong(argument) for argument in arguments)))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def forbid_new_privileges() -> None:
    """Forbid this thread and its children to gain privileges, for good. Raises OSError.

    The kernel demands this of an ordinary user before it takes Landlock rules or a system call filter.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = (ctypes.c_ulong(value) for value in (1, 0, 0, 0))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, *arguments) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
