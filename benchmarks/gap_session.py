"""A process that uses the real window as a person does and prints, as JSON, the longest gap of its event loop for each.

`python -m benchmarks.gap_session FOLDER`: FOLDER holds `run.safetensors`, a run, and `model.safetensors`, a model; a
copy of the run is saved there and removed. A gap is the time between two ticks of a timer of 10 ms, each of which
paints a small widget of the window at once. Nothing here imports torch: the workers do.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QEventLoop, QObject, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from inspector.reshape.outline import tensors_in
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from inspector.tensor.slice_spec import SliceSpec
from widgets.application import keep_responsive, open_sample
from widgets.gates_work import GatesWork
from widgets.main_window import MainWindow
from widgets.theme import Theme, apply_theme
from widgets.workers import Workers
from widgets.workspace import Workspace

_TICK = 10  # milliseconds
_FRAME = 16
_IDLE = 1500
_PLACES = 60  # of the slider
_CHOICE = 60  # milliseconds for each tensor
_PATIENCE = 120_000


class Ticker(QObject):
    """Measures the gaps: `longest` since it was last taken."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._painted = QWidget(window)
        self._painted.setGeometry(0, 0, 32, 16)
        self._painted.show()
        self._last = perf_counter()
        self._longest = 0.0
        timer = QTimer(self, interval=_TICK, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._tick)
        timer.start()

    def begin(self) -> None:
        self._last, self._longest = perf_counter(), 0.0

    def longest(self) -> float:
        """Give the longest gap, the one that is not over among them."""
        return max(self._longest, perf_counter() - self._last)

    def _tick(self) -> None:
        self._painted.repaint()
        now = perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now


def wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the loop run until it holds. Raises TimeoutError."""
    loop, timer = QEventLoop(), QTimer(interval=_TICK)
    began = perf_counter()

    def look() -> None:
        if holds() or perf_counter() - began > _PATIENCE / 1000:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    if not holds():
        raise TimeoutError


class Session:
    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.workspace, self.folder = window, window.workspace, folder
        self.ticker = Ticker(window)
        self.errors: list[object] = []
        for signal in (self.workspace.opening.failed, self.workspace.runs.failed, self.workspace.runs.save_failed):
            signal.connect(self.errors.append)

    def measured(self, act: Callable[[], None]) -> float:
        wait(100)
        self.ticker.begin()
        act()
        wait(3 * _TICK)
        if self.errors:
            raise RuntimeError(str(self.errors[0]))
        return self.ticker.longest()

    def start(self) -> None:
        open_sample(self.workspace)
        self.wait_for_figures()

    def wait_for_figures(self) -> None:
        wait_until(self.counted)

    def counted(self) -> bool:
        tree, run = self.workspace.session.outlined, self.workspace.session.run
        if tree is None or run is None:
            return False
        found = {each for each, _ in tensors_in(tree)}
        return found <= self.workspace.runs.figures.found.keys() | self.workspace.files.figures.found.keys()

    def open_run(self) -> None:
        before = self.workspace.session.run
        self.window.open_path(self.folder / "run.safetensors")
        wait_until(lambda: self.workspace.session.run is not before and self.workspace.session.run is not None)
        wait(200)
        wait_until(lambda: self.workspace._places.run.arrived)
        wait(300)

    def open_model(self) -> None:
        before = self.workspace.session.summary
        self.window.open_path(self.folder / "model.safetensors")
        wait_until(lambda: self.workspace.session.summary is not before and not self.workspace.runs.running and self.workspace.session.run is not None)
        wait(200)

    def run(self) -> None:
        before = self.workspace.session.run
        self.workspace.run()
        wait_until(lambda: not self.workspace.runs.running and self.workspace.session.run is not before)

    def gates(self) -> None:
        self.window._actions.gates.trigger()
        wait_until(lambda: self.window.findChild(GatesWork) is not None and self.window.findChild(GatesWork).shown is not None)
        wait(300)

    def choose(self) -> None:
        session = self.workspace.session
        for selection in [each for each, _ in tensors_in(session.outlined)][:12]:
            self.workspace.change(self.workspace.session.with_selection(selection))
            wait(_CHOICE)

    def scrub(self) -> None:
        self.workspace.change(self.workspace.session.with_selection(Selection(parse_key("/0/output"))))
        wait(300)
        self.ticker.begin()
        size = self.workspace.session.selected.axes[0].size
        for place in range(_PLACES):
            spec = SliceSpec(1, 2, (place * 29 % size, 0, 0))
            self.workspace.change(replace(self.workspace.session, slice_spec=spec))
            wait(_FRAME)

    def save(self) -> None:
        target = self.folder / "saved.safetensors"
        told: list[object] = []
        self.workspace.runs.saved.connect(told.append)
        self.workspace.runs.save(self.workspace.session.run, target)
        wait_until(lambda: bool(told))


def main(folder: Path) -> None:
    app = QApplication.instance() or QApplication([])
    apply_theme(app, Theme.LIGHT)
    workers = Workers()
    try:
        window = MainWindow(Workspace(workers), QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
        window.resize(1280, 800)
        session = Session(window, folder)
        window.show()
        keep_responsive(window)
        gaps = {}
        def note(name, act):
            t=perf_counter()
            gaps[name] = round(1000*session.measured(act),1)
            print(name, gaps[name], round(perf_counter()-t,2), file=sys.stderr, flush=True)
        note("start", session.start)
        note("idle", lambda: wait(_IDLE))
        note("model", session.open_model)
        note("model_figures", session.wait_for_figures)
        note("run", session.run)
        note("run_figures", session.wait_for_figures)
        note("gates", session.gates)
        note("open", session.open_run)
        note("count", session.wait_for_figures)
        note("choose", session.choose)
        note("scrub", session.scrub)
        note("save", session.save)
        note("idle2", lambda: wait(_IDLE))
        (folder/'saved.safetensors').unlink()
        print(json.dumps(gaps), flush=True)
        window.close()
    finally:
        workers.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
