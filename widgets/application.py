"""The application: made, run, and taken down."""

import sys
from importlib.resources import as_file, files
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from .bug_report import show_uncaught_errors
from .garbage import Garbage
from .icons import application_icon
from .main_window import MainWindow
from .polite_end import PoliteEnd
from .theme import apply_theme
from .theme_choice import kept_theme
from .warm_up import WarmUp
from .workers import Workers
from .workspace import Workspace

SAMPLE = "runs/seq2seq-encoder-decoder.safetensors"


def run_window(path: Path | None) -> int:
    """Show the window on the file, or on a built-in model already run, and give the exit code when it is closed."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("LSTMScope")
    app.setOrganizationName("LSTMScope")
    app.setWindowIcon(application_icon())
    settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "LSTMScope", "LSTMScope")
    apply_theme(app, kept_theme(settings))
    workers = Workers()
    try:
        window = MainWindow(Workspace(workers), settings)
        show_uncaught_errors(window)
        PoliteEnd(app)
        window.show()
        keep_responsive(window)
        if path is not None:
            window.open_path(path)
        else:
            open_sample(window.workspace)
        return app.exec()
    finally:
        workers.close()


def keep_responsive(window: MainWindow) -> None:
    """Keep what Python does by itself, at its first use or now and then, out of the window's way."""
    Garbage(window)
    WarmUp(window)


def open_sample(workspace: Workspace) -> None:
    """Show the built-in model, already run."""
    with as_file(files("resources").joinpath(SAMPLE)) as sample:
        workspace.workers.reader.open_saved(sample, workspace.show_run, workspace.opening.failed.emit)
    workspace.workers.reader.start()  # the window is there, so this takes nothing from its first painting
