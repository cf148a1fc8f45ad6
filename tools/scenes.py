"""The scenes of the pictures: each brings the real window, with real workers, to what one wants to see of it."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, SignalInstance
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QMenu, QPushButton, QWidget
from safetensors.numpy import save_file

from inspector.model.form import parse_form
from inspector.model.source import FormSource, ModelSource, PresetSource, parse_source
from inspector.reshape.outline import outline, selections
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.input import parse_input
from inspector.run.key import parse_key
from inspector.tensor.slice_spec import SliceSpec
from widgets.application import open_sample
from widgets.cell_drawing import CellDrawing
from widgets.gates_window import GatePage, GatesWindow
from widgets.gates_work import GatesWork
from widgets.main_window import MainWindow
from widgets.tensor_heatmap import TensorHeatmap

_TAGGER = '''
from dataclasses import dataclass
from torch import nn

@dataclass
class Config:
    vocabulary: int
    hidden: int = 64

class Tagger(nn.Module):
    """Tag each word of a sentence."""

    def __init__(self, config: Config, tags: int, dropout: float = 0.1):
        super().__init__()

class Encoder(nn.Module):
    def __init__(self, size): ...
'''

_LENGTHS = (20, 20, 17, 20, 20, 12, 20, 5)
_BOTH_WAYS = "form:input_size=10,hidden_size=16,num_layers=2,bidirectional=true,batch_first=true"

Scene = Callable[[MainWindow], None]


def built_in_model(window: MainWindow) -> None:
    _wait(window.workspace.run_changed, lambda: open_sample(window.workspace))
    _count(window)


def reshape(window: MainWindow) -> None:
    built_in_model(window)
    workspace = window.workspace
    h_n = Selection(parse_key("decoder/0/h_n"))
    _wait(workspace.reshaping.traced, lambda: workspace.change(workspace.session.with_selection(h_n)))
    steps = pipeline_of(parse_steps(".squeeze(0).reshape(32, 8, 8).mean(2)"))
    _wait(workspace.reshaping.previewed, lambda: workspace.edit(steps))


def code(window: MainWindow) -> None:
    reshape(window)
    _wait(window.delivery.delivered, lambda: window.delivery.copy(window.workspace.runs.limits))
    _choose_tab(window, window.panels.export)


def failed_run(window: MainWindow) -> None:
    built_in_model(window)
    workspace = window.workspace
    assert workspace.session.request is not None
    inputs = tuple(parse_input(text) for text in ("0=normal(batch=32,time=20,10)", "1=normal(batch=32,time=25,6)"))
    workspace.change(workspace.session.with_request(replace(workspace.session.request, inputs=inputs)))
    _wait(workspace.runs.finished, workspace.run)
    _count(window)


def predicted_error(window: MainWindow) -> None:
    """The target has more features than the decoder expects; nothing has run with it yet."""
    _open(window, PresetSource("seq2seq-teacher-forcing"))
    workspace = window.workspace
    while workspace.session.outlook.inference is None:
        _wait(workspace.predictions.inferred, lambda: None)
    assert workspace.session.request is not None
    inputs = tuple(parse_input(text) for text in ("0=normal(batch=8,time=30,10)", "1=normal(batch=8,time=40,20)"))
    request = replace(workspace.session.request, inputs=inputs)
    _wait(workspace.predictions.predicted, lambda: workspace.change(workspace.session.with_request(request)))


def question_reshape(window: MainWindow) -> None:
    _open(window, PresetSource("reshape-conv1d"))
    _reshape(window, "lstm/0/output", ".permute(0, 2, 1)")


def question_keras(window: MainWindow) -> None:
    _open(window, PresetSource("keras-sequences-state"))
    _choose_tab(window, window.panels.keras)


def question_sequences(window: MainWindow) -> None:
    _open(window, PresetSource("seq2seq-teacher-forcing", as_published=True))


def question_dims(window: MainWindow) -> None:
    sizes = "input_size=10,hidden_size=20,num_layers=2,bidirectional=true,batch_first=true,proj_size=7"
    _open(window, FormSource(parse_form(sizes)))


def question_interpret(window: MainWindow) -> None:
    _open(window, PresetSource("predictor-bidirectional", as_published=True))
    _reshape(window, "lstm/0/output", "[:, -1]")


def checkpoint_weights(window: MainWindow) -> None:
    """A state_dict inside a training checkpoint, as people save it."""
    random = np.random.default_rng(0)
    tensors = {"embedding.weight": random.normal(size=(50, 24)), "head.weight": random.normal(size=(5, 64))}
    for suffix in ("", "_reverse"):
        tensors |= {f"encoder.weight_ih_l0{suffix}": random.normal(size=(128, 24)) / 6}
        tensors |= {f"encoder.weight_hh_l0{suffix}": random.normal(size=(128, 32)) / 6}
        tensors |= {f"encoder.bias_{part}_l0{suffix}": random.normal(size=128) / 9 for part in ("ih", "hh")}
    path = window.workspace.workers.folder / "checkpoint.safetensors"
    save_file({name: tensor.astype(np.float32) for name, tensor in tensors.items()}, path)
    _wait(window.workspace.runs.finished, lambda: window.open_path(path))
    workspace = window.workspace
    weight = Selection(parse_key("encoder/file/weight_hh_l0"))
    _wait(workspace.reshaping.traced, lambda: workspace.change(workspace.session.with_selection(weight)))
    _reshape(window, "encoder/file/weight_hh_l0", ".view(4, 32, 32)[1]")


def scramble_m3(window: MainWindow) -> None:
    """States viewed as one row for each sample: each row holds every sample."""
    _open(window, parse_source(_BOTH_WAYS))
    _reshape(window, "/0/h_n", ".view(3, -1)")
    _colour(window, "batch", SliceSpec())


def scramble_m4(window: MainWindow) -> None:
    """A view in the place of a permute: no axis is time any more."""
    _open(window, parse_source(_BOTH_WAYS))
    _reshape(window, "/0/output", ".contiguous().view(7, 3, 32)")
    _colour(window, "time", SliceSpec(row=0, column=1))


def scramble_m6(window: MainWindow) -> None:
    """The last time step of both directions: the backward half has read that step alone."""
    _open(window, parse_source(_BOTH_WAYS))
    _reshape(window, "/0/output", "[:, -1]")
    _colour(window, "direction", SliceSpec())
    heatmap = window.panels.preview.findChild(TensorHeatmap)
    assert isinstance(heatmap, TensorHeatmap)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, *[Qt.Key.Key_Right] * 20):  # to a cell of the backward half
        QTest.keyClick(heatmap, key)


def compare(window: MainWindow) -> None:
    scramble_m3(window)
    buttons = window.panels.reshape.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Compare" and button.isVisible()).click()


def wish(window: MainWindow) -> None:
    _open(window, parse_source(_BOTH_WAYS))
    workspace, panel = window.workspace, window.panels.wish
    output = Selection(parse_key("/0/output"))
    if workspace.session.selection != output:
        _wait(workspace.reshaping.traced, lambda: workspace.change(workspace.session.with_selection(output)))
    _choose_tab(window, panel)
    line, ways = panel.findChild(QLineEdit), panel.findChild(QListView)
    assert isinstance(line, QLineEdit)
    assert isinstance(ways, QListView)
    line.setText("Linear(32, 10)")
    _wait(ways.model().modelReset, line.returnPressed.emit)


def packed(window: MainWindow) -> None:
    """Three of eight sequences are packed with fewer time steps; the rest of each is padding."""
    _open(window, parse_source(_BOTH_WAYS))
    workspace = window.workspace
    assert workspace.session.request is not None
    inputs = (parse_input("0=normal(batch=8,time=20,10)"),)
    request = replace(workspace.session.request, inputs=inputs, lengths=_LENGTHS)
    workspace.change(workspace.session.with_request(request))
    _wait(workspace.runs.finished, workspace.run)
    _count(window)
    output = Selection(parse_key("/0/output"))
    spec = SliceSpec(row=0, column=1, fixed=(0, 0, 5))
    workspace.change(replace(workspace.session.with_selection(output), slice_spec=spec))


def class_form(window: MainWindow) -> None:
    """The form from the signature of a class; the window behind it is left out."""
    built_in_model(window)
    path = window.workspace.workers.folder / "tagger.py"
    path.write_text(_TAGGER, encoding="utf-8")
    _wait(window.workspace.opening.classes_found, lambda: window.open_path(path))


def preset_menu(window: MainWindow) -> None:
    built_in_model(window)
    menu = window.panels.model.findChild(QMenu)
    assert isinstance(menu, QMenu)
    menu.popup(window.mapToGlobal(window.rect().center()))


def timeline(window: MainWindow) -> None:
    source = PresetSource("forecaster")
    _wait(window.workspace.runs.timeline_read, lambda: window.workspace.open_source(source))
    _choose_tab(window, window.panels.timeline)


def gates(window: MainWindow) -> None:
    """A trained model that counts brackets: its cell states follow the depth, some gates are saturated."""
    opened = _trained_gates(window, "brackets")
    work, heatmaps = opened.findChild(GatesWork), opened.heatmaps
    assert isinstance(work, GatesWork)
    _wait(work.counted, lambda: None)
    heatmaps.explain_requested.emit("f")
    grid = heatmaps.focusProxy()
    for key in (*[Qt.Key.Key_Right] * 9, *[Qt.Key.Key_Down] * 5):
        QTest.keyClick(grid, key)


def gates_unit(window: MainWindow) -> None:
    """One of its units: the input is an opened bracket, a closed one, or a letter."""
    opened = _trained_gates(window, "brackets")
    work = opened.findChild(GatesWork)
    assert isinstance(work, GatesWork)
    _wait(work.counted, lambda: None)
    _wait(work.traced, lambda: opened.heatmaps.row_chosen.emit(5))
    for _ in range(9):
        QTest.keyClick(opened.lines, Qt.Key.Key_Right)


def cell(window: MainWindow) -> None:
    """A unit of a trained model that counts brackets, where one has just been opened."""
    gates = _trained_gates(window, "brackets")
    work, drawing = gates.findChild(GatesWork), gates.cell.findChild(CellDrawing)
    assert isinstance(work, GatesWork)
    assert isinstance(drawing, CellDrawing)
    _wait(work.traced, lambda: gates.go_to(GatePage.CELL))
    _wait(work.traced, lambda: gates.cell.sample_chosen.emit(13))
    for key in (*[Qt.Key.Key_Right] * 9, *[Qt.Key.Key_Down] * 5):
        QTest.keyClick(drawing, key)


def _trained_gates(window: MainWindow, name: str) -> GatesWindow:
    """Give the gates window of the LSTM in a model of tools/trained_models.py; torch stays out of this process."""
    folder = window.workspace.workers.folder / "trained"
    subprocess.run([sys.executable, str(Path(__file__).with_name("trained_models.py")), str(folder)], check=True)
    _wait(window.workspace.run_changed, lambda: window.open_path(folder / f"{name}.safetensors"))
    _count(window)
    workspace = window.workspace
    output = Selection(parse_key("lstm/0/output"))
    if workspace.session.selection != output:
        workspace.change(workspace.session.with_selection(output))
    next(action for action in window.findChildren(QAction) if action.text() == "&Gates…").trigger()
    gates = window.findChild(GatesWindow)
    assert isinstance(gates, GatesWindow)
    return gates


def _open(window: MainWindow, source: ModelSource) -> None:
    _wait(window.workspace.runs.finished, lambda: window.workspace.open_source(source))
    _count(window)


def _reshape(window: MainWindow, tensor: str, steps: str) -> None:
    workspace = window.workspace
    selection = Selection(parse_key(tensor))
    if workspace.session.selection != selection:
        _wait(workspace.reshaping.traced, lambda: workspace.change(workspace.session.with_selection(selection)))
    _wait(workspace.reshaping.previewed, lambda: workspace.edit(pipeline_of(parse_steps(steps))))


def _colour(window: MainWindow, meaning: str, part: SliceSpec) -> None:
    window.workspace.change(replace(window.workspace.session, colouring=meaning, preview_spec=part))


def _choose_tab(window: MainWindow, panel: QWidget) -> None:
    window.panels.results.setCurrentWidget(panel)


def _count(window: MainWindow) -> None:
    """Wait until the figures of every tensor of the run are there."""
    run, figures = window.workspace.session.run, window.workspace.runs.figures
    while run is not None and len(figures.found) < len(selections(outline(run, ""))):
        _wait(figures.changed, lambda: None)


def _wait(signal: SignalInstance, act: Callable[[], object]) -> None:
    loop = QEventLoop()
    signal.connect(lambda *_: loop.quit())
    act()
    loop.exec()
