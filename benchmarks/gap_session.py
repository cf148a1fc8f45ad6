"""The real window with real workers, used as a person does, and the longest gap of its event loop for each use.

The folder holds `run.safetensors`, a large run, and `model.safetensors`, a large model; a copy of the run is saved
there and removed in the end. Nothing in this process imports torch: the workers do.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from inspector.reshape.outline import tensors_in
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from widgets.application import keep_responsive, open_sample
from widgets.gates_work import GatesWork
from widgets.main_window import MainWindow
from widgets.theme import Theme, apply_theme
from widgets.workers import Workers
from widgets.workspace import Workspace

from .gap_timer import TICK, GapTimer, wait, wait_until

RUN, MODEL, _SAVED = "run.safetensors", "model.safetensors", "saved.safetensors"
OUTPUT = Selection(parse_key("/0/output"))
_GATES = QKeySequence("Ctrl+G")
_SETTLED = 300  # milliseconds: what follows from an event has been painted
_IDLE = 1500
_FRAME = 16
_PLACES, _STRIDE = 60, 29  # of the slider
_CHOSEN, _CHOICE = 12, 60  # tensors, and milliseconds that each is looked at


def gaps(folder: Path) -> dict[str, float]:
    """Use the window in every way and give the longest gap of each, in seconds."""
    found: dict[str, float] = {}
    with window(folder) as shown:
        session = GapSession(shown, folder)
        timer = GapTimer(shown)
        for name, use in session.uses().items():
            timer.begin()
            use()
            wait(3 * TICK)
            found[name] = timer.longest()
            session.complain()
            wait(_SETTLED)
    (folder / _SAVED).unlink()
    return found


@contextmanager
def window(folder: Path) -> Iterator[MainWindow]:
    """Show the window as the program does; its settings are kept in the folder."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    workers = Workers()
    try:
        made = MainWindow(Workspace(workers), QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
        made.resize(1280, 800)
        made.show()
        keep_responsive(made)
        yield made
        made.close()
    finally:
        workers.close()


class GapSession:
    """What a person does, one after the other; each use ends when there is nothing more to wait for."""

    def __init__(self, shown: MainWindow, folder: Path) -> None:
        self._window, self._workspace, self._folder = shown, shown.workspace, folder
        self._errors: list[object] = []
        self._saved: list[object] = []
        runs, opening = self._workspace.runs, self._workspace.opening
        for signal in (opening.failed, runs.failed, runs.statistics_failed, runs.save_failed):
            signal.connect(self._errors.append)
        runs.saved.connect(self._saved.append)

    def uses(self) -> dict[str, Callable[[], None]]:
        """Give the uses in their order."""
        return {
            "start": self.start,
            "idle": lambda: wait(_IDLE),
            "open_model": self.open_model,
            "run": self.run,
            "gates": self.gates,
            "open_run": self.open_run,
            "count": self.count,
            "choose": self.choose,
            "scrub": self.scrub,
            "save": self.save,
        }

    def complain(self) -> None:
        """Raise RuntimeError where something failed."""
        if self._errors:
            raise RuntimeError(str(self._errors[0]))

    def start(self) -> None:
        """Show the built-in run, and have its figures counted."""
        open_sample(self._workspace)
        self.count()

    def count(self) -> None:
        """Wait for the figures of everything that is in the tree."""
        wait_until(self._counted)

    def open_model(self) -> None:
        """Open the model, have it run with input that fits, and have the figures of all its tensors counted."""
        before = self._workspace.session.summary
        self._window.open_path(self._folder / MODEL)
        wait_until(lambda: self._workspace.session.summary is not before and self._workspace.session.run is not None)
        self.count()

    def run(self) -> None:
        """Run it again."""
        before = self._workspace.session.run
        self._workspace.run()
        wait_until(lambda: self._workspace.session.run is not before)
        self.count()

    def gates(self) -> None:
        """Look inside the layer."""
        action = next(each for each in self._window.findChildren(QAction) if each.shortcut() == _GATES)
        action.trigger()
        work = self._window.findChild(GatesWork)
        wait_until(lambda: work.shown is not None)
        wait(_SETTLED)

    def open_run(self) -> None:
        """Open the run that lies elsewhere; it is copied while it is looked at."""
        before = self._workspace.session.run
        self._window.open_path(self._folder / RUN)
        wait_until(lambda: self._workspace.session.run not in (None, before))
        wait_until(lambda: bool(self._workspace.runs.figures.found))

    def choose(self) -> None:
        """Look at one tensor after the other."""
        tree = self._workspace.session.outlined
        for selection, _ in islice(tensors_in(tree), _CHOSEN) if tree else ():
            self._workspace.change(self._workspace.session.with_selection(selection))
            wait(_CHOICE)

    def scrub(self) -> None:
        """Move the slider of the first axis."""
        self._workspace.change(self._workspace.session.with_selection(OUTPUT))
        size = self._workspace.session.selected.axes[0].size if self._workspace.session.selected else 1
        for place in range(_PLACES):
            spec = replace(self._workspace.session.slice_spec, fixed=(place * _STRIDE % size, 0, 0))
            self._workspace.change(replace(self._workspace.session, slice_spec=spec))
            wait(_FRAME)

    def save(self) -> None:
        """Save the run."""
        run = self._workspace.session.run
        if run is not None:
            self._workspace.runs.save(run, self._folder / _SAVED)
            wait_until(lambda: bool(self._saved))

    def _counted(self) -> bool:
        tree = self._workspace.session.outlined
        found = self._workspace.runs.figures.found.keys() | self._workspace.files.figures.found.keys()
        return tree is not None and {selection for selection, _ in tensors_in(tree)} <= found
