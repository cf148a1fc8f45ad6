"""The reshape studio in the real window: what belongs together lights up, scrambles are told, wishes become steps."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListView, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.model.source import parse_source
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from inspector.tensor.slice_spec import SliceSpec
from widgets.comparison_dialog import ComparisonDialog
from widgets.main_window import MainWindow
from widgets.notice import Notice
from widgets.tensor_heatmap import TensorHeatmap
from widgets.tensor_view import TensorView

_WAIT = 15_000
_SOURCE = "form:input_size=10,hidden_size=16,num_layers=2,bidirectional=true,batch_first=true"


@pytest.fixture
def ran(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with a run of a bidirectional LSTM of two layers: 3 samples, 7 time steps."""
    with qtbot.waitSignal(window.workspace.run_changed, timeout=_WAIT):
        window.workspace.open_source(parse_source(_SOURCE))
    return window


def _look(window: MainWindow, qtbot: QtBot, tensor: str, code: str = "") -> None:
    workspace = window.workspace
    selection = Selection(parse_key(tensor))
    if workspace.session.selection != selection:
        with qtbot.waitSignal(workspace.reshaping.traced, timeout=_WAIT):
            workspace.change(workspace.session.with_selection(selection))
    if code:
        with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
            workspace.edit(pipeline_of(parse_steps(code)))


def _heatmap(view: TensorView) -> TensorHeatmap:
    found = view.findChild(TensorHeatmap)
    assert isinstance(found, TensorHeatmap)
    return found


def _texts(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels + [notice.text for notice in widget.findChildren(Notice) if notice.isVisible()])


def _button(widget: QWidget, text: str) -> QPushButton:
    return next(found for found in widget.findChildren(QPushButton) if found.text() == text and found.isVisible())


def _point(qtbot: QtBot, view: TensorView, row: int, column: int) -> None:
    """Mark a cell by the keyboard alone."""
    heatmap = _heatmap(view)
    heatmap.setFocus()
    qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    for _ in range(row):
        qtbot.keyClick(heatmap, Qt.Key.Key_Down)
    for _ in range(column):
        qtbot.keyClick(heatmap, Qt.Key.Key_Right)


