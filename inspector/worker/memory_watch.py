"""Resident memory of a worker, watched from outside: for devices whose drivers allow no limit on address space."""

import mmap
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from .device_limits import watches_memory

_EVERY = 0.05  # seconds: 0.1 GB at the pace at which Linux gives a process memory that it has not had


def resident_bytes(pid: int) -> int | None:
    """Give the main memory that a process holds, None where that cannot be told: it is gone, or this is no Linux."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * mmap.PAGESIZE
    except (OSError, IndexError, ValueError):
        return None


def ceiling_of(pid: int | None, memory_bytes: int | None, device: str) -> int | None:
    """Give the bytes that a new process may come to hold, None where the system limits it, or nobody."""
    if pid is None or memory_bytes is None or not watches_memory(device, memory_bytes, sys.platform):
        return None
    held = resident_bytes(pid)
    return None if held is None else held + memory_bytes


class MemoryWatch:
    """Looks at a process many times a second and says once that it holds more than `ceiling` bytes."""

    def __init__(self, pid: int, ceiling: int, exceeded: Callable[[], None]) -> None:
        """Begin; `exceeded` is called from a thread of the watch's own."""
        self._pid, self._ceiling, self._exceeded = pid, ceiling, exceeded
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True, name="lstmscope-memory-watch")
        self._thread.start()

    def end(self) -> None:
        """Stop looking; after this nothing is said any more."""
        self._over.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _look(self) -> None:
        while not self._over.is_set():
            held = resident_bytes(self._pid)
            if held is None:
                return
            if held > self._ceiling:
                self._exceeded()
                return
            self._over.wait(_EVERY)
