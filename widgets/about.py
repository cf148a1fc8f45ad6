"""What the program is, which versions it runs with, and how a model is contained."""

import platform

import numpy
import pyqtgraph
import PySide6
from PySide6.QtWidgets import QMessageBox, QWidget


def show_about(parent: QWidget, containment: str) -> None:
    """Show the box without waiting for it; its text can be selected and copied."""
    versions = (
        f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, "
        f"pyqtgraph {pyqtgraph.__version__}, numpy {numpy.__version__}"
    )
    held = containment or "not started yet"
    lines = ("LSTMScope looks inside the LSTMs of a PyTorch model.", "", versions, platform.platform())
    text = "\n".join([*lines, f"Model process: {held}"])
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About LSTMScope", text, QMessageBox.StandardButton.Ok, parent)
    box.open()
