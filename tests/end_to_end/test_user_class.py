"""A class of the user's own, from its file through the form to the tree; the rest of the file is not executed."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from widgets.main_window import MainWindow

_WAIT = 60_000
_SOURCE = '''
from pathlib import Path
from torch import nn

class Net(nn.Module):
    """Two numbers for each sequence."""

    def __init__(self, features: int, hidden: int = 6):
        super().__init__()
        self.lstm = nn.LSTM(features, hidden, batch_first=True)
        self.head = nn.Linear(hidden, 2)

    def forward(self, x):
        output, (h_n, c_n) = self.lstm(x)
        return self.head(h_n[-1])

for epoch in range(3):
    Path(__file__).with_name("trained").write_text("training started")
'''


def test_a_class_is_built_from_the_form_and_run(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace, form = window.workspace, window.class_form
    source = tmp_path / "net.py"
    source.write_text(_SOURCE, encoding="utf-8")
    with qtbot.waitSignal(workspace.opening.classes_found, timeout=_WAIT):
        window.open_path(source)
    qtbot.waitExposed(form)
    features = next(line for line in form.findChildren(QLineEdit) if line.accessibleName() == "features")
    qtbot.keyClicks(features, "5")
    build = next(button for button in form.findChildren(QPushButton) if button.text() == "Build")
    with qtbot.waitSignal(workspace.runs.finished, timeout=_WAIT):
        qtbot.mouseClick(build, Qt.MouseButton.LeftButton)
    run = workspace.session.run
    assert run is not None
    assert [tensor.shape for tensor in run.calls[0].tensors if tensor.role == "output"] == [(3, 7, 6)]
    assert [tensor.shape for tensor in run.result] == [(3, 2)]
    assert workspace.session.selected is not None
    assert not (tmp_path / "trained").exists()
