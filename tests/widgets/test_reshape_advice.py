import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QTreeView

from inspector.findings.finding import Finding, Severity
from inspector.reshape.outcome import StepFailure
from inspector.reshape.pipeline import ReshapePipeline, pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.reshape.steps.bindings import Bindings
from inspector.run.key import TensorKey
from inspector.tensor.record import TensorRecord
from tests.widgets.reshape_values import (
    BATCH,
    LAYER,
    PERMUTED,
    PIPELINE,
    SOURCE,
    TAKEN,
    TIME,
    button,
    code_line,
    collected,
    editor,
    label,
    notices,
    pressed,
    ready,
    select,
    shown_panel,
    steps,
    texts,
)  # fmt: skip
from widgets.notice import Notice, Tone
from widgets.step_offers import Offer, StepOffers


@pytest.fixture
def panel(qtbot):
    return shown_panel(qtbot)


VIEWED = pipeline_of(parse_steps(".permute(0, 2, 1).view(32, -1)[0]"))
IN_TORCHS_WORDS = StepFailure(".view(32, -1)", "view size is not compatible with input tensor's size and stride")


def test_refused_view_says_why_and_what_works(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    panel.show_pipeline(SOURCE, VIEWED, (PERMUTED, IN_TORCHS_WORDS))
    ((tone, text),) = notices(panel)
    assert tone is Tone.ERROR
    assert text == (
        ".view(32, -1): Axes 1 (hidden) and 2 (time) cannot be merged without a copy: one step along hidden jumps "
        "1 element, while time has 20 elements 64 apart, so that the jump would have to be 1280. "
        ".reshape(32, -1) copies; .contiguous().view(32, -1) is the same in two steps."
    )
    qtbot.mouseClick(pressed(panel, "Use .reshape(32, -1)"), Qt.MouseButton.LeftButton)
    assert texts(changed) == [".permute(0, 2, 1).reshape(32, -1)[0]"]
    assert steps(panel).hasFocus()
    assert steps(panel).currentIndex().row() == 1


def test_what_works_takes_the_place_of_the_refused_step_beside_one_switched_off(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    off = pipeline_of(parse_steps(".unsqueeze(0).permute(0, 2, 1).view(32, -1)")).toggled(0)
    panel.show_pipeline(SOURCE, off, (PERMUTED, IN_TORCHS_WORDS))
    qtbot.keyClick(pressed(panel, "Use .reshape(32, -1)"), Qt.Key.Key_Space)
    assert [item.step.code for item in changed[0].steps] == [
        ".unsqueeze(0)", ".permute(0, 2, 1)", ".reshape(32, -1)",
    ]  # fmt: skip


def test_a_source_that_is_no_row_major_tensor_refuses_the_first_step(panel):
    turned = TensorRecord(SOURCE.key, (20, 32), (1, 20), "float32", (TIME, BATCH))
    panel.show_pipeline(turned, pipeline_of(parse_steps(".view(-1)")), (StepFailure(".view(-1)", "not compatible"),))
    assert "Axes 0 (time) and 1 (batch) cannot be merged" in notices(panel)[0][1]


def test_an_edit_that_is_given_up_leaves_the_refusal_in_place(panel, qtbot):
    panel.show_pipeline(SOURCE, VIEWED, (PERMUTED, IN_TORCHS_WORDS))
    told = notices(panel)
    select(panel, 1)
    qtbot.keyClick(steps(panel), Qt.Key.Key_F2)
    editor(panel).selectAll()
    qtbot.keyClicks(editor(panel), "[nope]")
    qtbot.keyClick(editor(panel), Qt.Key.Key_Return)
    assert notices(panel) != told
    qtbot.keyClick(editor(panel), Qt.Key.Key_Escape)
    assert notices(panel) == told


def test_sizes_that_do_not_fit_are_told_in_the_words_of_torch(panel):
    wrong = pipeline_of(parse_steps(".view(7)"))
    panel.show_pipeline(SOURCE, wrong, (StepFailure(".view(7)", "shape '[7]' is invalid for input of size 40960"),))
    assert notices(panel) == [(Tone.ERROR, ".view(7): shape '[7]' is invalid for input of size 40960")]
    assert not [
        found for found in panel.findChildren(QPushButton) if found.text().startswith("Use") and found.isVisible()
    ]


def test_card_follows_the_current_step(panel):
    memory = label(panel, "Memory of the step")
    assert memory.text() == "View  ·  not contiguous  ·  2.5 KiB  ·  strides (1280, 64)"
    select(panel, 0)
    assert memory.text() == "View  ·  not contiguous  ·  160 KiB  ·  strides (1280, 1, 64)"
    panel.show_pipeline(SOURCE, PIPELINE.toggled(0), (TAKEN,))
    assert not memory.isVisible(), "a step that is switched off did nothing to memory"


WRONG = pipeline_of(parse_steps("[:5].reshape(20, 5, 64)")).toggled(0)
SCRAMBLED = Finding("M25", "reshape-for-permute", Severity.ERROR, "output", "It scrambles.", "Write .permute(1, 0, 2).")
REPLACED = Offer(SCRAMBLED, parse_steps(".permute(1, 0, 2)"), 0)


def test_right_steps_take_the_place_of_wrong_ones(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    panel.show_pipeline(SOURCE, WRONG, (PERMUTED,))
    panel.show_findings((REPLACED,))
    assert notices(panel) == [(Tone.ERROR, "M25: It scrambles.")], "the button says what to write"
    qtbot.mouseClick(pressed(panel, "Use .permute(1, 0, 2)"), Qt.MouseButton.LeftButton)
    assert [item.step.code for item in changed[0].steps] == ["[:5]", ".permute(1, 0, 2)"]


def test_right_is_compared_with_wrong(panel, qtbot):
    asked = collected(panel.compare_requested)
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    panel.show_findings((Offer(SCRAMBLED, parse_steps("[:, 0]"), 1),))
    pressed(panel, "Compare").setFocus()
    qtbot.keyClick(pressed(panel, "Compare"), Qt.Key.Key_Space)
    assert asked == [1]


def test_what_torch_would_take_is_not_offered_where_it_is_wrong(panel, qtbot):
    panel.show_pipeline(SOURCE, VIEWED, (PERMUTED, IN_TORCHS_WORDS))
    panel.show_findings((Offer(SCRAMBLED, parse_steps(".permute(1, 0, 2)"), 1),))
    refused, finding = (notice for notice in panel.findChildren(Notice) if notice.isVisible())
    qtbot.waitUntil(lambda: finding.mapTo(panel, QPoint()).y() < refused.mapTo(panel, QPoint()).y())
    assert finding.text == "M25: It scrambles."
    assert refused.text.endswith("1280. .reshape(32, -1) would run, but make the mistake told above.")
    offered = [button.text() for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert offered == ["Use .permute(1, 0, 2)", "Compare", "Add"]
    panel.show_findings(())
    assert pressed(panel, "Use .reshape(32, -1)").isVisible()


def test_a_refusal_that_a_finding_explains_is_told_once(panel):
    told = Finding("M15", "impossible-view", Severity.ERROR, "output", "torch refuses it.", "Copy.")
    panel.show_pipeline(SOURCE, VIEWED, (PERMUTED, IN_TORCHS_WORDS))
    panel.show_findings((Offer(told, parse_steps(".reshape(32, -1)"), 1),))
    assert notices(panel) == [(Tone.ERROR, "M15: torch refuses it. Copy.")]
    offered = [button.text() for button in panel.findChildren(QPushButton) if button.isVisible()]
    assert offered == ["Use .reshape(32, -1)", "Add"], "there is nothing to compare with"


def test_both_buttons_fit_into_a_narrow_panel(panel, qtbot):
    panel.show_findings((Offer(SCRAMBLED, parse_steps(".permute(1, 0, 2)" * 8), 0),))
    panel.resize(260, panel.height())
    area = panel.findChild(StepOffers)
    qtbot.waitUntil(lambda: area.width() < 260)
    compare = pressed(panel, "Compare")
    assert compare.mapTo(area, compare.rect().bottomRight()).x() < area.viewport().width()


def test_a_refusal_makes_the_panel_no_higher_than_a_small_screen_allows(panel):
    panel.show_pipeline(SOURCE, VIEWED, (PERMUTED, IN_TORCHS_WORDS))
    panel.show_findings((REPLACED, Offer(SCRAMBLED, parse_steps("[0]"), 1)))
    assert panel.minimumSizeHint().height() <= 250


def test_the_current_step_stays_in_sight_when_a_finding_comes(panel, qtbot):
    many = pipeline_of(parse_steps(".transpose(0, 1)" * 20))
    panel.resize(400, 300)
    panel.show_pipeline(SOURCE, many, ())
    select(panel, 19)
    panel.show_findings((REPLACED,))
    rows = steps(panel)
    qtbot.waitUntil(lambda: rows.viewport().rect().contains(rows.visualRect(rows.currentIndex()).center()))


def test_a_step_that_does_nothing_is_left_out(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    panel.show_findings((Offer(SCRAMBLED, (), 0),))
    qtbot.mouseClick(pressed(panel, "Leave it out"), Qt.MouseButton.LeftButton)
    assert texts(changed) == ["[:, -1]"]


def test_a_finding_without_a_right_step_has_no_buttons(panel):
    panel.show_findings((Offer(SCRAMBLED, None, 0),))
    assert [found.text() for found in panel.findChildren(QPushButton) if found.isVisible()] == ["Add"]
    panel.show_findings(())
    assert notices(panel) == []


def test_findings_shown_again_keep_the_keyboard(panel, qtbot):
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.show_findings((REPLACED,))
    compare = pressed(panel, "Compare")
    compare.setFocus()
    panel.show_findings((Offer(SCRAMBLED, parse_steps(".permute(1, 0, 2)"), 0),))
    assert compare.hasFocus()


def test_the_keyboard_finds_the_findings_between_list_and_line(panel, qtbot):
    panel.show_findings((REPLACED, Offer(SCRAMBLED, parse_steps("[0]"), 1)))
    with qtbot.waitActive(panel):
        panel.activateWindow()
    steps(panel).setFocus()
    reached = []
    while code_line(panel) is not panel.focusWidget():
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        reached.append(panel.focusWidget().accessibleName())
    assert reached == ["Error", "Use .permute(1, 0, 2)", "", "Error", "Use [0]", "", "Code to add"]


def test_long_code_is_shortened_on_the_button(panel):
    panel.show_findings((Offer(SCRAMBLED, parse_steps(".permute(1, 0, 2)" * 8), 0),))
    found = pressed(panel, "Use " + ".permute(1, 0, 2)" * 8)
    assert found.text().endswith("…")
    assert found.width() < 0.6 * panel.width()


def test_dropped_step_moves_and_stays_current(panel):
    panel.pipeline_changed.connect(lambda pipeline: panel.show_pipeline(SOURCE, pipeline, ()))
    model = steps(panel).model()
    data = model.mimeData([model.index(0, 0)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 2, 0, model.index(-1, -1))
    assert steps(panel).currentIndex().data() == ".permute(0, 2, 1)"
    assert steps(panel).currentIndex().row() == 1
    assert steps(panel).dragDropMode() is QTreeView.DragDropMode.InternalMove


def test_saved_pipelines_are_asked_for(panel):
    asked = []
    for signal in (panel.pipelines.apply_requested, panel.pipelines.delete_requested, panel.pipelines.save_requested):
        signal.connect(asked.append)
    panel.pipelines.show_names(("last step",))
    menu = button(panel, "Pipelines").menu()
    menu.aboutToShow.emit()
    actions = {action.text(): action for action in menu.actions()}
    assert actions["&Save the steps as…"].isEnabled()
    actions["last step"].trigger()
    assert asked == ["last step"]
    panel.show_pipeline(SOURCE, ReshapePipeline(), ())
    menu.aboutToShow.emit()
    assert not menu.actions()[0].isEnabled(), "there is nothing to save"


def test_ready_steps_know_the_other_tensors(panel):
    h_n = TensorRecord(TensorKey("lstm", "0", "h_n"), (1, 32, 20), (640, 20, 1), "float32", (LAYER, BATCH, TIME))
    panel.show_bindings(Bindings(SOURCE.key, (("h_n", h_n), ("dec/0/h_n", h_n)), (20, 3)))
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    offered = ready(panel)
    assert ".cat(h_n[-1], dim=-1)" in offered
    assert ".cat(run['dec/0/h_n'][-1], dim=-1)" in offered
    assert ".last_valid(lengths)" in offered
    panel.show_bindings(Bindings(SOURCE.key))
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    assert not [code for code in ready(panel) if "h_n" in code or "lengths" in code]
