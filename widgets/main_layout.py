"""Where the panels stand in the window, and how the person's own arrangement is kept."""

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMainWindow, QSplitter, QTabWidget, QWidget

from inspector.outlook import TreeView

from .export_panel import ExportPanel
from .keras_card import KerasCardPanel
from .model_panel import ModelPanel
from .predicted_tree import PredictedTree
from .reshape_panel import ReshapePanel
from .run_panel import RunPanel
from .tensor_tree import TensorTree
from .tensor_view import TensorView
from .timeline_panel import TimelinePanel
from .what_if_panel import WhatIfPanel
from .wish_panel import WishPanel

_VERSION = 1  # of the arrangement: one of another version is not restored
_SIZE = (1280, 720)


class MainPanels:
    """The panels of the window, each made once."""

    def __init__(self) -> None:
        self.model = ModelPanel()
        self.run = RunPanel()
        self.tree = TensorTree()
        self.predicted = PredictedTree()
        self.trees = QTabWidget()
        self.trees.setDocumentMode(True)
        self.trees.tabBar().setAccessibleName("Captured or predicted tensors")
        self.trees.addTab(self.tree, TreeView.CAPTURED)
        self.trees.addTab(self.predicted, TreeView.PREDICTED)
        self.reshape = ReshapePanel()
        self.source = TensorView()
        self.preview = TensorView()
        self.export = ExportPanel()
        self.what_if = WhatIfPanel()
        self.keras = KerasCardPanel()
        self.wish = WishPanel()
        self.timeline = TimelinePanel()
        self.results = QTabWidget()
        self.results.setDocumentMode(True)
        self.results.tabBar().setAccessibleName("What becomes of the tensor")
        self.results.addTab(self.preview, "Preview")
        self.results.addTab(self.wish, "Reach a shape")
        self.results.addTab(self.export, "Code")
        self.results.addTab(self.timeline, "Timeline")
        self.results.addTab(self.what_if, "What if")
        self.results.addTab(self.keras, "Keras")

    def show_preview(self) -> None:
        """Bring what the steps make to the front."""
        self.results.setCurrentWidget(self.preview)

    def show_code(self) -> None:
        """Bring the code to the front, where it is told what becomes of it."""
        self.results.setCurrentWidget(self.export)


def lay_out(window: QMainWindow, panels: MainPanels) -> tuple[QAction, ...]:
    """Put the panels into the window and give the actions that show and hide the docks.

    Model and run stand on the left. In the middle the tree stands above the picture of the tensor, the reshape
    steps above the picture of what they make of it.
    """
    upper = _split(Qt.Orientation.Horizontal, "upper", panels.trees, panels.reshape, sizes=(580, 440))
    lower = _split(Qt.Orientation.Horizontal, "lower", panels.source, panels.results, sizes=(500, 500))
    window.setCentralWidget(_split(Qt.Orientation.Vertical, "rows", upper, lower, sizes=(270, 430)))
    docks = (_dock(window, "Model", panels.model), _dock(window, "Run", panels.run))
    window.resizeDocks(list(docks), [250, 250], Qt.Orientation.Horizontal)
    window.resizeDocks(list(docks), [290, 380], Qt.Orientation.Vertical)
    window.resize(*_SIZE)
    return tuple(dock.toggleViewAction() for dock in docks)


def save_layout(window: QMainWindow, settings: QSettings) -> None:
    """Keep the window's place and size, its docks and its splitters."""
    settings.setValue("geometry", window.saveGeometry())
    settings.setValue("docks", window.saveState(_VERSION))
    for splitter in window.findChildren(QSplitter):
        settings.setValue(f"splitter/{splitter.objectName()}", splitter.saveState())


def restore_layout(window: QMainWindow, settings: QSettings) -> None:
    """Take up the arrangement that was kept; where there is none, or it is of another version, nothing changes."""
    window.restoreGeometry(_bytes(settings, "geometry"))
    window.restoreState(_bytes(settings, "docks"), _VERSION)
    for splitter in window.findChildren(QSplitter):
        splitter.restoreState(_bytes(settings, f"splitter/{splitter.objectName()}"))


def _split(direction: Qt.Orientation, name: str, *widgets: QWidget, sizes: tuple[int, int]) -> QSplitter:
    splitter = QSplitter(direction)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    for widget in widgets:
        splitter.addWidget(widget)
    splitter.setSizes(list(sizes))
    for index, size in enumerate(sizes):
        splitter.setStretchFactor(index, size)  # a wider window is shared in the same proportion
    return splitter


def _dock(window: QMainWindow, title: str, panel: QWidget) -> QDockWidget:
    dock = QDockWidget(title, window)
    dock.setObjectName(title.lower())
    dock.setWidget(panel)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    return dock


def _bytes(settings: QSettings, key: str) -> QByteArray:
    stored = settings.value(key)
    return stored if isinstance(stored, QByteArray) else QByteArray()
