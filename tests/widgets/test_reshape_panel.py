import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel

from inspector.errors import WorkerDiedError
from inspector.reshape.outcome import StepFailure
from inspector.reshape.pipeline import ReshapePipeline
from inspector.reshape.reading.parse import parse_steps
from tests.widgets.reshape_values import (
    PERMUTED,
    PIPELINE,
    SOURCE,
    TAKEN,
    button,
    code_line,
    collected,
    editor,
    label,
    notices,
    ready,
    select,
    shown_panel,
    steps,
    texts,
)  # fmt: skip
from widgets.notice import Tone


@pytest.fixture
def panel(qtbot):
    return shown_panel(qtbot)


def test_source_and_result_stand_in_words(panel):
    assert label(panel, "Source").text() == "From  32 batch × 20 time × 64 hidden"
    assert label(panel, "Result").text() == "Result  32 batch × 20 time"


def test_without_steps_the_result_is_the_source(panel):
    panel.show_pipeline(SOURCE, ReshapePipeline(), ())
    assert label(panel, "Result").text() == "Result  32 batch × 20 time × 64 hidden"


def test_unanswered_steps_have_no_result_yet(panel):
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED,))
    assert label(panel, "Result").text() == "Result  …"


def test_refused_step_is_told_in_the_words_of_torch(panel):
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, StepFailure("[:, -1]", "out of range")))
    assert notices(panel) == [(Tone.ERROR, "[:, -1]: out of range")]
    assert label(panel, "Result").text() == "No result: a step was refused"
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    assert notices(panel) == []


def test_empty_panel_says_why(panel):
    panel.show_empty("Choose a tensor.")
    assert [found.text() for found in panel.findChildren(QLabel) if found.isVisible()] == ["Choose a tensor."]
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    assert steps(panel).isVisible()


