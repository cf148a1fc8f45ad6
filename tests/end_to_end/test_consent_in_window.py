"""Files that execute code of their own, in the window: looked at first, executed after a question only."""

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot
from torch import nn

from inspector.engine.make_run import make_run
from inspector.model.source import ClassSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.worker.landlock import landlock_abi
from tests.writing_program import Writes
from widgets.consent_dialog import ConsentDialog
from widgets.main_window import MainWindow

_WAIT = 60_000
_SOURCE = """
from pathlib import Path
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 6)

    def forward(self, x):
        return self.lstm(x)[0]
"""


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 4)
        self.lstm = nn.LSTM(4, 6, batch_first=True)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        return self.lstm(self.embedding(tokens))[0]


def scripted(module: nn.Module, path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        torch.jit.save(torch.jit.script(module.eval()), path)
    return path


def hostile(marker: Path, path: Path) -> Path:
    scripted(Writes(str(marker)), path)
    marker.unlink(missing_ok=True)
    return path


def asked(window: MainWindow, qtbot: QtBot, act: Callable[[], object]) -> ConsentDialog:
    with qtbot.waitSignal(window.workspace.consent.asked, timeout=_WAIT):
        act()
    dialog = window.findChild(ConsentDialog)
    assert isinstance(dialog, ConsentDialog)
    qtbot.waitExposed(dialog)
    return dialog


def press(dialog: ConsentDialog, qtbot: QtBot, text: str) -> None:
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_scripted_model_is_looked_at_then_executed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace, path = window.workspace, scripted(Net(), tmp_path / "net.pt")
    dialog = asked(window, qtbot, lambda: window.open_path(path))
    summary = workspace.session.summary
    assert summary is not None
    assert (summary.content, [layer.name for layer in summary.layers]) == ("program", ["lstm"])
    assert workspace.session.run is None
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        press(dialog, qtbot, "&Execute it")
    run = workspace.session.run
    assert run is not None
    (call,) = run.calls
    assert (call.module, str(call.config.kind)) == ("lstm", "LSTM")
    assert run.request.trust is False
    assert workspace.session.request is not None
    assert workspace.session.request.trust is False


def test_it_is_remembered_by_its_content_until_that_is_forgotten(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace, path = window.workspace, scripted(Net(), tmp_path / "net.pt")
    dialog = asked(window, qtbot, lambda: window.open_path(path))
    box = dialog.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        press(dialog, qtbot, "&Execute it")
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):  # of a copy, without a question
        window.open_path(Path(path.rename(tmp_path / "copy.pt")))
    forget = next(each for each in window.menuBar().actions() if each.text() == "&Help").menu().actions()[0]
    assert forget.text() == "&Forget Remembered Consents (1)"
    forget.trigger()
    assert not forget.isEnabled()
    asked(window, qtbot, workspace.run).reject()


def test_only_looking_executes_nothing_and_yes_does(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = window.workspace
    marker = workspace.workers.folder / "marker"  # where the model process could write it
    dialog = asked(window, qtbot, lambda: window.open_path(hostile(marker, tmp_path / "hostile.pt")))
    assert not marker.exists()
    press(dialog, qtbot, "Only &look")
    again = asked(window, qtbot, workspace.run)
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert workspace.session.source is not None
    assert workspace.session.run is None
    assert not workspace.runs.running
    assert not marker.exists()
    press(asked(window, qtbot, workspace.run), qtbot, "&Execute it")
    qtbot.waitUntil(marker.exists, timeout=_WAIT)
    qtbot.waitUntil(lambda: not workspace.runs.running, timeout=_WAIT)


@pytest.mark.skipif(landlock_abi() < 1, reason="this system cannot keep a process from writing files")
def test_what_is_agreed_to_is_contained(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    dialog = asked(window, qtbot, lambda: window.open_path(hostile(marker, tmp_path / "hostile.pt")))
    with qtbot.waitSignal(window.workspace.runs.running_changed, timeout=_WAIT):
        press(dialog, qtbot, "&Execute it")
    qtbot.waitUntil(lambda: not window.workspace.runs.running, timeout=_WAIT)
    assert not marker.exists(), "the model process may write only in its folder"


def test_a_saved_run_asks_before_it_executes_its_python_file(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace, source, path = window.workspace, tmp_path / "net.py", tmp_path / "run.safetensors"
    source.write_text(_SOURCE, encoding="utf-8")
    request = RunRequest(ClassSource(str(source), "Net"), (parse_input("0=normal(7,3,4)"),), trust=True)
    make_run(request, path, lambda *_: None)
    marker = workspace.workers.folder / "marker"
    source.write_text(_SOURCE.replace("(self)", f"(self, mark=Path({str(marker)!r}).touch())"), encoding="utf-8")
    with qtbot.waitSignal(workspace.run_changed, timeout=_WAIT):
        window.open_path(path)
    asked(window, qtbot, workspace.run).reject()
    assert not marker.exists()
    assert not workspace.runs.running
    assert workspace.session.run is not None
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        press(asked(window, qtbot, workspace.run), qtbot, "&Execute it")
    assert marker.exists()
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        workspace.run()  # once is enough


def test_copying_code_that_imports_the_file_of_a_saved_run_asks(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace, source, path = window.workspace, tmp_path / "net.py", tmp_path / "run.safetensors"
    source.write_text(_SOURCE, encoding="utf-8")
    make_run(RunRequest(ClassSource(str(source), "Net"), (parse_input("0=normal(7,3,4)"),)), path, lambda *_: None)
    with qtbot.waitSignal(workspace.reshaping.previewed, timeout=_WAIT):
        window.open_path(path)
    copy = next(action for action in window.findChildren(QAction) if action.text() == "&Copy Code")
    handed = []
    window.delivery.delivered.connect(handed.append)
    asked(window, qtbot, copy.trigger).reject()
    assert not handed
    with qtbot.waitSignal(window.delivery.delivered, timeout=_WAIT):
        press(asked(window, qtbot, copy.trigger), qtbot, "&Execute it")
