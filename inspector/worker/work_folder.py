"""A folder for the files of workers, gone with its owner: at its end, or at the next start where it was killed."""

import os
import shutil
import sys
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from types import TracebackType

_PREFIX = "lstmscope-"
_LOCK = "lock"


class WorkFolder:
    """A new folder, `path`, until `cleanup`. Making it removes those that killed owners left."""

    def __init__(self) -> None:
        _remove_abandoned()
        self._home = Path(mkdtemp(prefix=_PREFIX))
        self._lock = _hold_lock(self._home)
        self.path = self._home / "files"  # beside the lock, so that a model cannot touch that
        self.path.mkdir()

    def cleanup(self) -> None:
        """Remove the folder and what is in it."""
        shutil.rmtree(self._home, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.cleanup()


def _hold_lock(home: Path) -> int | None:
    """Lock a file in the folder for as long as this process lives; None where the system has no such locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    # Locked before it has its name: under that name it is never seen unlocked while its owner lives.
    unnamed = home / f"{_LOCK}.new"
    descriptor = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    unnamed.rename(home / _LOCK)
    return descriptor


def _remove_abandoned() -> None:
    for home in Path(gettempdir()).glob(f"{_PREFIX}*"):
        if _is_abandoned(home):
            shutil.rmtree(home, ignore_errors=True)


def _is_abandoned(home: Path) -> bool:
    """Tell whether the folder is ours and nobody holds its lock."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        if home.is_symlink() or home.stat().st_uid != os.getuid():
            return False
        descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(descriptor)