def test_enter_appends_all_steps_of_the_line(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    qtbot.keyClicks(code_line(panel), ".unsqueeze(0).mean(1)")
    qtbot.keyClick(code_line(panel), Qt.Key.Key_Return)
    assert texts(changed) == [".permute(0, 2, 1)[:, -1].unsqueeze(0).mean(1)"]
    assert code_line(panel).text() == ""


def test_pasted_lines_with_comments_are_read(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    code_line(panel).insert("output.mean(1)  # over time\n  .unsqueeze(0)")
    qtbot.keyClick(code_line(panel), Qt.Key.Key_Return)
    assert texts(changed) == [".permute(0, 2, 1)[:, -1].mean(1).unsqueeze(0)"]


def test_wrong_code_stays_in_the_line(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    qtbot.keyClicks(code_line(panel), ".frobnicate(1)")
    qtbot.keyClick(code_line(panel), Qt.Key.Key_Return)
    assert (changed, code_line(panel).text()) == ([], ".frobnicate(1)")
    assert ".frobnicate(1) is not a reshape step" in notices(panel)[0][1]
    qtbot.keyClick(code_line(panel), Qt.Key.Key_Backspace)
    assert notices(panel) == []


@pytest.mark.parametrize(
    ("row", "key", "modifier", "expected"),
    [
        pytest.param(0, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "[:, -1]", id="delete"),
        pytest.param(0, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, "[:, -1]", id="toggle"),
        pytest.param(
            0, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier, "[:, -1].permute(0, 2, 1)", id="move down"
        ),
        pytest.param(1, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, "[:, -1].permute(0, 2, 1)", id="move up"),
    ],
)
@pytest.mark.parametrize("column", [0, 1])
def test_keys_change_the_steps(panel, qtbot, row, key, modifier, expected, column):
    changed = collected(panel.pipeline_changed)
    steps(panel).setFocus()
    steps(panel).setCurrentIndex(steps(panel).model().index(row, column))
    qtbot.keyClick(steps(panel), key, modifier)
    assert texts(changed) == [expected]


def test_moved_step_stays_current(panel, qtbot):
    panel.pipeline_changed.connect(lambda pipeline: panel.show_pipeline(SOURCE, pipeline, ()))
    select(panel, 0)
    qtbot.mouseClick(button(panel, "Move step down"), Qt.MouseButton.LeftButton)
    assert steps(panel).currentIndex().data() == ".permute(0, 2, 1)"
    assert steps(panel).currentIndex().row() == 1
    assert not button(panel, "Move step down").isEnabled()


def test_appended_step_becomes_current(panel):
    panel.show_pipeline(SOURCE, PIPELINE.added(parse_steps("[0]")[0]), ())
    assert steps(panel).currentIndex().row() == 2


def test_step_is_edited_in_place(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    select(panel, 1)
    qtbot.keyClick(steps(panel), Qt.Key.Key_F2)
    assert editor(panel).text() == "[:, -1]"
    editor(panel).selectAll()
    qtbot.keyClicks(editor(panel), "[:, 0]")
    with qtbot.waitSignal(panel.pipeline_changed):
        qtbot.keyClick(editor(panel), Qt.Key.Key_Return)
    assert texts(changed) == [".permute(0, 2, 1)[:, 0]"]


def test_typing_opens_the_editor(panel, qtbot):
    select(panel, 0)
    qtbot.keyClick(steps(panel), ".")
    assert editor(panel).text() == "."


@pytest.mark.parametrize("leave", ["enter", "focus"])
def test_wrong_edit_keeps_the_editor_and_its_text(panel, qtbot, leave):
    changed = collected(panel.pipeline_changed)
    select(panel, 1)
    qtbot.keyClick(steps(panel), Qt.Key.Key_F2)
    editor(panel).selectAll()
    qtbot.keyClicks(editor(panel), "[nope]")
    if leave == "enter":
        qtbot.keyClick(editor(panel), Qt.Key.Key_Return)
    else:
        code_line(panel).setFocus()
    assert editor(panel).text() == "[nope]"
    assert notices(panel)[0][1].startswith("[nope] cannot be an index here.")
    panel.show_pipeline(SOURCE, PIPELINE.toggled(0), (TAKEN,))
    assert editor(panel).text() == "[nope]"
    qtbot.keyClick(editor(panel), Qt.Key.Key_Escape)
    assert (changed, notices(panel)) == ([], [])


def test_menu_puts_a_step_into_the_line_for_editing(panel, qtbot):
    changed = collected(panel.pipeline_changed)
    actions = ready(panel)
    actions[".permute(1, 0)"].trigger()
    assert (code_line(panel).text(), code_line(panel).selectedText()) == (".permute(1, 0)", "1, 0")
    assert changed == []


def test_undo_and_redo(panel, qtbot):
    asked = []
    panel.undo_requested.connect(lambda: asked.append("undo"))
    panel.redo_requested.connect(lambda: asked.append("redo"))
    panel.show_undo(True, False)
    qtbot.mouseClick(button(panel, "Undo"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(panel, "Redo"), Qt.MouseButton.LeftButton)
    assert asked == ["undo"]


def test_showing_emits_nothing(panel):
    changed = collected(panel.pipeline_changed)
    panel.show_pipeline(SOURCE, PIPELINE.removed(0), ())
    panel.show_empty("Nothing.")
    assert changed == []


def test_steps_stay_where_they_could_not_be_followed(panel):
    panel.show_error(WorkerDiedError("It was killed.", "The next one starts afresh."))
    assert steps(panel).isVisible()
    assert steps(panel).model().rowCount() == 2
    assert notices(panel) == [(Tone.ERROR, "It was killed. The next one starts afresh.")]
    assert label(panel, "Result").text() == "No result"
    panel.show_pipeline(SOURCE, PIPELINE, (PERMUTED, TAKEN))
    assert notices(panel) == []


def test_undo_right_after_a_step_was_typed_means_the_step(panel, qtbot):
    undone = []
    action = QAction("Undo", panel)
    action.setShortcut(QKeySequence.StandardKey.Undo)
    action.triggered.connect(lambda: undone.append(code_line(panel).text()))
    panel.addAction(action)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    line = code_line(panel)
    line.setFocus()
    qtbot.keyClicks(line, ".mean(0)")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), undone) == ("", []), "what is being typed is undone first"
    qtbot.keyClicks(line, ".mean(0)")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [""]
