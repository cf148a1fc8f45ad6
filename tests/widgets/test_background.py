import threading

import pytest
from PySide6.QtCore import QThread

from inspector.errors import InspectorError
from widgets.background import Background


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.finish(lambda: None)


def test_the_answer_comes_in_the_thread_of_the_window(background, qtbot):
    seen = []

    def work(report):
        report("half way")
        return threading.current_thread()

    background.submit(
        "a", work, lambda told: seen.append(("done", told, QThread.currentThread())), seen.append,
        lambda told: seen.append(("progress", told, QThread.currentThread())),
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(seen) == 2)
    here = QThread.currentThread()
    assert seen[0] == ("progress", "half way", here)
    assert seen[1][0] == "done"
    assert seen[1][1] is not threading.current_thread()
    assert seen[1][2] is here


def test_a_newer_job_of_a_kind_makes_the_older_ones_stale(background, qtbot):
    seen, gate, begun = [], threading.Event(), []

    def held(_):
        gate.wait()
        return "first"

    background.submit("a", held, seen.append, seen.append)
    background.submit("a", lambda _: begun.append("second"), seen.append, seen.append)
    background.submit("a", lambda _: "third", seen.append, seen.append)
    background.submit("b", lambda _: "other", seen.append, seen.append)
    assert background.busy
    gate.set()
    qtbot.waitUntil(lambda: len(seen) == 2 and not background.busy)
    assert seen == ["third", "other"]
    assert begun == []


def test_an_error_of_any_kind_is_told(background, qtbot):
    seen = []

    def broken(_):
        raise ZeroDivisionError("one by nought")

    background.submit("a", broken, seen.append, seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], InspectorError)
    assert str(seen[0]) == "ZeroDivisionError: one by nought This is a bug of LSTMScope."
    qtbot.waitUntil(lambda: not background.busy)


def test_finishing_stops_also_what_begins_to_wait_after_it_was_stopped(qapp):
    background, seen = Background(), []
    stops, enough = [], threading.Event()

    def stop():
        stops.append(True)
        if len(stops) == 2:  # the first came before the job waited
            enough.set()

    background.submit("a", lambda _: enough.wait(), seen.append, seen.append)
    background.submit("a", lambda _: "never begun", seen.append, seen.append)
    background.finish(stop)
    qapp.processEvents()
    assert seen == []
