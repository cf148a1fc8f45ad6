from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QMenu, QPushButton, QStyleOptionViewItem

from inspector.errors import StepError
from inspector.reshape.wishes.parse_wish import parse_wish
from inspector.tensor.axis import named_axis
from widgets.icons import Icon
from widgets.notice import Notice, Tone
from widgets.theme import Theme, apply_theme, colours, contrast
from widgets.wish_examples import EXAMPLES
from widgets.wish_items import ROW_ROLE, ProposalRow, WishItems
from widgets.wish_list import chosen_background
from widgets.wish_panel import WishPanel
from widgets.wish_row_text import row_lines

BATCH, TIME, HIDDEN = ("batch", 32), ("time", 10), ("hidden", 64)
FEATURES = named_axis(("direction", 2), HIDDEN)
VECTOR = (named_axis(BATCH), FEATURES)
SOURCE = "From output (32 batch, 10 time, 128 direction × hidden)"
LAST = ProposalRow("last time step", "[:, -1]", VECTOR, consumer="nn.Linear(128, 10) → (32, 10)")
FINAL = ProposalRow("both directions' final states", ".permute(1, 0, 2).flatten(1)", VECTOR, where="h_n")
MEAN = ProposalRow("mean over time", ".mean(1)", VECTOR, remarks=("Padded steps count as well.",))
KEPT = ProposalRow(
    "every time step", "", (named_axis(BATCH), named_axis(TIME), FEATURES), refused="Conv1d expects 64 channels."
)
ROWS = (LAST, FINAL, MEAN, KEPT)
ERROR = StepError("641 cannot be reached.", "Near it is (32, 640).")


@pytest.fixture
def panel(qtbot):
    panel = WishPanel()
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show_consumers((("Linear", "a layer on the last axis"), ("R&D", "a layer with an ampersand")))
    panel.show_proposals(SOURCE, ROWS)
    panel.show()
    return panel


def ways(panel):
    return panel.findChild(QListView)


def line(panel):
    return panel.findChild(QLineEdit)


def button(panel, text):
    return next(found for found in panel.findChildren(QPushButton) if found.text() == text)


def notices(panel):
    return [(notice.tone, notice.text) for notice in panel.findChildren(Notice) if notice.isVisible()]


def labels(panel):
    return [found.text() for found in panel.findChildren(QLabel) if found.isVisible() and found.text()]


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def show_active(panel, qtbot):
    with qtbot.waitActive(panel):
        panel.activateWindow()


def wanted_height(panel, row):
    """The height that the row needs at the present width."""
    option = QStyleOptionViewItem()
    ways(panel).initViewItemOption(option)
    return ways(panel).itemDelegate().sizeHint(option, ways(panel).model().index(row, 0)).height()


def written(lines):
    return [[piece.text for piece in found.pieces] for found in lines]


def test_items_are_a_sound_model(qapp, qtmodeltester):
    items = WishItems()
    qtmodeltester.check(items)
    items.show_rows(ROWS)
    qtmodeltester.check(items)
    assert [items.index(row).data() for row in range(items.rowCount())] == [row.meaning for row in ROWS]
    assert [items.index(row).data(ROW_ROLE) for row in range(items.rowCount())] == list(ROWS)


def test_a_row_reads_as_one_sentence(qapp):
    items = WishItems()
    items.show_rows(ROWS)
    vector = "(32 batch, 128 direction × hidden)"
    assert [items.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)] == [
        f"last time step: [:, -1] gives {vector}; fits: nn.Linear(128, 10) → (32, 10).",
        f"both directions' final states: .permute(1, 0, 2).flatten(1) on h_n gives {vector}.",
        f"mean over time: .mean(1) gives {vector}; Padded steps count as well.",
        "every time step: no step needed gives (32 batch, 10 time, 128 direction × hidden);"
        " does not fit: Conv1d expects 64 channels.",
    ]


def test_the_tip_has_everything_as_it_is_written(qapp):
    items = WishItems()
    items.show_rows((ProposalRow("a < b", ".mean(1)", (), "h_n", "nn.Linear(1, 1)", "No <axis>.", ("Mind it.",)),))
    assert items.index(0).data(Qt.ItemDataRole.ToolTipRole) == (
        "<p>a &lt; b, on h_n<br>h_n.mean(1)<br>→ scalar<br>nn.Linear(1, 1): No &lt;axis&gt;.<br>Mind it.</p>"
    )


def test_result_stands_beside_the_code_where_there_is_room(qapp):
    result = "→ (32 batch, 128 direction × hidden)"
    assert written(row_lines(FINAL, QFont(), 900)) == [
        ["both directions' final states", "on h_n"], ["h_n.permute(1, 0, 2).flatten(1)", result]
    ]  # fmt: skip
    assert written(row_lines(FINAL, QFont(), 360))[1:] == [["h_n.permute(1, 0, 2).flatten(1)"], [result]]