def test_a_cell_of_the_result_lights_up_in_the_source(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/output", ".transpose(0, 1)[-1]")
    source = ran.panels.source
    _point(qtbot, ran.panels.preview, 1, 20)
    assert "from output: sample 1, time 6, backward, unit 4" in _texts(ran.panels.preview)
    assert "1 / 3" in [box.text() for box in source.findChildren(QLineEdit) if box.isVisible()]  # sample 1 is shown
    assert ran.workspace.session.slice_spec == SliceSpec()  # for the moment only
    qtbot.keyClick(_heatmap(ran.panels.preview), Qt.Key.Key_Return)
    assert ran.workspace.session.slice_spec.fixed == (1, 6, 20)


def test_a_cell_of_the_source_lights_up_in_the_result(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/output", ".transpose(1, 2)")
    _point(qtbot, ran.panels.source, 2, 5)
    assert "goes to the cell marked in the result" in _texts(ran.panels.source)
    _look(ran, qtbot, "/0/output", "[1:]")
    _point(qtbot, ran.panels.source, 0, 0)
    assert "goes nowhere: the steps leave it out" in _texts(ran.panels.source)
    _point(qtbot, ran.panels.preview, 0, 0)
    assert "goes nowhere" not in _texts(ran.panels.source)  # what is pointed at last is what the words are about
    assert "from output: sample 1, time 0, forward, unit 0" in _texts(ran.panels.preview)


def test_the_preview_is_coloured_by_where_samples_come_from(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/h_n", ".view(3, -1)")
    box = next(box for box in ran.panels.preview.findChildren(QComboBox) if box.accessibleName() == "Colour by")
    assert [box.itemText(at) for at in range(box.count())] == ["value", "layer", "direction", "batch", "hidden"]
    box.setFocus()
    qtbot.keyClicks(box, "b")
    box.activated.emit(box.currentIndex())
    assert ran.workspace.session.colouring == "batch"
    assert "Coloured by sample" in _texts(ran.panels.preview)


def test_a_scramble_is_told_and_mended_by_a_button(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/h_n", ".view(3, -1)")
    panel = ran.panels.reshape
    assert "M3" in _texts(panel)
    assert "row 0 holds samples 0, 1 and 2" in _texts(panel)
    use = next(button for button in panel.findChildren(QPushButton) if button.text().startswith("Use .transpose"))
    with qtbot.waitSignal(ran.workspace.reshaping.previewed, timeout=_WAIT):
        qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    assert ran.workspace.session.pipeline.text == ".transpose(0, 1).reshape(3, -1)"
    assert "M3" not in _texts(panel)
    preview = ran.workspace.reshaping.preview
    assert preview is not None
    assert [axis.name for axis in preview.axes] == ["batch", "layer x direction x hidden"]
    with qtbot.waitSignal(ran.workspace.reshaping.previewed, timeout=_WAIT):
        qtbot.keyClick(ran, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert ran.workspace.session.pipeline.text == ".view(3, -1)"


def test_a_wish_becomes_steps(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/output")
    wish = ran.panels.wish
    ran.panels.results.setCurrentWidget(wish)
    line = next(line for line in wish.findChildren(QLineEdit) if line.isVisible())
    rows = wish.findChild(QListView)
    assert isinstance(rows, QListView)
    qtbot.keyClicks(line, "Linear(32, 10)")
    with qtbot.waitSignal(rows.model().modelReset, timeout=_WAIT):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert rows.model().rowCount() > 2
    assert rows.model().index(0, 0).data() == "both directions' final states"
    with qtbot.waitSignal(ran.workspace.reshaping.previewed, timeout=_WAIT):
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert ran.focusWidget() is _heatmap(ran.panels.preview)  # the keyboard goes on where the result is
    assert ran.workspace.session.pipeline.text == "[:, -1, :16].cat(output[:, 0, 16:], dim=-1)"
    preview, run = ran.workspace.reshaping.preview, ran.workspace.session.run
    assert preview is not None
    assert run is not None
    assert [axis.name for axis in preview.axes] == ["batch", "direction x hidden"]


def test_other_tensors_are_joined(ran: MainWindow, qtbot: QtBot) -> None:
    """The final states of both directions, joined, are what output says at its two ends."""
    _look(ran, qtbot, "/0/h_n", "[-2].cat(h_n[-1], dim=-1)")
    preview = ran.workspace.reshaping.preview
    assert preview is not None
    joined = preview.values.take(np.ix_(np.arange(3), np.arange(32)))
    _look(ran, qtbot, "/0/output")
    values = ran.workspace.reshaping.source_values()
    assert values is not None
    samples, units = np.arange(3)[:, None], np.arange(16)[None, :]
    np.testing.assert_array_equal(joined[:, :16], values.take((samples, 6, units)))
    np.testing.assert_array_equal(joined[:, 16:], values.take((samples, 0, units + 16)))


def test_a_named_pipeline_is_kept_and_taken_up_in_another_run(ran: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    _look(ran, qtbot, "/0/output", ".transpose(0, 1)[-1]")
    ran.panels.reshape.pipelines.save_requested.emit("last step")
    assert (tmp_path / "pipelines.json").exists()
    _look(ran, qtbot, "/0/c_n")
    with qtbot.waitSignal(ran.workspace.run_changed, timeout=_WAIT):
        ran.workspace.open_source(parse_source("form:input_size=4,hidden_size=8,batch_first=true"))
    _look(ran, qtbot, "/0/output")
    with qtbot.waitSignal(ran.workspace.reshaping.previewed, timeout=_WAIT):
        ran.panels.reshape.pipelines.apply_requested.emit("last step")
    assert ran.workspace.session.pipeline.text == ".transpose(0, 1)[-1]"


def test_pipelines_that_cannot_be_read_are_told_and_kept(ran: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    kept, menu = tmp_path / "pipelines.json", ran.panels.reshape.pipelines
    kept.write_text('{"version": 1', encoding="utf-8")
    _look(ran, qtbot, "/0/output", ".transpose(0, 1)[-1]")
    menu.menu().aboutToShow.emit()
    assert "The saved pipelines cannot be read…" in [action.text() for action in menu.menu().actions()]
    menu.save_requested.emit("last step")
    told = next(box for box in menu.findChildren(QMessageBox) if box.isVisible())
    assert "It is no JSON. The file is left as it is" in told.text()
    told.close()
    assert kept.read_text(encoding="utf-8") == '{"version": 1'
    kept.unlink()
    menu.save_requested.emit("last step")
    menu.menu().aboutToShow.emit()
    assert "last step" in [action.text() for action in menu.menu().actions()]


def test_what_another_window_saved_is_not_lost(ran: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    menu = ran.panels.reshape.pipelines
    _look(ran, qtbot, "/0/output", ".transpose(0, 1)[-1]")
    menu.save_requested.emit("mine")
    kept = tmp_path / "pipelines.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace('"mine"', '"theirs"'), encoding="utf-8")
    menu.save_requested.emit("mine")
    menu.menu().aboutToShow.emit()
    names = [action.text() for action in menu.menu().actions()]
    assert names.index("theirs") < names.index("mine")


def test_a_step_that_names_what_is_not_there_is_refused(ran: MainWindow, qtbot: QtBot) -> None:
    workspace = ran.workspace
    with qtbot.waitSignal(workspace.reshaping.traced, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".last_valid(lengths)")))
    assert "The run has no lengths." in _texts(ran.panels.reshape)
    with qtbot.waitSignal(workspace.reshaping.traced, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".cat(h_9, dim=0)")))
    assert "There is no tensor h_9 beside this one." in _texts(ran.panels.reshape)


def test_right_and_wrong_stand_side_by_side(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/h_n", ".view(3, -1)")
    compare = _button(ran.panels.reshape, "Compare")
    qtbot.mouseClick(compare, Qt.MouseButton.LeftButton)
    dialog = next(found for found in ran.findChildren(ComparisonDialog) if found.isVisible())
    said = _texts(dialog)
    assert "Row 0 holds samples 0, 1 and 2." in said
    assert "Row 0 holds sample 0." in said
    assert "Gives 3 batch × 64 (layer × direction × hidden)." in said
    assert "The same shape, other data: 83 % of the elements come from elsewhere." in said
    use = _button(dialog, "Use the right steps")
    with qtbot.waitSignal(ran.workspace.reshaping.previewed, timeout=_WAIT):
        qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert ran.workspace.session.pipeline.text == ".transpose(0, 1).reshape(3, -1)"


def test_the_last_step_of_both_directions_is_compared_with_the_final_states(ran: MainWindow, qtbot: QtBot) -> None:
    _look(ran, qtbot, "/0/output", "[:, -1]")
    compare = _button(ran.panels.reshape, "Compare")
    qtbot.mouseClick(compare, Qt.MouseButton.LeftButton)
    dialog = next(found for found in ran.findChildren(ComparisonDialog) if found.isVisible())
    said = _texts(dialog)
    assert "Row 0 holds time step 6." in said
    assert "Row 0 holds time steps 0 and 6." in said
    dialog.close()
