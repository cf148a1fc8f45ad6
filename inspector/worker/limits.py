"""The limits that a worker process puts on itself before it lets a model's code run."""

import mmap
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import FileError
from .device_limits import device_files, limits_address_space, written_folders
from .landlock import restrict_writes
from .seccomp import refuse_calls

_SHARE_OF_MEMORY = (3, 4)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use: one folder to write in, so many bytes more than it has now, one device.

    `memory_bytes` None sets no limit. It is a limit on address space, so it holds on the cpu only; on other devices
    the client watches what the process holds (memory_watch).
    """

    folder: Path
    memory_bytes: int | None
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Containment:
    """What holds in a worker: each part was tried after it was switched on.

    `memory_bytes` is what it may take beyond what it had, None without a limit. `files`: it writes only in its folder.
    `network`: it opens no connection. `programs`: it starts no program and no other process.
    """

    memory_bytes: int | None
    files: bool
    network: bool
    programs: bool

    @property
    def memory(self) -> bool:
        """Whether memory is limited."""
        return self.memory_bytes is not None

    @property
    def text(self) -> str:
        """One line for a person, such as "contained: no network, 8.0 GB of memory"."""
        held = [
            text
            for holds, text in (
                (self.network, "no network"),
                (self.programs, "no programs"),
                (self.files, "writes only in its folder"),
            )
            if holds
        ]
        head = [f"contained: {', '.join(held)}"] if held else ["process only"]
        return ", ".join(head if self.memory_bytes is None else [*head, f"{self.memory_bytes / 1e9:.1f} GB of memory"])


def apply_limits(limits: Limits) -> Containment:
    """Limit this process for good, as far as the system can, and say truthfully what holds.

    Call it before starting a thread: one that runs already could still write files, and `files` is then false. Files
    that are open stay usable. What a system lacks is left out; only a missing folder is refused, with FileError.
    """
    if not limits.folder.is_dir():
        raise FileError(f"The worker's folder {limits.folder} does not exist.", "Make the folder before the worker.")
    _keep_temporary_files_in(limits.folder)
    os.environ["CUDA_CACHE_PATH"] = str(limits.folder / ".cuda")  # else in the user's home
    _leave_no_core_file()
    if sys.platform != "linux":
        return Containment(None, files=False, network=False, programs=False)
    written = tuple(map(Path, written_folders(limits.device)))
    rules = restrict_writes((limits.folder,), _writable_devices(limits.device), written)
    refused = refuse_calls()
    # Without the filter, modes and owners of any file could still be changed.
    files = rules.files and refused.programs
    return Containment(_limit_memory(limits), files=files, network=refused.network, programs=refused.programs)


def default_memory_bytes() -> int:
    """Give three quarters of the machine's physical memory, in bytes."""
    part, whole = _SHARE_OF_MEMORY
    return _physical_memory() * part // whole


def _physical_memory() -> int:
    if sys.platform == "win32":
        import ctypes

        class Status(ctypes.Structure):
            """The system's MEMORYSTATUSEX: two 32-bit fields, then seven 64-bit ones, the total first."""

            _fields_ = (("length", ctypes.c_uint32), ("load", ctypes.c_uint32), ("sizes", ctypes.c_uint64 * 7))

        status = Status(length=ctypes.sizeof(Status))
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.sizes[0])
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _keep_temporary_files_in(folder: Path) -> None:
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)


def _leave_no_core_file() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _writable_devices(device: str) -> tuple[Path, ...]:
    found = (path for pattern in device_files(device) for path in Path("/dev").glob(pattern))
    return tuple(path for path in found if not path.is_dir())


def _limit_memory(limits: Limits) -> int | None:
    """Give the bytes that can still be taken, None if there is no limit."""
    if limits.memory_bytes is None or not limits_address_space(limits.device):
        return None
    import resource

    try:
        used = int(Path("/proc/self/statm").read_text().split()[0]) * mmap.PAGESIZE
    except OSError:
        return None
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = used + limits.memory_bytes
    ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    allowed = max(ceiling - used, 0)
    return allowed if _mapping_is_refused(allowed + mmap.PAGESIZE) else None


def _mapping_is_refused(size: int) -> bool:
    # Read only and private: the kernel reserves nothing for it, so only the limit can refuse it.
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ).close()
    except OSError:
        return True
    return False