def test_consumer_has_a_symbol_and_words(qapp):
    taken, refused = row_lines(LAST, QFont(), 900)[-1], row_lines(KEPT, QFont(), 900)[-1]
    assert (taken.symbol, written([taken])) == (Icon.OK, [["nn.Linear(128, 10) → (32, 10)"]])
    assert (refused.symbol, written([refused])) == (Icon.ERROR, [["Conv1d expects 64 channels."]])


@pytest.mark.parametrize("width", [40, 120, 240, 360, 480])
def test_no_text_is_wider_than_its_room(qapp, width):
    long = ProposalRow(
        "a meaning " * 9, ".reshape(32, 1280)" * 9, VECTOR * 9, "h_n", "nn." * 90, "why " * 90, ("x" * 500,)
    )
    lines = row_lines(long, QFont(), width)
    assert len(lines) == 8  # two of the meaning, code, result, two of the refusal, two of the remark
    for piece in (piece for found in lines for piece in found.pieces if piece.text):
        assert piece.left + QFontMetrics(piece.font).horizontalAdvance(piece.text) <= width


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_chosen_row_can_be_read(qapp, theme):
    apply_theme(qapp, theme)
    palette = qapp.palette()
    shades = colours(palette)
    ground = chosen_background(palette)
    for ink in (palette.color(QPalette.ColorRole.Text), shades.muted, shades.error, shades.ok):
        assert contrast(ink, ground) >= 4.5
    apply_theme(qapp, Theme.SYSTEM)


def test_enter_asks_and_blanks_do_not(panel, qtbot):
    asked = collected(panel.wish_entered)
    qtbot.keyClicks(line(panel), "   ")
    qtbot.keyClick(line(panel), Qt.Key.Key_Return)
    assert asked == []
    qtbot.keyClicks(line(panel), "(32, 640) ")
    assert asked == []
    qtbot.keyClick(line(panel), Qt.Key.Key_Return)
    assert (asked, line(panel).text()) == (["(32, 640)"], "   (32, 640) ")


def test_a_consumer_is_written_and_asked_for(panel):
    asked = collected(panel.wish_entered)
    line(panel).setText("something else")
    actions = panel.findChild(QMenu).actions()
    assert [action.text() for action in actions] == [
        "Linear  –  a layer on the last axis", "R&&D  –  a layer with an ampersand"
    ]  # fmt: skip
    actions[0].trigger()
    assert (line(panel).text(), asked) == ("Linear", ["Linear"])
    line(panel).undo()
    assert line(panel).text() == "something else"


def test_without_consumers_there_is_nothing_to_choose(panel):
    assert button(panel, "Consumer").isEnabled()
    panel.show_consumers(())
    assert not button(panel, "Consumer").isEnabled()


def test_before_a_wish_examples_can_be_clicked(panel, qtbot):
    asked = collected(panel.wish_entered)
    panel.show_proposals(SOURCE, ())
    assert not ways(panel).isVisible()
    assert not button(panel, "Use these steps").isVisible()
    for wish, _ in EXAMPLES:
        qtbot.mouseClick(button(panel, wish), Qt.MouseButton.LeftButton)
        assert line(panel).text() == wish
    assert asked == [wish for wish, _ in EXAMPLES]


def test_examples_can_be_read_as_wishes():
    read = [parse_wish(wish) for wish, _ in EXAMPLES]
    assert len({type(wish) for wish in read}) == len(EXAMPLES) == 3


def test_the_first_way_is_chosen(panel):
    assert ways(panel).currentIndex().row() == 0
    assert ways(panel).selectionModel().isRowSelected(0)
    assert labels(panel) == ["Wanted", SOURCE, "4 ways, the most natural first"]
    panel.show_proposals(SOURCE, ROWS[:1])
    assert labels(panel)[-1] == "One way"


def test_keys_choose_and_use(panel, qtbot):
    applied = collected(panel.applied)
    show_active(panel, qtbot)
    line(panel).setFocus()
    qtbot.keyClick(line(panel), Qt.Key.Key_Down)
    assert QApplication.focusWidget() is ways(panel)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Enter):
        qtbot.keyClick(ways(panel), key)
    assert applied == [2, 1]


