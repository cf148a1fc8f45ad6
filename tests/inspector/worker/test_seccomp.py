"""The filter: its program against an interpreter of ours, and the calls themselves against this kernel."""

import errno
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.worker import seccomp

ROOT = Path(__file__).resolve().parents[3]
ALLOW, EPERM, ENOSYS = "allow", errno.EPERM, errno.ENOSYS
X86_64, AARCH64 = 0xC000003E, 0xC00000B7
CLONE_THREAD, TIOCSTI, TIOCGWINSZ = 0x10000, 0x5412, 0x5413

# Written apart from the table under test, from the kernel's own lists: names, so that a slip in a number shows.
NEEDED = {
    "x86_64": {"read": 0, "write": 1, "mmap": 9, "openat": 257, "futex": 202, "exit_group": 231, "rseq": 334},
    "aarch64": {"read": 63, "write": 64, "mmap": 222, "openat": 56, "futex": 98, "exit_group": 94, "rseq": 293},
}
HOSTILE = {
    "x86_64": {"socket": 41, "connect": 42, "bind": 49, "execve": 59, "ptrace": 101, "execveat": 322, "readv": 310},
    "aarch64": {"socket": 198, "connect": 203, "bind": 200, "execve": 221, "ptrace": 117, "execveat": 281},
}
AUDIT = {"x86_64": X86_64, "aarch64": AARCH64}


def answer(program: bytes, architecture: int, number: int, first: int = 0, second: int = 0) -> str | int:
    """Run the packet filter on one call, as the kernel would; only the instructions that it uses."""
    data = struct.pack("=IIQQQQQQQ", number, architecture, 0, first, second, 0, 0, 0, 0)
    instructions = list(struct.iter_unpack("=HBBI", program))
    at, register = 0, 0
    while True:
        code, then, otherwise, value = instructions[at]
        at += 1
        if code == 0x06:
            return ALLOW if value == 0x7FFF0000 else value & 0xFFFF
        if code == 0x20:
            (register,) = struct.unpack_from("=I", data, value)
        else:
            holds = {0x15: register == value, 0x35: register >= value, 0x45: register & value != 0}[code]
            at += then if holds else otherwise


@pytest.fixture(params=["x86_64", "aarch64"])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_only_the_hostile_calls_are_refused(name: str) -> None:
    machine = seccomp._MACHINES[name]
    program = seccomp._filter(machine)
    refused = {number for number in range(600) if answer(program, AUDIT[name], number) == EPERM}
    assert not refused & set(NEEDED[name].values())
    assert set(HOSTILE[name].values()) <= refused
    column = [row[machine.column] for row in seccomp._REFUSED.values()]
    assert refused == {number for number in column if number is not None} | {machine.clone}


def test_another_architecture_is_refused_whole(name: str) -> None:
    program = seccomp._filter(seccomp._MACHINES[name])
    others = {X86_64, AARCH64, 0x40000003} - {AUDIT[name]}
    assert {answer(program, other, number) for other in others for number in range(600)} == {EPERM}


def test_x32_numbers_are_refused() -> None:
    program = seccomp._filter(seccomp._MACHINES["x86_64"])
    assert answer(program, X86_64, 0x40000000) == EPERM
    assert answer(program, X86_64, 0xFFFFFFFF) == EPERM


def test_clone_makes_threads_only(name: str) -> None:
    machine = seccomp._MACHINES[name]
    program = seccomp._filter(machine)
    assert answer(program, machine.audit, machine.clone, first=0x11) == EPERM
    assert answer(program, machine.audit, machine.clone, first=CLONE_THREAD | 0x3D0F00) == ALLOW
    assert answer(program, machine.audit, 435) == ENOSYS


def test_nothing_is_typed_into_the_terminal(name: str) -> None:
    machine = seccomp._MACHINES[name]
    program = seccomp._filter(machine)
    assert answer(program, machine.audit, machine.ioctl, second=TIOCSTI) == EPERM
    assert answer(program, machine.audit, machine.ioctl, second=1 << 32 | TIOCSTI) == EPERM
    assert answer(program, machine.audit, machine.ioctl, second=TIOCGWINSZ) == ALLOW


@pytest.mark.skipif(seccomp._this_machine() is None, reason="no system call filter for this machine")
def test_this_kernel_refuses_each_call_of_the_table() -> None:
    # Zeros as arguments: without the filter a call fails with another error, or harms only this child.
    code = """
import ctypes, os
from inspector.worker import seccomp
machine = seccomp._this_machine()
held = seccomp.refuse_calls()
assert held == seccomp.RefusedCalls(network=True, programs=True), held
libc = ctypes.CDLL(None, use_errno=True)
numbers = {call: row[machine.column] for call, row in seccomp._REFUSED.items() if row[machine.column] is not None}
if machine.column == 0:
    numbers["x32 getpid"] = 0x40000000 + 39
zeros = [ctypes.c_ulong(0)] * 6
for call, number in numbers.items():
    result = libc.syscall(ctypes.c_long(number), *zeros)
    if (result, ctypes.get_errno()) != (-1, 1):
        print(call, result, ctypes.get_errno())
"""
    child = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (child.returncode, child.stdout, child.stderr) == (0, "", "")
