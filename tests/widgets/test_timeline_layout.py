"""Where a timeline draws: no box on another, every arrow from its box to its box, no words on words."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt

from inspector.run.timeline import timeline
from tests.inspector.run import hand_made_runs as made
from widgets.timeline_layout import Sizes, layout
from widgets.timeline_steps import box_at, event_after, wire_at

RUNS = {
    "seq2seq": made.seq2seq(),
    "few": made.seq2seq(3),
    "forecaster": made.forecaster(),
    "bridge": made.bridged(),
    "deep": made.deep(12),
    "growing": made.growing(30),
    "cells": made.two_cells(),
    "turns": made.alternating(),
    "one state": made.run_with(made.call_of("a"), *(made.after("b", n, "a/0", time=n + 1) for n in range(6))),
    "skipping": made.run_with(
        made.call_of("a"), made.call_of("a", 1, time=2), made.after("a", 2, "a/0"), made.after("b", 0, "a/1")
    ),
}
SIZES = Sizes(36.0, 14.0)


def drawn(name, room):
    return layout(timeline(RUNS[name]), room, SIZES, lambda text: 7.0 * len(text), lambda text: 6.0 * len(text))


@pytest.fixture(
    params=[(name, room) for name in RUNS for room in (300, 10_000)], ids=lambda each: f"{each[0]} {each[1]}"
)
def shown(request):
    return drawn(*request.param)


def test_no_box_lies_on_another(shown):
    for one, other in combinations(shown.boxes, 2):
        assert not one.area.intersects(other.area), (one.place.event.name, other.place.event.name)


def test_calls_stand_in_order_from_left_to_right(shown):
    assert all(one.area.left() < other.area.left() for one, other in pairwise(shown.boxes))


def test_every_box_stands_in_its_lane_and_in_the_picture(shown):
    for box in shown.boxes:
        row = shown.rows[box.place.lane]
        assert row.lane.module == box.place.event.module
        assert row.top < box.area.top() and box.area.bottom() < row.top + row.height
        assert box.area.left() > 0 and box.area.right() < shown.width
    assert shown.height == shown.rows[-1].top + shown.rows[-1].height


def test_every_arrow_goes_from_its_box_to_its_box(shown):
    areas = {box.place.event: box.area for box in shown.boxes}
    for wire in shown.wires:
        source, target = (
            areas[end].adjusted(-0.01, -0.01, 0.01, 0.01) for end in (wire.arrow.source, wire.arrow.target)
        )
        assert source.contains(wire.points[0])
        assert target.contains(wire.points[-1])
        assert all(one.x() == other.x() or one.y() == other.y() for one, other in pairwise(wire.points))


def test_no_arrow_runs_through_a_box(shown):
    for wire in shown.wires:
        for one, other in pairwise(wire.points):
            line = QRectF(one, other).normalized().adjusted(-0.1, -0.1, 0.1, 0.1)
            for box in shown.boxes:
                assert not box.area.adjusted(1, 1, -1, -1).intersects(line), (wire.arrow, box.place.event.name)


def test_words_do_not_lie_on_words_or_boxes(shown):
    words = [wire.label for wire in shown.wires if wire.text] + [box.begin for box in shown.boxes if box.begin]
    for one, other in combinations(words, 2):
        assert not one.intersects(other)
    assert not any(box.area.intersects(word) for box in shown.boxes for word in words)


def test_it_fits_where_it_can():
    assert drawn("seq2seq", 400).width <= 400
    wide = drawn("deep", 10_000)
    assert drawn("deep", 300).width < wide.width / 2
    assert drawn("deep", 10_000).width == drawn("deep", 5_000).width


def test_the_same_words_are_written_once_at_calls_that_go_on_from_each_other():
    texts = [(wire.arrow.is_loop, wire.text) for wire in drawn("forecaster", 400).wires]
    assert texts == [(False, "h_n, c_n"), (True, "")]


def test_what_lies_at_a_point():
    shown = drawn("seq2seq", 400)
    assert [box_at(shown, box.area.center()) for box in shown.boxes] == list(shown.boxes)
    assert [wire_at(shown, wire.label.center()) for wire in shown.wires if wire.text] == [
        wire for wire in shown.wires if wire.text
    ]
    nowhere = QPointF(shown.width - 1, 1)
    assert (box_at(shown, nowhere), wire_at(shown, nowhere)) == (None, None)


@pytest.mark.parametrize(
    ("at", "key", "to"),
    [
        pytest.param(None, Qt.Key.Key_Right, 0, id="begin"),
        pytest.param(0, Qt.Key.Key_Right, 1, id="next"),
        pytest.param(1, Qt.Key.Key_Left, 0, id="before"),
        pytest.param(0, Qt.Key.Key_Left, 0, id="no one before"),
        pytest.param(2, Qt.Key.Key_Right, 2, id="no next"),
        pytest.param(0, Qt.Key.Key_Down, 1, id="lane below"),
        pytest.param(2, Qt.Key.Key_Up, 0, id="lane above"),
        pytest.param(0, Qt.Key.Key_Up, 0, id="no lane above"),
        pytest.param(0, Qt.Key.Key_End, 2, id="last"),
        pytest.param(2, Qt.Key.Key_Home, 0, id="first"),
    ],
)
def test_keys_lead_from_call_to_call(at, key, to):
    shown = drawn("seq2seq", 400)
    events = [box.place.event for box in shown.boxes]
    assert event_after(shown, None if at is None else events[at], key) == events[to]


def test_other_keys_lead_nowhere():
    assert event_after(drawn("seq2seq", 400), None, Qt.Key.Key_A) is None
    assert event_after(layout(timeline(made.run_with()), 400, SIZES, len, len), None, Qt.Key.Key_Home) is None
