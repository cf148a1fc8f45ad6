"""Each hostile act runs in a child of its own, once free to show that it works, and once limited."""

import json
import os
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.errors import FileError
from inspector.worker.landlock import landlock_abi
from inspector.worker.limits import Containment, Limits, apply_limits, default_memory_bytes

ROOT = Path(__file__).resolve().parents[3]
PRELUDE = """
import ctypes, json, os, socket, subprocess, sys, threading
from pathlib import Path
from inspector.worker.limits import Limits, apply_limits
folder, outside, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
"""
REPORT = """
print(json.dumps([held.memory, held.files, held.network, held.programs, held.text]), flush=True)
"""
ACT = """
try:
{act}
except PermissionError as error:
    print("refused", flush=True)
except OSError as error:
    print("refused" if error.errno == 18 else "failed: %r" % error, flush=True)
else:
    print("done", flush=True)
"""

LANDLOCK = landlock_abi() >= 3
SECCOMP = (
    sys.platform == "linux"
    and os.uname().machine in ("x86_64", "aarch64")
    and Path("/proc/sys/kernel/seccomp/actions_avail").exists()
)
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the limits act on Linux")
needs_landlock = pytest.mark.skipif(not LANDLOCK, reason="this kernel has no Landlock with truncation (ABI 3)")
needs_filter = pytest.mark.skipif(not SECCOMP, reason="no system call filter on this machine")

FILES = {
    "create": '(outside / "new").write_text("x")',
    "overwrite": '(outside / "kept").write_text("x")',
    "truncate": 'os.truncate(outside / "kept", 0)',
    "truncate_by_opening": 'os.close(os.open(outside / "kept", os.O_RDONLY | os.O_TRUNC))',
    "delete": '(outside / "kept").unlink()',
    "delete_folder": '(outside / "empty").rmdir()',
    "make_folder": '(outside / "new").mkdir()',
    "rename": '(outside / "kept").rename(outside / "moved")',
    "move_in": '(outside / "kept").rename(folder / "taken")',
    "link_in": 'os.link(outside / "kept", folder / "taken")',
    "link_out": '(folder / "own").write_text("x"); os.link(folder / "own", outside / "new")',
    "symlink_in_folder": '(folder / "link").symlink_to(outside / "kept")',
    "pipe_in_folder": 'os.mkfifo(folder / "pipe")',
    "change_mode": '(outside / "kept").chmod(0o777)',
}
NETWORK = {
    "tcp_connect": 'socket.create_connection(("127.0.0.1", port), 5).close()',
    "tcp_bind": 'socket.create_server(("127.0.0.1", 0)).close()',
    "udp": 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port))',
    "named_socket": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).close()",
    "socket_pair": "socket.socketpair()[0].close()",
}
PROGRAMS = {
    "system": """
        if os.system("exit 7") != 7 << 8:
            raise PermissionError
    """,
    "subprocess": 'subprocess.run(["true"], check=True)',
    "spawn": 'os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "true"], {}), 0)',
    "exec": """os.execv("/bin/sh", ["sh", "-c", "echo '[]'; echo done"])""",
    "exec_memory_file": """
        file = os.memfd_create("program", 0)
        os.write(file, b"#!/bin/sh\\necho done\\n")
        os.execve(file, ["program"], {})
    """,
    "fork": """
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
    """,
    "read_other_memory": """
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "read")
    """,
    "watch_other_process": "os.close(os.pidfd_open(os.getppid()))",
}


