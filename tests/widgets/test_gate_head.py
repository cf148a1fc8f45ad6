from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QSpinBox

from inspector.gates.gate_look import Rows
from inspector.gates.gates import SelfCheck
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.form import parse_form
from inspector.model.source import FormSource
from inspector.run.request import RunRequest
from inspector.run.run import Call, Run, StoredTensor
from widgets.gate_head import GateHead
from widgets.gates_place import GatesPlace, gates_call, label_text
from widgets.notice import Notice, Tone

CONFIG = RecurrentConfig(Kind.LSTM, 4, 6, 2, bidirectional=True, batch_first=True)
CELL = RecurrentConfig(Kind.LSTM_CELL, 4, 6)


def tensor(role, *shape):
    return StoredTensor(role, shape, shape, "float32")


def run_of(*calls):
    request = RunRequest(FormSource(parse_form("input_size=4,hidden_size=6")))
    return Run(Path("run.safetensors"), request, "cpu", "float32", "2.13", 0.1, calls, (), (), (), None)


def call(config=CONFIG, number=0, given=(3, 7, 4), count=1, module="encoder"):
    shape = (count, *given) if count > 1 else given
    return Call(module, (), config, number, count, None, (tensor("input", *shape),))


@pytest.fixture
def head(qtbot):
    made = GateHead()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(head):
    boxes = [*head.findChildren(QComboBox), *head.findChildren(QSpinBox)]
    return {box.accessibleName() for box in boxes if box.isVisible()}


def box(head, name):
    return next(
        each for each in (*head.findChildren(QComboBox), *head.findChildren(QSpinBox)) if each.accessibleName() == name
    )


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def test_only_what_can_be_chosen_is_offered(head):
    one = call(RecurrentConfig(Kind.LSTM, 4, 1, batch_first=True), given=(1, 7, 4))
    head.show_call(gates_call(run_of(one), one))
    head.show_place(GatesPlace(), with_rows=True, with_numbers=True)
    assert shown(head) == set()


def test_everything_is_offered_where_there_is_a_choice(head):
    head.show_call(gates_call(run_of(call()), call()))
    head.show_place(GatesPlace(), with_rows=False, with_numbers=True)
    assert shown(head) == {"Layer", "Direction", "Sample", "Unit"}
    head.show_place(GatesPlace(), with_rows=True, with_numbers=True)
    assert shown(head) == {"Layer", "Direction", "Rows", "Sample"}
    head.show_place(GatesPlace(rows=Rows.SAMPLES), with_rows=True, with_numbers=True)
    assert shown(head) == {"Layer", "Direction", "Rows", "Unit"}
    head.show_place(GatesPlace(), with_rows=False, with_numbers=False)
    assert shown(head) == {"Layer", "Direction"}


def test_a_choice_carries_the_whole_place_and_showing_is_silent(head):
    chosen = collected(head.place_chosen)
    head.show_call(gates_call(run_of(call()), call()))
    head.show_place(GatesPlace(1, 1, 2, 5), with_rows=True, with_numbers=True)
    assert chosen == []
    box(head, "Layer").setCurrentIndex(0)
    box(head, "Rows").setCurrentIndex(1)
    assert chosen == [GatesPlace(0, 1, 2, 5), GatesPlace(0, 1, 2, 5, Rows.SAMPLES)]


def test_the_check_says_how_far_it_can_be_trusted(head):
    notice = head.findChild(Notice)
    head.show_check(SelfCheck(6e-8, None, None))
    assert (notice.tone, notice.text) == (Tone.SUCCESS, "Matches the fused kernel to 6e-08.")
    head.show_check(SelfCheck(1e-3, None, None, "half precision"))
    assert notice.tone is Tone.WARNING
    assert "half precision" in notice.text
    head.show_check(SelfCheck(0.3, None, None))
    assert notice.tone is Tone.WARNING
    head.show_check(SelfCheck(6e-8, None, None, not_finite=3))
    assert notice.tone is Tone.WARNING
    head.show_check(None)
    assert not notice.isVisible()


def test_calls_that_follow_each_other_may_be_looked_at_as_one(head):
    calls = [call(number=number) for number in range(4)]
    looked_at = gates_call(run_of(*calls), calls[2])
    assert (looked_at.call, looked_at.labels, looked_at.count) == ("2", ("2", "0-3"), 1)
    chosen = collected(head.label_chosen)
    head.show_call(looked_at)
    assert chosen == []
    box(head, "Calls").setCurrentIndex(1)
    assert chosen == ["0-3"]


def test_a_cell_is_looked_at_over_all_its_calls():
    calls = [call(CELL, number, (3, 4)) for number in range(5)]
    looked_at = gates_call(run_of(*calls), calls[1])
    assert (looked_at.call, looked_at.count, looked_at.samples) == ("0-4", 5, 3)
    assert looked_at.title == "encoder, calls 0 to 4"
    assert gates_call(run_of(*calls), calls[1], "1").call == "1"


def test_stacked_calls_are_one_already():
    stacked = call(CELL, 0, (3, 4), count=100)
    looked_at = gates_call(run_of(stacked), stacked)
    assert (looked_at.call, looked_at.labels, looked_at.count) == ("0-99", ("0-99",), 100)


def test_a_place_is_moved_to_the_nearest_one_that_there_is():
    small = call(RecurrentConfig(Kind.GRU, 4, 3), given=(7, 1, 4))
    looked_at = gates_call(run_of(small), small)
    assert looked_at.within(GatesPlace(1, 1, 2, 5, Rows.SAMPLES)) == GatesPlace(0, 0, 0, 2, Rows.UNITS)


def test_what_is_asked_for_is_what_is_displayed():
    looked_at = gates_call(run_of(call()), call())
    asked = looked_at.shown(GatesPlace(1, 0, 2, 5))
    assert (asked.layer, asked.direction, asked.sample, asked.unit) == (1, 0, 2, None)
    asked = looked_at.shown(GatesPlace(1, 0, 2, 5, Rows.SAMPLES))
    assert (asked.sample, asked.unit) == (None, 5)
    asked = looked_at.traced(GatesPlace(1, 0, 2, 5))
    assert (asked.layer, asked.direction, asked.sample, asked.unit) == (1, 0, 2, 5)
    asked = looked_at.whole()
    assert (asked.layer, asked.direction, asked.sample, asked.unit) == (None,) * 4


@pytest.mark.parametrize(("label", "text"), [("3", "call 3"), ("0-99", "calls 0 to 99")])
def test_labels_are_words(label, text):
    assert label_text(label) == text


def test_the_head_is_as_high_with_choices_as_without(head):
    head.show_call(gates_call(run_of(call()), call()))
    heights = set()
    for with_rows, with_numbers in ((True, True), (False, True), (False, False)):
        head.show_place(GatesPlace(), with_rows, with_numbers)
        heights.add(head.minimumSizeHint().expandedTo(head.minimumSize()).height())
    assert len(heights) == 1
