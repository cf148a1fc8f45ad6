"""A reshape panel with hand-made values, and how a test finds its parts."""

from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QTreeView

from inspector.reshape.outcome import StepOutcome
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.run.key import TensorKey
from inspector.tensor.axis import named_axis
from inspector.tensor.record import TensorRecord
from widgets.notice import Notice
from widgets.reshape_line import ReshapeLine
from widgets.reshape_panel import ReshapePanel

BATCH, TIME, HIDDEN = named_axis(("batch", 32)), named_axis(("time", 20)), named_axis(("hidden", 64))
LAYER = named_axis(("layer", 1))
SOURCE = TensorRecord(TensorKey("lstm", "0", "output"), (32, 20, 64), (1280, 64, 1), "float32", (BATCH, TIME, HIDDEN))
PIPELINE = pipeline_of(parse_steps(".permute(0, 2, 1)[:, -1]"))
PERMUTED = StepOutcome(".permute(0, 2, 1)", (32, 64, 20), (1280, 1, 64), (BATCH, HIDDEN, TIME), True, "float32")
TAKEN = StepOutcome("[:, -1]", (32, 20), (1280, 64), (BATCH, TIME), True, "float32")


def shown_panel(qtbot):
    panel = ReshapePanel()
    qtbot.addWidget(panel)
    panel.resize(480, 360)
    panel.show()
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    return panel


def steps(panel):
    return panel.findChild(QTreeView)


def code_line(panel):
    return next(line for line in panel.findChildren(QLineEdit) if line.accessibleName() == "Code to add")


def editor(panel):
    found = [line for line in panel.findChildren(QLineEdit) if line.accessibleName().startswith("Code of step")]
    return next((line for line in found if line.isVisible()), None)


def button(panel, name):
    return next(found for found in panel.findChildren(QToolButton) if found.accessibleName() == name)


def label(panel, name):
    return next(found for found in panel.findChildren(QLabel) if found.accessibleName() == name)


def notices(panel):
    return [(notice.tone, notice.text) for notice in panel.findChildren(Notice) if notice.isVisible()]


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def select(panel, row):
    steps(panel).setCurrentIndex(steps(panel).model().index(row, 0))


def ready(panel):
    menu = next(found for found in panel.findChildren(QMenu) if isinstance(found.parent(), ReshapeLine))
    menu.aboutToShow.emit()
    kinds = [action.menu() for action in menu.actions()]
    return {action.text().split("\t")[1]: action for kind in kinds for action in kind.actions()}


def texts(changed):
    return [pipeline.text for pipeline in changed]


def pressed(panel, text):
    found = [each for each in panel.findChildren(QPushButton) if text in (each.accessibleName(), each.text())]
    return next(each for each in found if each.isVisible())
