"""Landlock alone, without the filter that would refuse the same acts first."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.worker.landlock import landlock_abi

ROOT = Path(__file__).resolve().parents[3]
PRELUDE = """
import os, socket, sys
from pathlib import Path
from inspector.worker.landlock import restrict_writes
folder, port = Path(sys.argv[1]), int(sys.argv[2])
held = restrict_writes((folder,), (Path("/dev/null"),)) if sys.argv[3] == "limited" else None
def outcome(act):
    try:
        act()
    except PermissionError:
        return "refused"
    return "done"
"""


def run_child(code: str, folder: Path, port: int, mode: str) -> str:
    command = [sys.executable, "-c", PRELUDE + code, str(folder), str(port), mode]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


@pytest.mark.skipif(landlock_abi() < 4, reason="this kernel's Landlock has no TCP rights (ABI 4)")
def test_tcp_is_refused(tmp_path: Path) -> None:
    code = """
assert held is None or held.tcp
print(outcome(lambda: socket.create_connection(("127.0.0.1", port), 5).close()))
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert run_child(code, tmp_path, port, "limited") == "refused"
        assert run_child(code, tmp_path, port, "free") == "done"


@pytest.mark.skipif(landlock_abi() < 6, reason="this kernel's Landlock does not scope signals (ABI 6)")
def test_signals_to_other_programs_are_refused(tmp_path: Path) -> None:
    code = """
assert held is None or held.signals
os.kill(os.getpid(), 0)
print(outcome(lambda: os.kill(os.getppid(), 0)))
"""
    assert run_child(code, tmp_path, 0, "limited") == "refused"
    assert run_child(code, tmp_path, 0, "free") == "done"


@pytest.mark.skipif(landlock_abi() < 3, reason="this kernel has no Landlock with truncation (ABI 3)")
def test_a_place_around_the_probe_is_not_claimed(tmp_path: Path) -> None:
    """If the parent of a folder is writable too, what the rules claim must not be that it is not."""
    code = """
held = restrict_writes((folder, folder / "worker"), ())
print(held.files, sorted(path.name for path in folder.iterdir()))
"""
    (tmp_path / "worker").mkdir()
    assert run_child(code, tmp_path, 0, "free") == "False ['worker']"


@pytest.mark.skipif(landlock_abi() < 1, reason="this kernel has no Landlock")
def test_a_missing_folder_is_an_error_and_restricts_nothing(tmp_path: Path) -> None:
    code = """
try:
    restrict_writes((folder / "missing",), ())
except FileNotFoundError:
    (folder.parent / (folder.name + "-new")).mkdir()
    print("nothing is restricted")
"""
    assert run_child(code, tmp_path, 0, "free") == "nothing is restricted"


@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is a part of Linux")
def test_older_versions_get_only_the_rights_they_know(tmp_path: Path) -> None:
    """A kernel refuses rights above its version: told to be older, we ask for fewer and claim fewer."""
    abi = landlock_abi()
    code = """
import inspector.worker.landlock as landlock
landlock.landlock_abi = lambda: int(sys.argv[2])
held = restrict_writes((folder,), (Path("/dev/null"),))
print(held.abi, held.files, held.tcp, held.signals)
"""
    for older in range(1, min(abi, 6) + 1):
        said = run_child(code, tmp_path, older, "free")
        assert said == f"{older} {older >= 3} {older >= 4} {older >= 6}"
    assert os.listdir(tmp_path) == []
