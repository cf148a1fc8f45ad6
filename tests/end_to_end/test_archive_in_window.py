"""An archive is opened, another of its model files chosen, and a layer of it run."""

import zipfile

import torch
from torch import nn

from inspector.reshape.selection import Selection
from inspector.run.key import file_key
from widgets.main_window import MainWindow

_WAIT = 30_000


def test_another_model_file_of_an_archive_is_chosen_and_run(window: MainWindow, tmp_path, qtbot):
    path = tmp_path / "models.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, module in (("lstm.pt", nn.LSTM(3, 5)), ("gru.pt", nn.GRU(2, 4))):
            torch.save(module.state_dict(), tmp_path / name)
            file.write(tmp_path / name, name)
    workspace = window.workspace
    with qtbot.waitSignal(workspace.opening.opened, timeout=_WAIT):
        window.open_path(path)
    assert [layer.config.kind for layer in workspace.session.summary.layers] == ["LSTM"]
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT) as finished:  # it is run as soon as it is opened
        window.panels.model.member_chosen.emit("gru.pt")
    assert [layer.config.kind for layer in workspace.session.summary.layers] == ["GRU"]
    assert finished.args[0].run.calls[0].config.kind == "GRU"
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.change(workspace.session.with_selection(Selection(file_key("weight_ih_l0"))))
