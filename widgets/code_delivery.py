"""Handing out code: it is executed and compared first, and what is not equal is not handed out."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QApplication

from inspector.errors import FileError, InspectorError

from .code_verdict import difference, exactness
from .model_process import ModelLimits
from .reshape_work import ReshapeWork


class CodeDelivery(QObject):
    """Copies or saves the code of what is on screen once a worker has executed it.

    Where other code is on screen by then, `told_late` says what became of the former.
    """

    verifying = Signal()
    delivered = Signal(str)  # how it was compared and where it went
    handed_unexecuted = Signal(str)  # where it went
    refused = Signal(object)  # InspectorError
    told_late = Signal(str)

    def __init__(self, reshaping: ReshapeWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reshaping = reshaping
        self._deliver: Callable[[str], str] = _copy
        reshaping.code_checked.connect(self._checked)
        reshaping.code_unchecked.connect(self._hand_out)
        reshaping.code_refused.connect(self._refuse)

    def copy(self, limits: ModelLimits) -> None:
        """Execute the code, compare, and put it on the clipboard."""
        self._check(_copy, limits)

    def save(self, path: Path, limits: ModelLimits) -> None:
        """Execute the code, compare, and write it to the file."""
        self._check(lambda script: _save(script, path), limits)

    def _check(self, deliver: Callable[[str], str], limits: ModelLimits) -> None:
        if not self._reshaping.script():
            return  # torch has not followed the steps yet, or has refused one
        self._deliver = deliver
        self.verifying.emit()
        self._reshaping.check_code(limits)

    def _checked(self, script: str, told: Mapping[str, Any]) -> None:
        if not told["close"]:
            self._refuse(script, difference(told))
            return
        self._hand_out(script, f"Executed: equal to the preview {exactness(told)}.")

    def _hand_out(self, script: str, executed: str = "") -> None:
        try:
            became = self._deliver(script)
        except OSError as error:
            wrong = FileError(f"The code cannot be written: {error.strerror}.", "Choose another place.")
            self._refuse(script, wrong)
        else:
            signal = self.delivered if executed else self.handed_unexecuted
            self._tell(script, signal, f"{executed} {became}".strip())

    def _refuse(self, script: str, error: InspectorError) -> None:
        self._tell(script, self.refused, error)

    def _tell(self, script: str, signal: SignalInstance, message: object) -> None:
        if script == self._reshaping.script():
            signal.emit(message)
        else:
            self.told_late.emit(str(message))


def _copy(script: str) -> str:
    QApplication.clipboard().setText(script)
    return "Copied."


def _save(script: str, path: Path) -> str:
    path.write_text(script, encoding="utf-8")
    return f"Saved as {path.name}."
