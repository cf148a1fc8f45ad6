from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QToolButton, QTreeWidget

from inspector.errors import TrustError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.presets import PRESETS
from inspector.model.source import FileSource, FormSource, PresetSource
from inspector.model.summary import FileSummary, NamedLayer, NamedTensor
from widgets.model_panel import ModelPanel
from widgets.notice import Notice, Tone
from widgets.wrapped_text import WrappedText

ENCODER = NamedLayer("encoder", RecurrentConfig(Kind.LSTM, 10, 20, 2, bidirectional=True))
CELL = NamedLayer("", RecurrentConfig(Kind.GRU_CELL, 3, 4))
SOURCE = FileSource("/data/deep/<b>model.pt", "ema")
TENSORS = tuple(NamedTensor(f"weight_{number}", (7, 320), (320, 1), "float32") for number in range(12))
SUMMARY = FileSummary("torch-zip", "state_dict", ("model", "ema"), (ENCODER, CELL), TENSORS, 26880, ("One odd thing.",))


@pytest.fixture
def panel(qtbot):
    panel = ModelPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


def texts(panel):
    """Give the text of every label that is visible."""
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def notices(panel):
    return [(notice.tone, notice.text) for notice in panel.findChildren(Notice) if notice.isVisible()]


def collected(signal):
    values = []
    signal.connect(lambda *arguments: values.append(arguments))
    return values


def rows(panel):
    tree = panel.findChild(QTreeWidget)
    found = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return [tuple(item.text(0).split("\n")) for item in found]


def test_empty_panel_says_what_to_do(panel):
    assert texts(panel) == [
        "Open a model file or drop one on the window, describe a layer in the form, or choose a preset."
    ]


def test_file_is_told_in_words(panel):
    panel.show_source(SOURCE, SUMMARY)
    shown = texts(panel)
    assert shown[0] == "<b>model.pt"
    assert "torch zip, state_dict" in shown
    assert "12 tensors, 26,880 parameters" in shown
    assert rows(panel) == [
        ("encoder", "LSTM(10, 20, num_layers=2, bidirectional)"),
        ("(the model)", "GRUCell(3, 4)"),
    ]
    assert notices(panel) == [(Tone.WARNING, "One odd thing.")]


def test_layer_names_have_the_room_they_need(panel, qapp):
    panel.show_source(SOURCE, SUMMARY)
    tree = panel.findChild(QTreeWidget)
    tree.doItemsLayout()
    assert tree.sizeHintForRow(0) >= 2 * tree.fontMetrics().height()


def test_path_is_a_tooltip_without_markup(panel):
    panel.show_source(SOURCE, SUMMARY)
    title = next(label for label in panel.findChildren(QLabel) if label.accessibleName() == "Model")
    assert title.toolTip() == "<p>/data/deep/&lt;b&gt;model.pt</p>"
    assert title.textFormat() == Qt.TextFormat.PlainText


def test_a_file_being_read_is_named_until_that_is_done(panel):
    panel.show_source(SOURCE, SUMMARY)
    panel.show_reading("other.pt")
    assert (Tone.REMARK, "Reading other.pt…") in notices(panel)
    panel.show_reading("")
    assert "Reading" not in str(notices(panel))


def test_the_file_of_a_saved_run_is_not_being_read(panel):
    panel.show_source(SOURCE, None)
    assert "Reading" not in str(texts(panel) + notices(panel))


def test_focus_alone_chooses_no_layer(panel, qtbot):
    panel.show_source(SOURCE, SUMMARY)
    panel.show_layer(None)
    chosen = []
    panel.layer_chosen.connect(chosen.append)
    with qtbot.waitActive(panel):
        panel.activateWindow()
    layers = panel.findChild(QTreeWidget)
    layers.setFocus(Qt.FocusReason.TabFocusReason)
    assert layers.hasFocus()
    assert chosen == []
    qtbot.keyClick(layers, Qt.Key.Key_Down)
    assert chosen == ["encoder"]