def run_child(code: str, folder: Path, outside: Path | None = None, port: int = 0) -> list[str]:
    command = [sys.executable, "-c", PRELUDE + code, str(folder), str(outside or folder.parent), str(port)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert child.returncode == 0, child.stderr
    return child.stdout.splitlines()


def act_code(act: str, limit: str) -> str:
    return limit + REPORT + ACT.format(act=textwrap.indent(textwrap.dedent(act).strip(), "    "))


LIMITED = "held = apply_limits(Limits(folder, None))"
FREE = "from inspector.worker.limits import Containment; held = Containment(None, False, False, False)"


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    folder, outside = tmp_path / "worker", tmp_path / "user"
    for path in (folder, outside, outside / "empty"):
        path.mkdir()
    (outside / "kept").write_text("precious")
    return folder, outside


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def check_act(act: str, part: int, works: bool, places: tuple[Path, Path], port: int) -> None:
    """Limited first, so that the free run finds what the limited one must have left alone."""
    folder, outside = places
    report, outcome = run_child(act_code(act, LIMITED), folder, outside, port)
    claimed = json.loads(report)[part]
    if not works:
        assert claimed is False
        pytest.skip("this kernel cannot refuse it, and the containment does not claim it")
    assert claimed is True
    assert outcome == "refused"
    assert (outside / "kept").read_text() == "precious"
    assert sorted(path.name for path in outside.iterdir()) == ["empty", "kept"]
    assert run_child(act_code(act, FREE), folder, outside, port)[-1] == "done"


@on_linux
@pytest.mark.parametrize("act", FILES.values(), ids=FILES)
def test_writing_outside_is_refused(act: str, places: tuple[Path, Path]) -> None:
    check_act(act, 1, LANDLOCK and SECCOMP, places, 0)


@on_linux
@pytest.mark.parametrize("act", NETWORK.values(), ids=NETWORK)
def test_network_is_refused(act: str, places: tuple[Path, Path], port: int) -> None:
    check_act(act, 2, SECCOMP, places, port)


@on_linux
@pytest.mark.parametrize("act", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_and_other_processes_are_refused(act: str, places: tuple[Path, Path]) -> None:
    check_act(act, 3, SECCOMP, places, 0)


@on_linux
def test_memory_beyond_the_limit_is_a_memory_error(places: tuple[Path, Path]) -> None:
    act = """
    part = bytearray(50_000_000)
    try:
        bytearray(250_000_000)
    except MemoryError:
        raise PermissionError
    """
    limited = "held = apply_limits(Limits(folder, 200_000_000))"
    report, outcome = run_child(act_code(act, limited), places[0])
    assert json.loads(report)[0] is True
    assert json.loads(report)[4].endswith("0.2 GB of memory")
    assert outcome == "refused"
    assert run_child(act_code(act, FREE), places[0])[-1] == "done"


@on_linux
@pytest.mark.parametrize("limits", ["Limits(folder, None)", "Limits(folder, 10**9, 'cuda:0')"])
def test_memory_that_is_not_limited_is_not_claimed(limits: str, places: tuple[Path, Path]) -> None:
    code = f"""
import resource
before = resource.getrlimit(resource.RLIMIT_AS)
held = apply_limits({limits})
assert resource.getrlimit(resource.RLIMIT_AS) == before
"""
    (report,) = run_child(code + REPORT, places[0])
    assert json.loads(report)[0] is False
    assert "memory" not in json.loads(report)[4]


def test_what_a_worker_needs_still_works(places: tuple[Path, Path]) -> None:
    code = """
import multiprocessing, tempfile
mine, yours = multiprocessing.Pipe()
held = apply_limits(Limits(folder, 1_000_000_000))
import decimal, sqlite3, xml.dom.minidom  # nothing has imported them before
import inspector.worker.limits as limits
assert "apply_limits" in Path(limits.__file__).read_text()
(folder / "sub").mkdir()
(folder / "sub" / "result").write_bytes(b"123")
(folder / "sub" / "result").rename(folder / "result")
with tempfile.NamedTemporaryFile() as file:
    assert Path(file.name).parent == folder
    assert os.environ["TMPDIR"] == str(folder)
with open(os.devnull, "w") as nothing:
    nothing.write("x")
thread = threading.Thread(target=yours.send, args=("from a thread",))
thread.start()
assert mine.recv() == "from a thread"
thread.join()
print((outside / "kept").read_text(), (folder / "result").read_text())
"""
    assert run_child(code, *places) == ["precious 123"]


def test_torch_still_computes_and_saves(places: tuple[Path, Path]) -> None:
    # Forked as a fork server does it: torch is imported, nothing was computed, one thread is left.
    code = """
import torch
from safetensors.torch import load_file, save_file
child = os.fork() if sys.platform == "linux" else 0
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
held = apply_limits(Limits(folder, 4_000_000_000))
torch.set_num_threads(2)
ones = torch.ones(600, 600)
assert torch.equal(ones @ ones, 600 * ones)
lstm = torch.nn.LSTM(3, 5, num_layers=2)
output, (h_n, c_n) = lstm(torch.randn(7, 4, 3))
assert torch.equal(output[-1], h_n[-1])
save_file({"output": output.detach()}, folder / "run.safetensors")
assert torch.equal(load_file(folder / "run.safetensors")["output"], output)
torch.save(lstm.state_dict(), folder / "weights.pt")
torch.load(folder / "weights.pt", weights_only=True)
try:
    torch.empty(2_000_000_000)
except RuntimeError as error:
    assert "allocate memory" in str(error)
else:
    raise SystemExit("8 GB were given out of 4")
"""
    (report,) = run_child(code + REPORT, places[0])
    assert json.loads(report)[:4] == [True, LANDLOCK and SECCOMP, SECCOMP, SECCOMP]


@needs_landlock
@needs_filter
def test_an_older_thread_is_told_of(places: tuple[Path, Path]) -> None:
    """It can still write, which is why files are not claimed; the filter binds it all the same."""
    code = """
go = threading.Event()
def act():
    go.wait()
    (outside / "new").write_text("x")
    try:
        socket.socket()
    except PermissionError:
        print("no socket")
thread = threading.Thread(target=act)
thread.start()
held = apply_limits(Limits(folder, None))
go.set()
thread.join()
"""
    said, report = run_child(code + REPORT, *places)
    assert said == "no socket"
    assert json.loads(report) == [False, False, True, True, "contained: no network, no programs"]
    assert (places[1] / "new").exists()


HIDE = """
import errno, inspector.worker.{module} as module
def missing(number, *arguments):
    raise OSError(errno.ENOSYS, "masked")
module.call_kernel = missing
held = apply_limits(Limits(folder, None))
"""


@needs_filter
def test_without_landlock_files_are_not_claimed(places: tuple[Path, Path]) -> None:
    (report,) = run_child(HIDE.format(module="landlock") + REPORT, places[0])
    assert json.loads(report) == [False, False, True, True, "contained: no network, no programs"]


@on_linux
def test_without_the_filter_nothing_is_claimed(places: tuple[Path, Path]) -> None:
    """Landlock alone leaves modes and owners of files to be changed, so it is not enough for files either."""
    (report,) = run_child(HIDE.format(module="seccomp") + REPORT, places[0])
    assert json.loads(report) == [False, False, False, False, "process only"]


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_import_it_and_claim_nothing(platform: str, places: tuple[Path, Path]) -> None:
    code = f"""
for name in [name for name in sys.modules if name.startswith("inspector.worker")]:
    del sys.modules[name]
sys.platform = {platform!r}
if {platform!r} == "win32":
    sys.modules["resource"] = sys.modules["fcntl"] = None
from inspector.worker.limits import Limits, apply_limits
held = apply_limits(Limits(folder, 10**9))
"""
    (report,) = run_child(code + REPORT, places[0])
    assert json.loads(report) == [False, False, False, False, "process only"]


@on_linux
def test_no_core_file_is_left(places: tuple[Path, Path]) -> None:
    code = LIMITED + "\nimport resource; print(resource.getrlimit(resource.RLIMIT_CORE))"
    assert run_child(code, places[0]) == ["(0, 0)"]


@needs_landlock
@needs_filter
def test_limits_can_be_applied_twice(places: tuple[Path, Path]) -> None:
    code = "apply_limits(Limits(folder, 2 * 10**9)); held = apply_limits(Limits(folder, 10**9))"
    (report,) = run_child(code + REPORT, places[0])
    said = "contained: no network, no programs, writes only in its folder, 1.0 GB of memory"
    assert json.loads(report) == [True, True, True, True, said]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="missing does not exist"):
        apply_limits(Limits(tmp_path / "missing", None))


@pytest.mark.parametrize(
    ("held", "text"),
    [
        pytest.param(Containment(None, False, False, False), "process only", id="nothing"),
        pytest.param(Containment(8 * 10**9, False, False, False), "process only, 8.0 GB of memory", id="memory"),
        pytest.param(Containment(None, True, False, False), "contained: writes only in its folder", id="files"),
    ],
)
def test_the_text_says_what_holds(held: Containment, text: str) -> None:
    assert held.text == text


@on_linux
def test_default_is_three_quarters_of_the_memory() -> None:
    lines = Path("/proc/meminfo").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("MemTotal:"))
    assert default_memory_bytes() == int(kilobytes) * 1024 * 3 // 4
