"""The program as a process among others: interrupted, told to end, without streams, in a folder full of traps."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAIN = str(ROOT / "main.py")
FORM = "form:input_size=3,hidden_size=4"
LONG_RUN = ("run", "form:input_size=500,hidden_size=500,num_layers=8", "--input", "0=ones(100000,8,500)")
TRAPS = ("torch", "random", "numpy", "json", "re", "safetensors", "multiprocessing", "inspector", "resources")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


class Started:
    """The program, started in a group of its own with a folder of its own for temporary files."""

    def __init__(self, folder: Path, *words: str, **options: Any) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.mark = f"LSTMSCOPE_TEST_MARK={uuid.uuid4()}".encode()
        name, value = self.mark.decode().split("=")
        environment = os.environ | {"TMPDIR": str(self.temporary), name: value} | options.pop("env", {})
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        command = [sys.executable, MAIN, *words]
        self.process = subprocess.Popen(command, env=environment, start_new_session=True, text=True, **pipes)

    def family(self) -> list[int]:
        """Give the processes that inherited the program's environment, itself included."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self.mark in _environment(folder)]

    def end(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err

    def left(self) -> list[str]:
        """Give what is left in the folder for temporary files, once every process of the program is gone."""
        wait_until(lambda: not self.family())
        return [path.name for path in self.temporary.iterdir()]


def _environment(folder: Path) -> bytes:
    try:
        return (folder / "environ").read_bytes()
    except OSError:
        return b""


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    pause, limit = threading.Event(), time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, "waited in vain"
        pause.wait(0.02)


def is_importing(started: Started) -> bool:
    """Tell whether the fork server has begun: the program, multiprocessing's tracker of resources, and it."""
    return len(started.family()) >= 3


def is_running(started: Started) -> bool:
    """Tell whether the model's process is there too and has made a file's name its own."""
    return len(started.family()) >= 4


@on_linux
def test_finished_program_leaves_nothing(tmp_path: Path) -> None:
    started = Started(tmp_path, "run", FORM, "--json")
    code, out, err = started.end()
    assert (code, err) == (0, "")
    assert json.loads(out)["calls"]
    assert started.left() == []


@on_linux
@pytest.mark.parametrize("moment", [is_importing, is_running])
def test_ctrl_c_is_one_line_and_leaves_nothing(tmp_path: Path, moment: Callable[[Started], bool]) -> None:
    # A terminal sends it to the whole group, the fork server and the workers among them.
    started = Started(tmp_path, *LONG_RUN)
    wait_until(lambda: moment(started))
    os.killpg(started.process.pid, signal.SIGINT)
    assert started.end() == (5, "", "lstmscope: Stopped.\n")
    assert started.left() == []


@on_linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_polite_end_is_one_line_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    started = Started(tmp_path, *LONG_RUN)
    wait_until(lambda: is_running(started))
    started.process.send_signal(number)
    assert started.end() == (5, "", "lstmscope: Stopped.\n")
    assert started.left() == []


@on_linux
def test_killed_program_leaves_no_process_and_no_folder_after_the_next(tmp_path: Path) -> None:
    started = Started(tmp_path, *LONG_RUN)
    wait_until(lambda: is_running(started))
    started.process.kill()
    started.end()
    assert any(name.startswith("lstmscope-") for name in started.left())
    again = [sys.executable, MAIN, "presets"]
    subprocess.run(again, env=os.environ | {"TMPDIR": str(started.temporary)}, check=True, stdout=subprocess.DEVNULL)
    assert not any(name.startswith("lstmscope-") for name in started.left())


@on_linux
def test_modules_in_the_current_folder_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    traps = tmp_path / "traps"
    traps.mkdir()
    for name in TRAPS:
        (traps / f"{name}.py").write_text(f"open({str(tmp_path / 'trapped')!r}, 'a').write(__name__ + ' ')\n")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    kept = tmp_path / "run.safetensors"
    for index, words in enumerate((["run", FORM, "-o", str(kept)], ["inspect", str(kept)])):
        folder = tmp_path / str(index)
        folder.mkdir()
        assert Started(folder, *words, cwd=traps).end()[0] == 0
    assert not (tmp_path / "trapped").exists()
    # The control: here Python does look in the current folder first.
    subprocess.run([sys.executable, "-c", "import torch"], cwd=traps, check=False, stderr=subprocess.DEVNULL)
    assert "torch" in (tmp_path / "trapped").read_text()


@on_linux
def test_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert Started(tmp_path, "presets", "--json", stdout=writing).end() == (0, None, "")
    finally:
        os.close(writing)


@on_linux
def test_full_disk_behind_stdout_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        code, _, err = Started(tmp_path, "presets", stdout=full).end()
    assert (code, err) == (2, "lstmscope: The output cannot be written: No space left on device.\n")


@on_linux
@pytest.mark.parametrize("closed", ["2>&-", "0<&- 1>&- 2>&-"])
def test_missing_stream_is_no_error(tmp_path: Path, closed: str) -> None:
    kept = tmp_path / "run.safetensors"
    line = f'exec "$0" "$@" {closed}'
    command = ["sh", "-c", line, sys.executable, MAIN, "run", FORM, "-o", str(kept)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert kept.exists()


def test_words_of_a_bad_command_come_on_stderr_alone(tmp_path: Path) -> None:
    code, out, err = Started(tmp_path, "run", "preset:none", "--json").end()
    assert (code, out) == (2, "")
    assert err.startswith("lstmscope: There is no preset 'none'.")
    assert err.count("\n") == 1


def test_output_that_the_terminal_cannot_encode_is_replaced(tmp_path: Path) -> None:
    started = Started(tmp_path, "run", FORM, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    code, out, err = started.end()
    assert (code, err) == (0, "")
    assert "?? input" in out


def test_an_interruption_while_the_program_is_loaded_leaves_no_traceback() -> None:
    code = (
        "import runpy, sys\n"
        "class Interrupts:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'inspector.commands.verbs':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupts())\n"
        f"runpy.run_path({MAIN!r}, run_name='__main__')\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (5, "", "lstmscope: Stopped.\n")