def test_preset_shows_article_claim_and_truth(panel):
    preset = PRESETS[0]
    panel.show_source(PresetSource(preset.name), None)
    shown = [text.toPlainText() for text in panel.findChildren(WrappedText) if text.isVisibleTo(panel)]
    assert [part in shown for part in (preset.article, preset.claim, preset.truth, preset.why)] == [True] * 4


def test_form_shows_its_layer(panel):
    panel.show_source(FormSource(ENCODER.config), None)
    assert "LSTM form" in texts(panel)
    assert rows(panel) == [("(the model)", "LSTM(10, 20, num_layers=2, bidirectional)")]


def test_state_dict_is_chosen_among_several(panel, qtbot):
    panel.show_source(SOURCE, SUMMARY)
    combo = panel.findChild(QComboBox)
    assert (combo.isVisible(), combo.currentText()) == (True, "ema")
    chosen = collected(panel.state_dict_chosen)
    qtbot.keyClick(combo, Qt.Key.Key_Up)
    assert chosen == [("model",)]


def test_one_state_dict_offers_no_choice(panel):
    panel.show_source(SOURCE, FileSummary("torch-zip", "state_dict", ("",), (), TENSORS[:1], 1, ()))
    assert not panel.findChild(QComboBox).isVisible()
    assert "1 tensor, 1 parameter" in texts(panel)


def test_layer_is_chosen_with_the_keyboard(panel, qtbot):
    panel.show_source(SOURCE, SUMMARY)
    panel.show_layer("encoder")
    chosen = collected(panel.layer_chosen)
    qtbot.keyClick(panel.findChild(QTreeWidget), Qt.Key.Key_Down)
    assert chosen == [("",)]


def test_showing_emits_nothing(panel):
    signals = [collected(signal) for signal in (panel.layer_chosen, panel.state_dict_chosen)]
    panel.show_source(SOURCE, SUMMARY)
    panel.show_layer("encoder")
    panel.show_layer(None)
    assert panel.findChild(QTreeWidget).selectedItems() == []
    panel.show_source(None, None)
    assert signals == [[], []]


def test_error_stays_beside_the_buttons_until_something_is_shown(panel):
    panel.show_source(FormSource(ENCODER.config), None)
    panel.show_error(TrustError("The file would execute code.", "Save its weights."))
    assert notices(panel) == [(Tone.ERROR, "The file would execute code. Save its weights.")]
    assert "LSTM form" in texts(panel)
    panel.show_source(None, None)
    assert notices(panel) == []


def test_buttons_ask(panel, qtbot):
    asked = {name: collected(getattr(panel, name)) for name in ("open_requested", "form_requested", "preset_requested")}
    by_text = {button.text(): button for button in panel.findChildren(QToolButton)}
    qtbot.keyClick(by_text["Open…"], Qt.Key.Key_Space)
    qtbot.mouseClick(by_text["New layer…"], Qt.MouseButton.LeftButton)
    actions = [action for action in panel.findChild(QMenu).actions() if action.data()]
    assert [action.text() for action in actions] == [preset.name for preset in PRESETS]
    actions[-1].trigger()
    assert asked == {"open_requested": [()], "form_requested": [()], "preset_requested": [(PRESETS[-1].name,)]}


def test_what_the_file_does_not_say_is_told_below_the_layers(panel):
    told = replace(SUMMARY, warnings=(), prefix="module.", tied=(("a.weight", "b.weight"),), notes=("False is taken.",))
    panel.show_source(SOURCE, told)
    assert notices(panel) == [(
        Tone.REMARK,
        "All names in the file begin with module., which is left out here.\n"
        "a.weight and b.weight are one tensor.\nFalse is taken.",
    )]  # fmt: skip
    panel.show_source(SOURCE, replace(SUMMARY, warnings=()))
    assert notices(panel) == []