def test_button_and_double_click_use(panel, qtbot):
    applied = collected(panel.applied)
    place = ways(panel).visualRect(ways(panel).model().index(1, 0)).center()
    qtbot.mouseClick(ways(panel).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert applied == []
    qtbot.mouseDClick(ways(panel).viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert applied == [1]
    qtbot.mouseClick(button(panel, "Use these steps"), Qt.MouseButton.LeftButton)
    assert applied == [1, 1]


def test_nothing_can_be_used_while_ways_are_looked_for(panel, qtbot):
    applied = collected(panel.applied)
    panel.show_busy()
    qtbot.keyClick(ways(panel), Qt.Key.Key_Return)
    qtbot.mouseClick(button(panel, "Use these steps"), Qt.MouseButton.LeftButton)
    assert (applied, labels(panel)[-1]) == ([], "Looking for steps …")
    panel.show_proposals(SOURCE, ROWS)
    qtbot.keyClick(ways(panel), Qt.Key.Key_Return)
    assert (applied, labels(panel)[-1]) == ([0], "4 ways, the most natural first")


def test_the_same_ways_told_anew_keep_the_chosen_one(panel):
    ways(panel).show_row(2)
    checked = tuple(ProposalRow(row.meaning, row.code, row.axes, row.where, "nn.GRU(1, 1)") for row in ROWS)
    panel.show_proposals(SOURCE, checked)
    assert ways(panel).currentIndex().data(ROW_ROLE) == checked[2]
    panel.show_proposals(SOURCE, ROWS[::-1])
    assert ways(panel).currentIndex().row() == 0


def test_why_there_is_no_way_stands_beside_the_wish(panel, qtbot):
    line(panel).setText("(32, 641)")
    panel.show_error(ERROR)
    assert notices(panel) == [(Tone.ERROR, "641 cannot be reached. Near it is (32, 640).")]
    assert line(panel).accessibleDescription() == str(ERROR)
    assert not ways(panel).isVisible()
    assert button(panel, EXAMPLES[0][0]).isVisible()
    qtbot.keyClick(line(panel), Qt.Key.Key_Backspace)
    assert (notices(panel), line(panel).accessibleDescription(), line(panel).text()) == ([], "", "(32, 641")


@pytest.mark.parametrize("then", ["show_busy", "show_proposals"])
def test_an_error_goes_with_the_next_answer(panel, then):
    panel.show_error(ERROR)
    panel.show_busy() if then == "show_busy" else panel.show_proposals(SOURCE, ROWS)
    assert notices(panel) == []


def test_empty_panel_says_why(panel):
    panel.show_empty("Choose a tensor.")
    assert labels(panel) == ["Choose a tensor."]
    panel.show_proposals(SOURCE, ROWS)
    assert ways(panel).isVisible()


def test_showing_emits_nothing(panel):
    emitted = [collected(panel.applied), collected(panel.wish_entered)]
    panel.show_proposals(SOURCE, ROWS[:2])
    panel.show_busy()
    panel.show_error(ERROR)
    panel.show_empty("Nothing.")
    assert emitted == [[], []]


def test_narrow_rows_become_higher_and_never_wider(panel, qtbot):
    panel.show_proposals(SOURCE, ROWS * 3)
    items, second = ways(panel).model(), ways(panel).model().index(1, 0)
    panel.resize(640, 400)
    qtbot.waitUntil(lambda: ways(panel).visualRect(second).height() > 0)
    wide = ways(panel).visualRect(second).height()
    panel.resize(400, 300)
    qtbot.waitUntil(lambda: ways(panel).visualRect(second).height() > wide)
    tops = [ways(panel).visualRect(items.index(row, 0)) for row in range(items.rowCount())]
    assert all(one.bottom() + 1 == other.top() for one, other in pairwise(tops))
    assert [rect.height() for rect in tops] == [wanted_height(panel, row) for row in range(items.rowCount())]
    assert {rect.width() for rect in tops} == {ways(panel).viewport().width()}
    assert ways(panel).horizontalScrollBar().maximum() == 0
    assert (panel.width(), panel.height()) == (400, 300)


def test_the_chosen_row_has_a_bar_at_its_edge(panel, qtbot):
    index = ways(panel).model().index(0, 0)
    place = ways(panel).visualRect(index)
    edge = place.topLeft() + QPoint(1, place.height() // 2)
    chosen = ways(panel).viewport().grab().toImage().pixelColor(edge)
    ways(panel).show_row(1)
    other = ways(panel).viewport().grab().toImage().pixelColor(edge)
    assert chosen.name() == panel.palette().color(QPalette.ColorRole.Accent).name()
    assert other.name() == panel.palette().color(QPalette.ColorRole.Base).name()


def test_tab_goes_through_everything_and_all_have_names(panel, qtbot):
    show_active(panel, qtbot)
    panel.setFocus()
    seen = []
    for _ in range(4):
        widget = QApplication.focusWidget()
        seen.append(widget.accessibleName() or widget.text())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert seen == ["Wanted", "Consumer", "Ways to reach the shape", "Use these steps"]
