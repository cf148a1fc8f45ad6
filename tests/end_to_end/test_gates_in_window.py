"""Gates of a captured call in the real window, from the run file alone."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QTableView
from pytestqt.qtbot import QtBot
from safetensors.numpy import load_file

from inspector.gates.gate_look import Rows
from inspector.model.source import parse_source
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from widgets.gates_place import GatesPlace
from widgets.gates_window import GatePage, GatesWindow
from widgets.gates_work import GatesWork
from widgets.main_window import MainWindow
from widgets.notice import Notice

_WAIT = 20_000
_TWO = "form:input_size=3,hidden_size=5,num_layers=2,bidirectional=true,batch_first=true"


def run(window: MainWindow, qtbot: QtBot, source: str) -> None:
    with qtbot.waitSignal(window.workspace.runs.finished, timeout=_WAIT):
        window.workspace.open_source(parse_source(source))


def opened(window: MainWindow, qtbot: QtBot, source: str) -> tuple[GatesWindow, GatesWork]:
    """Run the model and look inside the call that is selected."""
    run(window, qtbot, source)
    window._actions.gates.trigger()
    gates = window.findChild(GatesWindow)
    work = gates.findChild(GatesWork)
    qtbot.waitUntil(lambda: work.shown is not None, timeout=_WAIT)
    return gates, work


def wait_read(qtbot, work, act):
    with qtbot.waitSignal(work.read, timeout=_WAIT):
        act()


def notices(gates):
    return [notice.text for notice in gates.findChildren(Notice) if notice.isVisible()]


def stored(window):
    return load_file(window.workspace.session.run.path)


def by_hand(weights, module, x):
    """The formulas of torch.nn.LSTM, a step after the other; x is (time, batch, input)."""
    w_ih, w_hh, b_ih, b_hh = (
        torch.from_numpy(weights[f"{module}/weights/{name}_l0"]).double()
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    h = c = torch.zeros(x.shape[1], w_hh.shape[1], dtype=torch.float64)
    found = []
    for x_t in x.double():
        i, f, g, o = (x_t @ w_ih.T + b_ih + h @ w_hh.T + b_hh).chunk(4, -1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * c + i * g
        h = o * c.tanh()
        found.append(torch.stack((i, f, g, o, c, h)))
    return torch.stack(found, 1).numpy()  # (gate, time, batch, hidden)


def test_the_gates_are_those_of_the_formulas(window: MainWindow, qtbot: QtBot) -> None:
    gates, work = opened(window, qtbot, "preset:seq2seq-encoder-decoder")
    assert gates.windowTitle() == "Gates of encoder, call 0"
    assert any(text.startswith("Matches the fused kernel to") for text in notices(gates))
    tensors = stored(window)
    expected = by_hand(tensors, "encoder", torch.from_numpy(tensors["encoder/0/input"]).transpose(0, 1))
    wait_read(qtbot, work, lambda: gates.head.place_chosen.emit(GatesPlace(sample=3)))
    pictures = gates.heatmaps._pictures
    for at, picture in enumerate(pictures):
        for step, unit in ((0, 0), (7, 12), (19, 63)):
            assert picture.part.array[unit, step] == pytest.approx(expected[at, step, 3, unit], abs=1e-5)
    with qtbot.waitSignal(work.traced, timeout=_WAIT):
        gates.heatmaps.row_chosen.emit(12)
    assert gates.page is GatePage.LINES
    lines = dict(gates.lines._lines)
    assert np.allclose(lines["c"], expected[4, :, 3, 12], atol=1e-5)
    assert np.allclose(gates.lines._input, tensors["encoder/0/input"][3])


def test_the_backward_direction_and_one_unit_of_all_samples(window: MainWindow, qtbot: QtBot) -> None:
    gates, work = opened(window, qtbot, _TWO)
    output = stored(window)["/0/output"]  # (batch, time, direction x hidden)
    wait_read(qtbot, work, lambda: gates.head.place_chosen.emit(GatesPlace(layer=1, direction=1, sample=2)))
    assert np.allclose(gates.heatmaps._pictures[5].part.array, output[2, :, 5:].T, atol=1e-5)
    by_unit = GatesPlace(layer=1, direction=1, sample=2, unit=4, rows=Rows.SAMPLES)
    wait_read(qtbot, work, lambda: gates.head.place_chosen.emit(by_unit))
    assert np.allclose(gates.heatmaps._pictures[5].part.array, output[:, :, 9], atol=1e-5)
    wait_read(qtbot, work, lambda: gates.go_to(GatePage.LINES))  # which shows all units again
    assert np.allclose(dict(gates.lines._lines)["h"], output[2, :, 9], atol=1e-5)


def test_all_samples_are_counted_on_demand(window: MainWindow, qtbot: QtBot) -> None:
    gates, work = opened(window, qtbot, _TWO)
    gates.go_to(GatePage.UNITS)
    with qtbot.waitSignal(work.whole_counted, timeout=_WAIT):
        gates.units.all_requested.emit()
    layers = next(view for view in gates.findChildren(QTableView) if view.accessibleName() == "Layers and directions")
    assert layers.model().rowCount() == 4
    wait_read(qtbot, work, lambda: layers.setCurrentIndex(layers.model().index(3, 0)))
    assert work.shown.gates.layers == (1,)
    assert work.shown.gates.directions == (1,)


def test_cancel_stops_the_count_and_keeps_what_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    gates, work = opened(window, qtbot, _TWO)
    told: list[object] = []
    work.whole_read.connect(lambda: told.append("read"))
    work.whole_failed.connect(told.append)
    gates.go_to(GatePage.UNITS)
    gates.units.all_requested.emit()
    cancel = next(button for button in gates.findChildren(QPushButton) if button.text() == "Cancel")
    assert cancel.isVisible()
    cancel.click()
    assert not cancel.isVisible()
    wait_read(qtbot, work, lambda: gates.head.place_chosen.emit(GatesPlace(sample=1)))
    assert told == []
    assert work.whole is None
    with qtbot.waitSignal(work.whole_counted, timeout=_WAIT):  # the next one starts afresh
        gates.units.all_requested.emit()


def test_an_rnn_has_no_gates(window: MainWindow, qtbot: QtBot) -> None:
    run(window, qtbot, "form:kind=RNN,input_size=3,hidden_size=5")
    window._actions.gates.trigger()
    gates = window.findChild(GatesWindow)
    assert any("An RNN has no gates" in text for text in notices(gates))
    assert not gates.heatmaps.isVisible()
    assert not gates.head.isVisible()


def test_dropout_is_a_reason_and_layer_0_is_there(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    run(window, qtbot, "form:input_size=3,hidden_size=5,num_layers=2,dropout=0.5")
    workspace.change(workspace.session.with_request(replace(workspace.session.request, train=True)))
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.run()
    window._actions.gates.trigger()
    gates = window.findChild(GatesWindow)
    work = gates.findChild(GatesWork)
    qtbot.waitUntil(lambda: work.shown is not None, timeout=_WAIT)
    with qtbot.waitSignal(work.failed, timeout=_WAIT):
        gates.head.place_chosen.emit(GatesPlace(layer=1))
    assert any("dropout" in text for text in notices(gates))
    assert not gates.heatmaps.isVisible()
    wait_read(qtbot, work, lambda: gates.head.place_chosen.emit(GatesPlace(layer=0)))
    assert gates.heatmaps.isVisible()
    assert not any("dropout" in text for text in notices(gates))


def test_the_window_follows_a_new_run(window: MainWindow, qtbot: QtBot) -> None:
    gates, work = opened(window, qtbot, _TWO)
    former = work.shown
    with qtbot.waitSignal(window.workspace.runs.finished, timeout=_WAIT):
        window.workspace.run()
    qtbot.waitUntil(lambda: work.shown not in (None, former), timeout=_WAIT)
    assert "The model ran again: these are the gates of the new run." in notices(gates)
    run(window, qtbot, "preset:seq2seq-encoder-decoder")
    assert not gates.isVisible() or any("has no such call" in text for text in notices(gates))


def test_a_closed_window_keeps_no_files(window: MainWindow, qtbot: QtBot) -> None:
    gates, _ = opened(window, qtbot, _TWO)
    folder = window.workspace.workers.folder
    assert len(list(folder.glob("gates-*"))) == 1
    gates.close()
    assert list(folder.glob("gates-*")) == []


def test_the_menu_of_the_tree_leads_to_any_call(window: MainWindow, qtbot: QtBot, monkeypatch) -> None:
    menus: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _: menus.append(menu))  # which warns without a screen
    run(window, qtbot, "preset:seq2seq-encoder-decoder")
    selection = Selection(parse_key("decoder/0/output"))
    window.panels.tree.menu_requested.emit(selection, window.mapToGlobal(window.rect().center()))
    (action,) = menus[0].actions()
    assert action.text() == "Gates of decoder, call 0"
    action.trigger()
    gates = window.findChild(GatesWindow)
    assert gates.windowTitle() == "Gates of decoder, call 0"
    work = gates.findChild(GatesWork)
    qtbot.waitUntil(lambda: work.shown is not None, timeout=_WAIT)


def test_gates_are_saved_and_their_code_is_executed_first(window: MainWindow, qtbot: QtBot, tmp_path) -> None:
    gates, work = opened(window, qtbot, _TWO)
    delivery = next(stage for stage in window._stages if type(stage).__name__ == "MainGates")._delivery
    with qtbot.waitSignal(work.kept, timeout=_WAIT):
        delivery.save_gates(tmp_path / "kept.npz")
    with np.load(tmp_path / "kept.npz") as kept:
        assert len(kept) == 2 * 2 * 6
        assert np.allclose(kept["1/0/h"].transpose(1, 0, 2), stored(window)["/0/output"][..., :5], atol=1e-5)
    with qtbot.waitSignal(work.code_checked, timeout=_WAIT):
        gates.export.copy_requested.emit()
    assert any("Executed: equal to the gates" in text and "Copied." in text for text in notices(gates))
    assert "gates" in QApplication.clipboard().text()


def test_keys_lead_from_a_picture_to_the_units_life(window: MainWindow, qtbot: QtBot) -> None:
    gates, work = opened(window, qtbot, _TWO)
    with qtbot.waitActive(gates):
        gates.activateWindow()
    grid = gates.heatmaps.focusProxy()
    grid.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(grid, key)
    with qtbot.waitSignal(work.traced, timeout=_WAIT):
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert gates.page is GatePage.LINES
    assert gates.lines.hasFocus()
    with qtbot.waitSignal(work.traced, timeout=_WAIT) as traced:
        qtbot.keyClick(gates.lines, Qt.Key.Key_Up)
    assert traced.args[0].unit == 2


def test_the_action_says_why_there_are_no_gates_of_a_result(window: MainWindow, qtbot: QtBot) -> None:
    run(window, qtbot, "preset:seq2seq-encoder-decoder")
    action, workspace = window._actions.gates, window.workspace
    assert action.isEnabled()
    assert action.toolTip().startswith("Look inside")
    workspace.change(workspace.session.with_selection(Selection(parse_key("result/0"))))
    assert not action.isEnabled()
    assert action.toolTip().startswith("Choose a tensor of a recurrent layer's call")
