"""A folder of a living owner is left alone, one of a killed owner is gone at the next start."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.worker.work_folder import WorkFolder

ROOT = Path(__file__).resolve().parents[3]
OWNER = """
import sys
from inspector.worker.work_folder import WorkFolder
folder = WorkFolder()
(folder.path / "run.safetensors").write_text("much")
print(folder.path, flush=True)
sys.stdin.read()
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_folder_is_new_and_goes_with_what_is_in_it(temporary: Path) -> None:
    with WorkFolder() as first, WorkFolder() as second:
        assert first != second
        (first / "part").mkdir()
        (first / "part" / "file").write_text("x")
        assert list(second.iterdir()) == []
    assert list(temporary.iterdir()) == []


def test_folder_of_a_living_owner_stays_and_that_of_a_killed_one_goes() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with owner:
        assert owner.stdout is not None
        folder = Path(owner.stdout.readline().strip())
        with WorkFolder():
            assert (folder / "run.safetensors").read_text() == "much"
        owner.send_signal(signal.SIGKILL)
    assert folder.exists()
    with WorkFolder():
        assert not folder.parent.exists()


def test_what_is_not_surely_ours_is_left_alone(temporary: Path) -> None:
    (temporary / "lstmscope-without-lock").mkdir()
    (temporary / "lstmscope-file").write_text("x")
    elsewhere = temporary / "precious"
    elsewhere.mkdir()
    (elsewhere / "lock").write_text("")
    (temporary / "lstmscope-link").symlink_to(elsewhere)
    linked = temporary / "lstmscope-linked-lock"
    linked.mkdir()
    (linked / "lock").symlink_to(elsewhere / "lock")
    before = sorted(os.listdir(temporary))
    with WorkFolder():
        pass
    assert sorted(os.listdir(temporary)) == before
    assert (elsewhere / "lock").exists()
