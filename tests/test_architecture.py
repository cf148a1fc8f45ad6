"""The rules that keep the stages apart: the contracts of pyproject.toml, and what an interpreter really loads."""

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as main; main()"
LOAD = """
import importlib, sys
forbidden, *names = sys.argv[1:]
for name in names:
    importlib.import_module(name)
    found = sorted(set(forbidden.split(",")) & sys.modules.keys())
    if found:
        raise SystemExit(f"importing {name} loaded {', '.join(found)}")
"""


def child(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=300
    )


def modules(*packages: str) -> list[str]:
    """Name every module that lies in the folders, as a walk of the files finds them; a __main__ is a program."""
    files = sorted(file for package in packages for file in (ROOT / package).rglob("*.py") if file.stem != "__main__")
    return [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


def engine_side() -> set[str]:
    """Name the engine and what imports it; only a worker's process and the command line may load those."""
    graph = grimp.build_graph("inspector", cache_dir=None)
    return {"inspector.engine"} | graph.find_downstream_modules("inspector.engine", as_package=True)


def test_import_contracts_hold() -> None:
    result = child(LINT_IMPORTS, "--config", str(ROOT / "pyproject.toml"), "--no-cache", "--no-logo")
    assert result.returncode == 0, result.stdout + result.stderr


def test_window_side_loads_no_torch() -> None:
    beyond = engine_side()
    names = [name for name in modules("inspector") if name not in beyond and "engine" not in name.split(".")]
    assert "inspector.errors" in names
    result = child(LOAD, "torch", *names, *modules("widgets"))
    assert result.returncode == 0, result.stderr


def test_core_loads_no_qt() -> None:
    result = child(LOAD, "PySide6,shiboken6,pyqtgraph,superqt,qtpy", *modules("inspector"))
    assert result.returncode == 0, result.stderr


def test_main_loads_neither_torch_nor_qt_before_it_knows_its_task() -> None:
    result = child(LOAD, "torch,PySide6,pyqtgraph", "main")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("forbidden", [pytest.param("json", id="first"), pytest.param("torch,json", id="later")])
def test_loading_a_forbidden_module_is_noticed(forbidden: str) -> None:
    result = child(LOAD, forbidden, "inspector.errors", "json.decoder")
    assert result.returncode == 1
    assert result.stderr.strip() == "importing json.decoder loaded json"


def test_root_holds_no_module_but_main() -> None:
    # [tool.setuptools] maps lstmscope to the root, so any other module there would slip into the wheel.
    assert [file.name for file in ROOT.glob("*.py")] == ["main.py"]
