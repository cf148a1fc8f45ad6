"""The wheel holds the program, the whole program and nothing but the program, and it starts."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHIPPED = ("inspector", "widgets", "resources")
VERSION = "import sys; from lstmscope.main import main; raise SystemExit(main(['--version']))"
PLACES = """
import lstmscope.main, importlib, sys
for name in ("inspector", "widgets", "resources"):
    print(importlib.import_module(name).__file__)
"""


def output(*command: str, cwd: Path, **environment: str) -> str:
    result = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def source_files() -> list[Path]:
    """List what a commit of everything would hold, relative to the root."""
    listed = output("git", "ls-files", "-coz", "--exclude-standard", cwd=ROOT).split("\0")
    return [Path(name) for name in listed if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build from a copy: setuptools keeps a build folder in which deleted files live on."""
    if not (ROOT / ".git").exists():
        pytest.skip("only a git checkout tells which files belong to the program")
    work = tmp_path_factory.mktemp("wheel")
    for file in source_files():
        target = work / "source" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, target)
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(work), str(work / "source"))
    output(*build, cwd=work)
    (built,) = work.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install into an empty folder, which then goes before the environment's own packages."""
    target = tmp_path_factory.mktemp("site")
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    output(sys.executable, "-m", "pip", "install", *offline, "--target", str(target), str(wheel), cwd=target)
    return target


def test_wheel_holds_every_file_of_the_packages(wheel: Path) -> None:
    expected = {f"lstmscope/{file.as_posix()}" for file in source_files() if file.parts[0] in SHIPPED}
    expected.add("lstmscope/main.py")
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith("lstmscope/")}
    forgotten, uncalled = sorted(expected - names), sorted(names - expected)
    assert not forgotten, f"The wheel lacks {forgotten}: list their package under [tool.setuptools] packages."
    assert not uncalled, f"The wheel holds {uncalled}, which the source tree does not."


def test_site_packages_get_one_package(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        top = {name.split("/")[0] for name in archive.namelist()}
    assert top == {"lstmscope", f"lstmscope-{PROJECT['version']}.dist-info"}


def test_wheel_is_one_for_all_platforms(wheel: Path) -> None:
    assert wheel.name == f"lstmscope-{PROJECT['version']}-py3-none-any.whl"


def test_installed_program_tells_its_version(site: Path, tmp_path: Path) -> None:
    told = output(sys.executable, "-c", VERSION, cwd=tmp_path, PYTHONPATH=str(site))
    assert PROJECT["version"] in told


@pytest.mark.parametrize("script", PROJECT["scripts"] | PROJECT["gui-scripts"])
def test_installed_command_tells_its_version(site: Path, tmp_path: Path, script: str) -> None:
    command = shutil.which(script, path=site / "bin")  # on Windows with .exe
    assert command, sorted(site.rglob("*"))
    told = output(command, "--version", cwd=tmp_path, PYTHONPATH=str(site))
    assert PROJECT["version"] in told


def test_installed_program_uses_its_own_packages(site: Path, tmp_path: Path) -> None:
    places = output(sys.executable, "-c", PLACES, cwd=tmp_path, PYTHONPATH=str(site)).split("\n")
    expected = [str(site / "lstmscope" / name / "__init__.py") for name in SHIPPED]
    assert places[:-1] == expected
