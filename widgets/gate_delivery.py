"""Handing out gates and the code that computes them: the code is executed and compared first."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from inspector.errors import FileError
from inspector.export.gate_code import gate_code
from inspector.gates.labelled_calls import labelled_calls

from .code_verdict import difference, exactness
from .file_dialogs import ask_file_to_save
from .gates_pages import GatesPages
from .gates_place import GatesCall
from .gates_window import GatesWindow
from .gates_work import GatesWork
from .run_work import RunWork

_KINDS = "Safetensors (*.safetensors);;NumPy archive (*.npz)"


class GateDelivery:
    """Joins the export buttons of the gates window to the work."""

    def __init__(self, work: GatesWork, pages: GatesPages, window: GatesWindow, runs: RunWork) -> None:
        self._work, self._pages, self._window, self._runs = work, pages, window, runs
        self._wanted: Path | None = None  # where gates are to be kept that are still computed
        self._deliver: Callable[[str], str] = _copy
        window.export.gates_requested.connect(self._ask_gates_place)
        window.export.copy_requested.connect(lambda: self._check(_copy))
        window.export.code_requested.connect(self._ask_code_place)
        window.cancelled.connect(self._want_nothing)
        work.whole_read.connect(self._keep)
        work.whole_failed.connect(self._want_nothing)
        work.kept.connect(lambda path: window.export.show_done(f"Saved as {path.name}."))
        work.code_checked.connect(self._hand_out)
        work.code_failed.connect(window.export.show_error)

    def save_gates(self, path: Path) -> None:
        """Save the gates of every sample, layer and direction, once they are computed."""
        self._window.export.show_done("")
        self._wanted = path
        if self._work.whole is not None:
            self._keep()
        else:
            self._pages.count_all()

    def _ask_gates_place(self) -> None:
        ask_file_to_save(self._window, "Save the gates", "gates.safetensors", _KINDS, self.save_gates)

    def _ask_code_place(self) -> None:
        kinds = "Python (*.py)"
        ask_file_to_save(self._window, "Save the code", "gates.py", kinds, lambda path: self._check(_saver(path)))

    def _keep(self) -> None:
        path, self._wanted = self._wanted, None
        if path is not None:
            self._work.keep_whole(path)

    def _want_nothing(self) -> None:
        self._wanted = None

    def _check(self, deliver: Callable[[str], str]) -> None:
        call = self._pages.view.call
        if call is not None:
            self._deliver = deliver
            self._window.export.show_done("")
            self._work.check_code(_code(call), self._runs.limits)

    def _hand_out(self, code: str, told: Mapping[str, Any]) -> None:
        export = self._window.export
        if not told["close"]:
            export.show_error(difference({"shape": (), **told}))
            return
        try:
            became = self._deliver(code)
        except OSError as error:
            export.show_error(FileError(f"The code cannot be written: {error.strerror}.", "Choose another place."))
        else:
            export.show_done(f"Executed: equal to the gates {exactness(told)}. {became}")


def _code(call: GatesCall) -> str:
    """Write the code, of the layers that can be computed again."""
    run, config = call.run, call.config
    stops = run.request.train and config.dropout and config.num_layers > 1
    return gate_code(run, labelled_calls(run, call.module, call.call), 0 if stops else None)


def _copy(code: str) -> str:
    QApplication.clipboard().setText(code)
    return "Copied."


def _saver(path: Path) -> Callable[[str], str]:
    def save(code: str) -> str:
        path.write_text(code, encoding="utf-8")
        return f"Saved as {path.name}."

    return save
