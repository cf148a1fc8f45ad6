"""The limits of a worker on each device: what is chosen, and on Linux that it holds, with or without the device."""

import subprocess
import sys
from pathlib import Path

import pytest

from inspector.worker import device_limits
from inspector.worker.device_limits import device_files, limits_address_space, watches_memory, written_folders
from inspector.worker.landlock import landlock_abi

ROOT = Path(__file__).resolve().parents[3]
ACCELERATORS = ("cuda", "cuda:0", "cuda:1", "mps", "xpu:0")

needs_landlock = pytest.mark.skipif(landlock_abi() < 3, reason="this kernel has no Landlock with truncation (ABI 3)")


def test_only_the_cpu_has_its_address_space_limited():
    assert limits_address_space("cpu")
    assert not any(map(limits_address_space, ACCELERATORS))


@pytest.mark.parametrize("device", ACCELERATORS)
def test_what_the_system_cannot_limit_is_watched(device):
    assert watches_memory(device, 10**9, "linux")
    assert not watches_memory(device, None, "linux")
    assert not watches_memory(device, 10**9, "darwin")


def test_a_process_on_the_cpu_is_not_watched():
    assert not watches_memory("cpu", 10**9, "linux")


def test_files_of_the_drivers():
    assert device_files("cpu") == device_files("mps") == ("null",)
    assert device_files("cuda:3") == device_files("cuda") == ("null", "nvidia*", "nvidia-caps/*", "kfd", "dri/*")
    assert device_files("xpu") == ("null", "dri/*")


def test_only_cuda_names_its_threads_in_proc():
    assert written_folders("cuda:0") == ("/proc/self/task",)
    assert all(written_folders(device) == () for device in ("cpu", "mps", "xpu"))


def test_the_choice_needs_no_driver():
    assert not {"torch", "os", "resource"} & set(vars(device_limits))


# What cuInit does first in a thread of its own; where it is refused, it gives 304, operating system call failed.
NAMING = """
import os, sys, threading
from pathlib import Path
from inspector.worker.limits import Limits, apply_limits
held = apply_limits(Limits(Path(sys.argv[1]), 10**9, sys.argv[2]))
assert held.files
outcomes = []
def name_itself():
    for owner in ("self", os.getpid()):
        try:
            with open(f"/proc/{owner}/task/{threading.get_native_id()}/comm", "r+") as file:
                file.write("named")
            outcomes.append(Path(f"/proc/{owner}/task/{threading.get_native_id()}/comm").read_text().strip())
        except PermissionError:
            outcomes.append("refused")
thread = threading.Thread(target=name_itself)
thread.start()
thread.join()
for path in ("/proc/self/oom_score_adj", "/proc/self/task/made"):
    try:
        Path(path).write_text("5")
        outcomes.append("written")
    except OSError:
        outcomes.append("refused")
print(*outcomes)
"""


@needs_landlock
@pytest.mark.parametrize(
    ("device", "outcomes"),
    [("cuda:0", "named named refused refused"), ("cpu", "refused refused refused refused")],
)
def test_a_driver_may_name_its_threads_and_nothing_else(device, outcomes, tmp_path):
    command = [sys.executable, "-c", NAMING, str(tmp_path), device]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (child.stdout.strip(), child.stderr) == (outcomes, "")


@pytest.mark.skipif(sys.platform != "linux", reason="the limits act on Linux")
def test_what_cuda_compiles_is_kept_in_the_workers_folder(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from inspector.worker.limits import Limits, apply_limits;"
        "apply_limits(Limits(Path(sys.argv[1]), None, 'cuda:0')); print(os.environ['CUDA_CACHE_PATH'])"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert Path(child.stdout.strip()).parent == tmp_path
