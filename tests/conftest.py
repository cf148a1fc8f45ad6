"""Keep every test off the screen, off the user's settings and, in CI, off chance."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
WINDOW_FOLDERS = (TESTS / "widgets", TESTS / "end_to_end")


def choose_qt() -> None:
    # pyqtgraph would try PyQt6 first and qtpy PyQt5; without a screen Qt aborts instead of raising.
    os.environ["QT_API"] = "pyside6"
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
    no_screen = sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if no_screen or not os.environ.get("QT_QPA_PLATFORM"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def choose_examples() -> None:
    # A slow shared machine is no reason to fail: no deadline, and in CI the same examples every time.
    settings.register_profile("dev", deadline=None)
    settings.register_profile(
        "ci", deadline=None, derandomize=True, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


choose_qt()
choose_examples()


@pytest.fixture(autouse=True)
def window_rules(request: pytest.FixtureRequest) -> None:
    """Give the two fixtures below to the tests of the window, before any of their own, and to no other test."""
    if any(request.path.is_relative_to(folder) for folder in WINDOW_FOLDERS):
        request.getfixturevalue("own_settings")
        request.getfixturevalue("no_window_left")


@pytest.fixture
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test empty settings and user folders of its own."""
    from PySide6.QtCore import QSettings, QStandardPaths

    user = tmp_path / "user"
    for format_ in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(format_, QSettings.Scope.UserScope, str(user / "settings"))
    if sys.platform == "linux":
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            monkeypatch.setenv(f"XDG_{kind}_HOME", str(user / kind.lower()))
    else:
        QStandardPaths.setTestModeEnabled(True)


@pytest.fixture
def no_window_left() -> Iterator[None]:
    """Fail the test that leaves a window on the screen, and take the window away."""
    yield
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(widget).__name__} '{widget.windowTitle()}'" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    assert not names, f"The test left windows open: {', '.join(names)}. Give them to qtbot.addWidget or close them."
