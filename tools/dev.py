"""Set up the project's own environment and use it: the two commands of the README.

    python3 tools/dev.py run [ARGS...]          start LSTMScope (no ARGS: the window)
    python3 tools/dev.py test [PYTEST ARGS...]  format, lint, types, import contracts, tests
    python3 tools/dev.py libraries              print the Debian packages of the Linux libraries that are missing

Standard library only. The environment is .venv; pip's own configuration decides where packages come from.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "lstmscope.stamp"
WINDOWS = sys.platform == "win32"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
LINT_IMPORTS = SCRIPTS / ("lint-imports.exe" if WINDOWS else "lint-imports")

# Debian's name of the package: the file that it brings. Without the first five Qt does not load at all.
QT_LIBRARIES = {
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}

CHECKS = {
    "format": (str(PYTHON), "-m", "ruff", "format", "--check"),
    "lint": (str(PYTHON), "-m", "ruff", "check"),
    "types": (str(PYTHON), "-m", "mypy"),
    "import contracts": (str(LINT_IMPORTS), "--no-logo"),
    "tests": (str(PYTHON), "-m", "pytest"),
}


class Stamp(NamedTuple):
    """What an environment was made of; written into it when it is complete, and only then."""

    interpreter: str
    place: str
    needs: str
    extras: str

    def text(self) -> str:
        return "\n".join(self)


def wanted(extras: str) -> Stamp:
    # The place counts because an environment that was copied or moved still points to where it was made.
    needs = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        needs.update((ROOT / name).read_bytes())
    return Stamp(str(sys.implementation.cache_tag), str(ROOT), needs.hexdigest(), extras)


def present() -> Stamp | None:
    if not (STAMP.is_file() and PYTHON.exists()):
        return None
    fields = STAMP.read_text(encoding="utf-8").split("\n")
    return Stamp(*fields) if len(fields) == len(Stamp._fields) else None


def prepare(extras: str) -> None:
    """Make .venv hold what is wanted; the tests' environment also serves to run."""
    have, want = present(), wanted(extras)
    if have in (want, want._replace(extras="test")):
        return
    started = time.monotonic()
    if have is None or have[:2] != want[:2]:
        create()
    install(extras)
    STAMP.write_text(want.text(), encoding="utf-8")
    say(f"The environment is ready after {time.monotonic() - started:.0f} s.")
    warn_of_libraries()


def create() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise SystemExit("This Python cannot make environments; on Debian and Ubuntu: sudo apt install python3-venv")
    say("Making an environment in .venv ...")
    STAMP.unlink(missing_ok=True)
    # Not sys.executable: when .venv is active that is the very file that --clear removes.
    python = getattr(sys, "_base_executable", sys.executable)
    if subprocess.call([python, "-m", "venv", "--clear", str(VENV)]):
        raise SystemExit(f"The environment {VENV} could not be made; the message above tells why.")


def install(extras: str) -> None:
    say("Installing the libraries of constraints.txt; the first time this takes minutes, as PyTorch is large ...")
    STAMP.unlink(missing_ok=True)
    pip("pip")  # the pip that a Python brings may be older than 25.1, which learned --group
    pip("-e", ".", *(("--group", extras) if extras else ()))


def pip(*what: str) -> None:
    quiet = ("-qq", "--disable-pip-version-check", "--no-input")
    command = [str(PYTHON), "-m", "pip", "install", *quiet, "-c", "constraints.txt", *what]
    if subprocess.call(command, cwd=ROOT):
        raise SystemExit("Installing failed; pip's message above tells why. The next call starts afresh.")


def missing_packages() -> list[str]:
    """Name Debian's packages of those libraries that this Linux cannot load."""
    return [package for package, file in QT_LIBRARIES.items() if sys.platform == "linux" and not loads(file)]


def loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def warn_of_libraries() -> None:
    packages = missing_packages()
    if packages:
        files = ", ".join(QT_LIBRARIES[package] for package in packages)
        say(f"Warning: the window may not start, as this Linux lacks {files}; on Debian and Ubuntu:")
        say(f"  sudo apt install --no-install-recommends {' '.join(packages)}")


def run(arguments: list[str]) -> int:
    prepare("")
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):  # else there is no window to warn of
        warn_of_libraries()
    command = [str(PYTHON), str(ROOT / "main.py"), *arguments]
    if not WINDOWS:  # where execv returns to the prompt at once
        os.execv(command[0], command)
    return subprocess.call(command)


def test(arguments: list[str]) -> int:
    prepare("test")
    results = {name: check(name, command, arguments) for name, command in CHECKS.items()}
    say("\nSummary")
    for name, (code, seconds) in results.items():
        say(f"  {'passed' if code == 0 else 'FAILED'}  {name} ({seconds:.0f} s)")
    failed = any(code for code, _ in results.values())
    if failed:
        warn_of_libraries()
    return int(failed)


def check(name: str, command: tuple[str, ...], arguments: list[str]) -> tuple[int, float]:
    say(f"\n{name}: {Path(command[0]).name} {' '.join(command[1:])}")
    started = time.monotonic()
    code = subprocess.call([*command, *(arguments if name == "tests" else ())], cwd=ROOT)
    return code, time.monotonic() - started


def libraries(_: list[str]) -> int:
    print(" ".join(missing_packages()))
    return 0


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    verbs = {"run": run, "test": test, "libraries": libraries}
    if not arguments or arguments[0] not in verbs:
        say((__doc__ or "").strip())
        return 2
    try:
        return verbs[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036  (this file must say so, not fail, on an older one)
        raise SystemExit(f"LSTMScope needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")
    raise SystemExit(main(sys.argv[1:]))
