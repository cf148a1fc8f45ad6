"""The timeline of a run in the real window."""

from pytestqt.qtbot import QtBot

from inspector.model.source import parse_source
from widgets.main_window import MainWindow

_WAIT = 15_000


def test_the_encoders_state_begins_the_decoder(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.workspace.runs.timeline_read, timeout=_WAIT) as read:
        window.workspace.open_source(parse_source("preset:seq2seq-encoder-decoder"))
    (arrow,) = read.args[0].arrows
    events = {event.name for event in read.args[0].events}
    assert len(events) == 2
    assert {taken.takes for taken in arrow.passed} == {"h_0", "c_0"}
    window.panels.timeline.call_chosen.emit("decoder", "0")
    selection = window.workspace.session.selection
    assert selection is not None
    assert selection.key.name == "decoder/0/output"
