"""Every tensor of a file is looked at, explained, reshaped and taken away as code, like a captured one."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import QApplication, QLabel, QTreeView, QTreeWidget
from pytestqt.qtbot import QtBot
from torch import nn

from inspector.model.element_type import ELEMENT_TYPES
from inspector.reshape.pipeline import pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.selection import Selection
from inspector.run.key import TensorKey, file_key
from inspector.tensor.values import whole
from widgets.main_window import MainWindow

_WAIT = 30_000


def _encoder() -> nn.ModuleDict:
    torch.manual_seed(0)
    return nn.ModuleDict({"embed": nn.Embedding(50, 6), "encoder": nn.LSTM(6, 8), "head": nn.Linear(8, 5)})


def _open(window: MainWindow, qtbot: QtBot, path: Path, value: object) -> None:
    torch.save(value, path)
    with qtbot.waitSignal(window.workspace.opening.opened, timeout=_WAIT):
        window.open_path(path)


def _look_at(window: MainWindow, qtbot: QtBot, name: str) -> None:
    workspace = window.workspace
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.change(workspace.session.with_selection(Selection(file_key(name))))


def _values(window: MainWindow) -> np.ndarray:
    values = window.workspace.reshaping.source_values()
    assert values is not None
    return whole(values)


def _texts(window: MainWindow) -> str:
    labels = window.panels.source.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if not label.isHidden())


def test_a_weight_of_a_checkpoint_is_reshaped_and_its_code_handed_out(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace, model = window.workspace, _encoder()
    _open(window, qtbot, tmp_path / "model.pt", {"epoch": 3, "model": model.state_dict()})
    _look_at(window, qtbot, "encoder.weight_ih_l0")
    selected = workspace.session.selected
    assert selected is not None
    assert [axis.name for axis in selected.axes] == ["gate x hidden", "input"]
    assert np.array_equal(_values(window), model["encoder"].weight_ih_l0.detach().numpy())
    assert "A weight of the LSTM. The rows stack the gates i, f, g, o." in _texts(window)
    assert "192 elements." in _texts(window)

    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".view(4, 8, 6)[1]")))
    preview = workspace.reshaping.preview
    assert preview is not None
    assert [axis.name for axis in preview.axes] == ["hidden", "input"]
    assert np.array_equal(whole(preview.values), model["encoder"].weight_ih_l0.detach().view(4, 8, 6)[1].numpy())

    QApplication.clipboard().clear()
    with qtbot.waitSignal(window.delivery.delivered, timeout=_WAIT) as delivered:
        window.delivery.copy(workspace.runs.limits)
    assert delivered.args == ["Executed: equal to the preview bit for bit. Copied."]
    assert "['model']['encoder.weight_ih_l0']" in QApplication.clipboard().text()


def test_the_run_comes_first_and_the_file_stays_below_it(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = window.workspace
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        _open(window, qtbot, tmp_path / "model.pt", _encoder().state_dict())
    tree = workspace.session.tree("")
    assert tree is not None
    assert [node.label for node in tree.children] == ["encoder", "result", "file"]
    assert workspace.session.selection == Selection(TensorKey("encoder", "0", "output"))
    _look_at(window, qtbot, "head.bias")
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.run()
    assert workspace.session.selection == Selection(file_key("head.bias")), "a new run leaves the eye where it is"
    assert _values(window).shape == (5,)


def test_figures_of_the_file_arrive_without_a_run(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    state = {"step": torch.tensor(7), "weight": torch.arange(6.0).reshape(2, 3)}
    figures = window.workspace.files.figures
    _open(window, qtbot, tmp_path / "model.pt", state)
    qtbot.waitUntil(lambda: len(figures.found) == len(state), timeout=_WAIT)
    weight = figures.found[Selection(file_key("weight"))]
    assert (weight.min, weight.max, weight.mean) == (0.0, 5.0, 2.5)
    view = window.panels.tree.findChild(QTreeView)
    assert isinstance(view, QTreeView)
    model = view.model()
    file = model.index(0, 0, model.index(0, 0))
    assert [model.index(row, 0, file).data() for row in range(2)] == ["step", "weight"]
    assert model.index(1, 5, file).data() == "2.5"


KINDS = {
    "number": torch.tensor(7),
    "whole": torch.arange(-6, 6).reshape(3, 4),
    "brain": torch.randn(2, 3, dtype=torch.bfloat16),
    "mask": torch.tensor([[True, False]]),
    "turned": torch.arange(12.0).reshape(3, 4).t(),
    "none": torch.zeros(0, 3),
}


def test_a_file_without_recurrent_layers_shows_every_kind_of_tensor(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace = window.workspace
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        _open(window, qtbot, tmp_path / "model.pt", KINDS)
    assert workspace.session.selection == Selection(file_key("number")), "nothing runs, so the first one is shown"
    assert _values(window) == 7
    for name in list(KINDS)[1:]:
        _look_at(window, qtbot, name)
        values, expected = _values(window), KINDS[name]
        assert values.dtype == ELEMENT_TYPES[str(expected.dtype).removeprefix("torch.")]
        assert values.astype(np.float64).tolist() == expected.double().tolist()
    assert workspace.session.run is None


def test_a_reduction_of_a_file_tensor_is_computed_and_verified(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace = window.workspace
    _open(window, qtbot, tmp_path / "model.pt", KINDS)
    _look_at(window, qtbot, "turned")
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".mean(0)[1:]")))
    preview = workspace.reshaping.preview
    assert preview is not None
    assert whole(preview.values).tolist() == KINDS["turned"].mean(0)[1:].tolist()
    with qtbot.waitSignal(window.delivery.delivered, timeout=_WAIT):
        window.delivery.copy(workspace.runs.limits)


def test_a_turned_tensor_is_refused_by_view_as_torch_would(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = window.workspace
    _open(window, qtbot, tmp_path / "model.pt", KINDS)
    _look_at(window, qtbot, "turned")
    with qtbot.waitSignal(workspace.reshaping.traced, timeout=_WAIT):
        workspace.edit(pipeline_of(parse_steps(".view(12)")))
    assert "view size is not compatible" in str(workspace.reshaping.outcomes[-1])
    assert workspace.reshaping.script() == ""


def test_another_file_with_the_same_names_shows_its_own_values(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for number in (1.0, 2.0, 2.0, 3.0):
        path = tmp_path / f"{'other' if number > 2 else 'model'}.pt"
        with qtbot.waitSignal(window.workspace.reshaping.previewed, timeout=_WAIT):
            _open(window, qtbot, path, {"w": torch.full((2, 2), number)})
        assert _values(window).tolist() == [[number] * 2] * 2


def test_a_file_that_is_gone_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    with qtbot.waitSignal(window.workspace.reshaping.previewed, timeout=_WAIT):
        _open(window, qtbot, path, KINDS)
    path.unlink()
    with qtbot.waitSignal(window.workspace.files.failed, timeout=_WAIT) as failed:
        window.workspace.change(window.workspace.session.with_selection(Selection(file_key("whole"))))
    assert failed.args is not None
    assert str(failed.args[0]) in _texts(window)


def test_only_the_last_tensors_looked_at_are_kept(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    state = {f"w{number}": torch.full((3,), float(number)) for number in range(12)}
    with qtbot.waitSignal(window.workspace.reshaping.previewed, timeout=_WAIT):
        _open(window, qtbot, tmp_path / "model.pt", state)
    for name in (*list(state)[1:], "w11", "w0"):
        if window.workspace.session.selection != Selection(file_key(name)):
            _look_at(window, qtbot, name)
        assert _values(window).tolist() == state[name].tolist()
    assert len(list(window.workspace.workers.folder.glob("tensor-*"))) <= 8


def test_a_file_of_5000_tensors_opens(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    state = {f"blocks.{number // 10}.{number % 10}.weight": torch.zeros(2, 2) for number in range(5000)}
    with qtbot.waitSignal(window.workspace.reshaping.previewed, timeout=_WAIT):
        _open(window, qtbot, tmp_path / "model.pt", state)
    qtbot.waitUntil(lambda: len(window.workspace.files.figures.found) == len(state), timeout=_WAIT)
    _look_at(window, qtbot, "blocks.499.9.weight")
    view = window.panels.tree.findChild(QTreeView)
    assert isinstance(view, QTreeView)
    assert view.currentIndex().data() == "weight"
    assert view.currentIndex().parent().data() == "9"


def test_parameters_are_counted_and_hyper_parameters_shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    state = _encoder().state_dict()
    value = {"state_dict": state, "hyper_parameters": {"lr": 0.5, "data": {"root": "/" + "far/" * 60}}}
    _open(window, qtbot, tmp_path / "model.ckpt", value)
    count = sum(tensor.numel() for tensor in state.values())
    labels = [label.text() for label in window.panels.model.findChildren(QLabel)]
    assert f"7 tensors, {count:,} parameters" in labels
    lists = window.panels.model.findChildren(QTreeWidget)
    shown = next(found for found in lists if found.accessibleName() == "Hyper-parameters")
    items = [shown.topLevelItem(row) for row in range(shown.topLevelItemCount())]
    assert [(item.text(0), item.text(1)) for item in items] == [("lr", "0.5"), ("data.root", "/" + "far/" * 60)]
    assert "far/" * 60 in items[1].toolTip(1)
    assert shown.isVisible()


@pytest.mark.parametrize("name", ["_encoder._module.weight_ih_l0", "_transition_function._decoder_cell.bias_hh_l1"])
def test_a_real_checkpoint(window: MainWindow, qtbot: QtBot, name: str) -> None:
    path = (Path(__file__).resolve().parents[2] / "../shared/real/allennlp_atis.th").resolve()
    if not path.exists():
        pytest.skip("the real checkpoints are not here")
    with qtbot.waitSignal(window.workspace.opening.opened, timeout=_WAIT):
        window.open_path(path)
    _look_at(window, qtbot, name)
    expected = torch.load(path, weights_only=True, map_location="cpu")[name]
    assert np.array_equal(_values(window), expected.numpy())
    record = window.workspace.session.record
    assert record is not None
    assert record.axes[0].name == "gate x hidden"
