import pytest
from PySide6.QtCore import QMimeData, Qt

from inspector.errors import StepError
from inspector.reshape.outcome import StepFailure, StepOutcome
from inspector.reshape.pipeline import ReshapePipeline, pipeline_of
from inspector.reshape.reading.parse import parse_steps
from inspector.tensor.axis import named_axis
from widgets.pipeline_edits import rewritten
from widgets.reshape_items import ReshapeItems
from widgets.step_states import axes_text

BATCH, TIME, HIDDEN = named_axis(("batch", 32)), named_axis(("time", 20)), named_axis(("hidden", 64))
PIPELINE = pipeline_of(parse_steps(".permute(0, 2, 1).contiguous().view(-1)[0]")).toggled(1)
PERMUTED = StepOutcome(".permute(0, 2, 1)", (32, 64, 20), (1, 2, 3), (BATCH, HIDDEN, TIME), True, "float32")
REFUSED = StepFailure(".view(-1)", "view size is not compatible")


@pytest.fixture
def items():
    items = ReshapeItems()
    items.show_pipeline(PIPELINE, (PERMUTED, REFUSED))
    return items


def table(items):
    return [[items.index(row, column).data() for column in range(3)] for row in range(items.rowCount())]


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def test_model_is_sound(items, qtmodeltester):
    qtmodeltester.check(items)
    items.show_pipeline(PIPELINE.removed(0), ())
    items.show_pipeline(PIPELINE, ())
    items.show_pipeline(ReshapePipeline(), ())
    qtmodeltester.check(items)


def test_rows_say_shape_memory_and_why_not(items):
    assert table(items) == [
        [".permute(0, 2, 1)", "→ 32 batch × 64 hidden × 20 time", "view"],
        [".contiguous()", "off", ""],
        [".view(-1)", "view size is not compatible", "refused"],
        ["[0]", "not reached", ""],
    ]
    checks = [items.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(4)]
    on, off = Qt.CheckState.Checked, Qt.CheckState.Unchecked
    assert checks == [on, off, on, on]


def test_steps_without_an_answer_wait(items):
    items.show_pipeline(PIPELINE, (PERMUTED,))
    assert [row[1] for row in table(items)] == ["→ 32 batch × 64 hidden × 20 time", "off", "…", "…"]


def test_copy_is_called_a_copy(items):
    copy = StepOutcome(".contiguous()", (32,), (1,), (BATCH,), False, "float32")
    items.show_pipeline(pipeline_of(parse_steps(".contiguous()")), (copy,))
    assert table(items) == [[".contiguous()", "→ 32 batch", "copy"]]


def test_tooltips_show_markup_as_text(items):
    items.show_pipeline(PIPELINE, (PERMUTED, StepFailure(".view(-1)", "<b>no</b>")))
    assert items.index(2, 1).data(Qt.ItemDataRole.ToolTipRole) == "<p>&lt;b&gt;no&lt;/b&gt;</p>"


def test_edits_are_emitted_and_rows_stay(items):
    edited = collected(items.edited)
    before = table(items)
    assert items.setData(items.index(0, 0), ".transpose(1, 2)")
    assert items.setData(items.index(1, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert edited == [PIPELINE.replaced(0, parse_steps(".transpose(1, 2)")[0]), PIPELINE.toggled(1)]
    assert table(items) == before


def test_same_code_in_another_writing_is_no_edit(items):
    edited = collected(items.edited)
    assert items.setData(items.index(0, 0), ".permute( (0,2,1) )")
    assert edited == []


def test_unreadable_code_is_refused(items):
    edited, refused = collected(items.edited), collected(items.refused)
    assert not items.setData(items.index(0, 0), ".frobnicate()")
    assert edited == []
    assert [type(error) for error in refused] == [StepError]


def test_only_the_code_can_be_edited(items):
    editable = [bool(items.flags(items.index(0, column)) & Qt.ItemFlag.ItemIsEditable) for column in range(3)]
    assert editable == [True, False, False]
    assert not items.setData(items.index(0, 1), "[0]")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("[1]", ".permute(0, 2, 1)[1].view(-1)[0]", id="one step"),
        pytest.param("[1].mean()", ".permute(0, 2, 1)[1].mean().view(-1)[0]", id="several steps"),
        pytest.param("", ".permute(0, 2, 1).view(-1)[0]", id="none"),
    ],
)
def test_code_in_place_of_a_step(code, expected):
    whole = pipeline_of(parse_steps(".permute(0, 2, 1).contiguous().view(-1)[0]"))
    assert rewritten(whole, 1, code).text == expected


def test_code_in_place_of_a_switched_off_step_stays_off():
    assert rewritten(PIPELINE, 1, "[1]").text == ".permute(0, 2, 1).view(-1)[0]"


def test_axes_in_words():
    both = named_axis(("direction", 2), ("hidden", 4))
    assert axes_text((named_axis(), BATCH, both)) == "1 × 32 batch × 8 (direction × hidden)"
    assert axes_text(()) == "scalar"


@pytest.mark.parametrize(
    ("row", "before", "expected"),
    [
        pytest.param(0, 2, (0, 1), id="down between"),
        pytest.param(0, 4, (0, 3), id="to the end"),
        pytest.param(1, -1, (1, 3), id="below the last"),
        pytest.param(3, 0, (3, 0), id="to the front"),
        pytest.param(2, 2, None, id="above itself"),
        pytest.param(2, 3, None, id="below itself"),
    ],
)
def test_a_dropped_row_tells_where_it_is_to_stand(items, row, before, expected):
    dropped = []
    items.dropped.connect(lambda *given: dropped.append(given))
    table_before = table(items)
    data = items.mimeData([items.index(row, column) for column in range(3)])
    nowhere = items.index(-1, -1)
    assert not items.dropMimeData(data, Qt.DropAction.MoveAction, before, 0, nowhere), "else Qt removes the row"
    assert dropped == ([expected] if expected else [])
    assert table(items) == table_before


def test_rows_are_dropped_between_rows_and_on_none(items):
    drop = Qt.ItemFlag.ItemIsDropEnabled
    assert items.flags(items.index(-1, -1)) & drop
    assert not any(items.flags(items.index(row, 0)) & drop for row in range(4))
    assert all(items.flags(items.index(0, column)) & Qt.ItemFlag.ItemIsDragEnabled for column in range(3))
    assert not items.dropMimeData(QMimeData(), Qt.DropAction.MoveAction, 0, 0, items.index(-1, -1))
