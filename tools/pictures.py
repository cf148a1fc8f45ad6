"""Make the pictures of the window that the README shows: python tools/pictures.py [FOLDER]

Each is a grab of the real window with real workers, at 1280 x 720; QT_SCALE_FACTOR=2 gives twice the pixels.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSettings, SignalInstance
from PySide6.QtWidgets import QApplication, QTabWidget

from inspector.reshape.outline import outline, selections
from inspector.reshape.parse import parse_steps
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.selection import Selection
from inspector.run.input import parse_input
from inspector.run.key import parse_key
from widgets.application import open_sample
from widgets.main_window import MainWindow
from widgets.theme import Theme, apply_theme
from widgets.workers import Workers
from widgets.workspace import Workspace

Scene = Callable[[MainWindow], None]


def built_in_model(window: MainWindow) -> None:
    _wait(window.workspace.run_changed, lambda: open_sample(window.workspace))
    _count(window)


def reshape(window: MainWindow) -> None:
    built_in_model(window)
    workspace = window.workspace
    h_n = Selection(parse_key("decoder/0/h_n"))
    _wait(workspace.reshaping.traced, lambda: workspace.change(workspace.session.with_selection(h_n)))
    steps = pipeline_of(parse_steps(".squeeze(0).reshape(32, 8, 8).mean(2)"))
    _wait(workspace.reshaping.previewed, lambda: workspace.edit(steps))


def code(window: MainWindow) -> None:
    reshape(window)
    _wait(window.delivery.delivered, lambda: window.delivery.copy(window.workspace.runs.limits))
    tabs = window.findChild(QTabWidget)
    assert isinstance(tabs, QTabWidget)
    tabs.setCurrentWidget(window.panels.export)


def failed_run(window: MainWindow) -> None:
    built_in_model(window)
    workspace = window.workspace
    assert workspace.session.request is not None
    inputs = tuple(parse_input(text) for text in ("0=normal(batch=32,time=20,10)", "1=normal(batch=32,time=25,6)"))
    workspace.change(workspace.session.with_request(replace(workspace.session.request, inputs=inputs)))
    _wait(workspace.runs.finished, workspace.run)
    _count(window)


SCENES: tuple[tuple[str, Theme, Scene], ...] = (
    ("built-in-model", Theme.LIGHT, built_in_model),
    ("built-in-model-dark", Theme.DARK, built_in_model),
    ("reshape", Theme.LIGHT, reshape),
    ("code", Theme.DARK, code),
    ("failed-run", Theme.LIGHT, failed_run),
)


def main(folder: Path) -> None:
    app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, theme, scene in SCENES:
        apply_theme(app, theme)
        with tempfile.TemporaryDirectory() as settings:
            workers = Workers()
            window = MainWindow(Workspace(workers), QSettings(f"{settings}/settings.ini", QSettings.Format.IniFormat))
            window.show()
            scene(window)
            app.processEvents()
            window.grab().save(str(folder / f"{name}.png"))
            window.close()
            workers.close()
            print(folder / f"{name}.png")


def _count(window: MainWindow) -> None:
    """Wait until the figures of every tensor of the run are there."""
    run, figures = window.workspace.session.run, window.workspace.runs.figures
    while run is not None and len(figures.found) < len(selections(outline(run, ""))):
        _wait(figures.changed, lambda: None)


def _wait(signal: SignalInstance, act: Callable[[], object]) -> None:
    loop = QEventLoop()
    signal.connect(lambda *_: loop.quit())
    act()
    loop.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "docs" / "pictures")
