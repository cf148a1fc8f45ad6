"""The last resort: an error that nobody caught is shown, and can be copied, instead of being lost in a terminal."""

import sys
import traceback
from types import TracebackType

from PySide6.QtWidgets import QMessageBox, QWidget


def show_uncaught_errors(parent: QWidget) -> None:
    """Have every uncaught error of the GUI thread shown in a box over the window; the window stays as it is."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.__excepthook__(kind, error, trace)
        sentence = f"{kind.__name__}: {error}"
        text = "Something went wrong inside LSTMScope. What is on screen may be out of date; nothing was lost."
        box = QMessageBox(QMessageBox.Icon.Critical, "LSTMScope", text, QMessageBox.StandardButton.Close, parent)
        box.setInformativeText(sentence)
        box.setDetailedText("".join(traceback.format_exception(kind, error, trace)))
        box.open()

    sys.excepthook = show
