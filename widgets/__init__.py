"""The views: Qt and pyqtgraph. A panel shows values and emits values; it computes nothing about tensors."""

import os

# pyqtgraph would try PyQt6 first and qtpy would fall back to PyQt5.
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
