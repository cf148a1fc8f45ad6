"""Make the pictures of the window that the README shows: python tools/pictures.py [FOLDER [NAME ...]]

Each is a grab of the real window with real workers, at 1280 x 720; QT_SCALE_FACTOR=2 gives twice the pixels.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import scenes
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog

from widgets.gates_window import GatesWindow
from widgets.main_window import MainWindow
from widgets.theme import Theme, apply_theme
from widgets.workers import Workers
from widgets.workspace import Workspace

SCENES: tuple[tuple[str, Theme, scenes.Scene], ...] = (
    ("built-in-model", Theme.LIGHT, scenes.built_in_model),
    ("built-in-model-dark", Theme.DARK, scenes.built_in_model),
    ("reshape", Theme.LIGHT, scenes.reshape),
    ("code", Theme.DARK, scenes.code),
    ("failed-run", Theme.LIGHT, scenes.failed_run),
    ("predicted-error", Theme.LIGHT, scenes.predicted_error),
    ("question-reshape", Theme.LIGHT, scenes.question_reshape),
    ("question-keras", Theme.LIGHT, scenes.question_keras),
    ("question-sequences", Theme.LIGHT, scenes.question_sequences),
    ("question-dims", Theme.LIGHT, scenes.question_dims),
    ("question-interpret", Theme.LIGHT, scenes.question_interpret),
    ("checkpoint-weights", Theme.DARK, scenes.checkpoint_weights),
    ("scramble-m3", Theme.LIGHT, scenes.scramble_m3),
    ("scramble-m4", Theme.DARK, scenes.scramble_m4),
    ("scramble-m6", Theme.LIGHT, scenes.scramble_m6),
    ("compare", Theme.LIGHT, scenes.compare),
    ("wish", Theme.DARK, scenes.wish),
    ("packed", Theme.LIGHT, scenes.packed),
    ("class-form", Theme.LIGHT, scenes.class_form),
    ("preset-menu", Theme.LIGHT, scenes.preset_menu),
    ("timeline", Theme.LIGHT, scenes.timeline),
    ("gates", Theme.LIGHT, scenes.gates),
    ("gates-unit", Theme.LIGHT, scenes.gates_unit),
    ("cell", Theme.LIGHT, scenes.cell),
)


def main(folder: Path, only: list[str]) -> None:
    app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, theme, scene in SCENES:
        if only and name not in only:
            continue
        apply_theme(app, theme)
        with tempfile.TemporaryDirectory() as settings:
            workers = Workers()
            window = MainWindow(Workspace(workers), QSettings(f"{settings}/settings.ini", QSettings.Format.IniFormat))
            window.show()
            scene(window)
            app.processEvents()
            dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
            beside = [gates for gates in window.findChildren(GatesWindow) if gates.isVisible()]
            shown = app.activePopupWidget() or next(iter([*dialogs, *beside]), window)
            shown.grab().save(str(folder / f"{name}.png"))
            window.close()
            shiboken6.delete(window)  # in a set order, not when Python ends
            workers.close()
            print(folder / f"{name}.png")


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent / "docs" / "pictures"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here, sys.argv[2:])
