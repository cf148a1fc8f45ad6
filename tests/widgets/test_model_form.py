import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton

from inspector.errors import FieldError
from inspector.model.config import Kind, RecurrentConfig
from inspector.run.key import TensorKey
from inspector.tensor.axis import named_axis
from inspector.tensor.record import TensorRecord
from widgets.model_form import ModelForm
from widgets.model_form_dialog import ModelFormDialog
from widgets.notice import Notice

DEFAULT = RecurrentConfig(Kind.LSTM, 10, 20, batch_first=False, dropout=0.0)


@pytest.fixture
def form(qtbot):
    form = ModelForm()
    qtbot.addWidget(form)
    form.show()
    return form


def field(form, name):
    return next(
        child
        for kind in (QLineEdit, QCheckBox, QComboBox)
        for child in form.findChildren(kind)
        if child.accessibleName() == name
    )


def build(form):
    return next(button for button in form.findChildren(QPushButton) if button.text() == "Build")


def shown_errors(form):
    return [notice.text for notice in form.findChildren(Notice) if not notice.isHidden()]


def collected(signal):
    values = []
    signal.connect(values.append)
    return values


def test_checks_torch_defaults_with_ten_and_twenty(form):
    edited = collected(form.edited)
    form.check()
    assert edited == [DEFAULT]


def test_every_argument_comes_through(form, qtbot):
    wanted = RecurrentConfig(Kind.LSTM, 3, 5, 2, False, True, 0.25, True, 4)
    field(form, "bias").setChecked(False)
    field(form, "batch_first").setChecked(True)
    field(form, "bidirectional").setChecked(True)
    edited = collected(form.edited)
    for name in ("input_size", "hidden_size", "num_layers", "dropout", "proj_size"):
        field(form, name).selectAll()
        qtbot.keyClicks(field(form, name), str(getattr(wanted, name)))
    assert edited[-1] == wanted


def test_show_config_is_read_back(form):
    wanted = RecurrentConfig(Kind.GRU, 3, 5, 2, False, True, 0.5, True)
    edited = collected(form.edited)
    form.show_config(wanted)
    assert edited == []
    form.check()
    assert edited == [wanted]


def test_wrong_number_is_told_under_its_field(form, qtbot):
    edited = collected(form.edited)
    line = field(form, "hidden_size")
    line.selectAll()
    qtbot.keyClicks(line, "x")
    assert edited == []
    assert shown_errors(form) == ["hidden_size must be a whole number; 'x' is not."]
    below = line.parentWidget().layout()
    notice = next(notice for notice in form.findChildren(Notice) if not notice.isHidden())
    assert below is not None
    assert line.geometry().bottom() <= notice.geometry().top()
    assert notice.geometry().left() == line.geometry().left()
    assert "whole number" in line.accessibleDescription()


def test_error_of_torch_stands_at_its_field_or_at_the_bottom(form):
    form.show_error(FieldError("too wide", "", "proj_size"))
    assert field(form, "proj_size").accessibleDescription() == "too wide"
    form.show_error(FieldError("no memory"))
    assert shown_errors(form) == ["no memory"]
    assert field(form, "proj_size").accessibleDescription() == ""
    assert not build(form).isEnabled()


@pytest.mark.parametrize(
    ("kind", "disabled"),
    [
        pytest.param("LSTM", set(), id="lstm"),
        pytest.param("GRU", {"proj_size"}, id="gru"),
        pytest.param("RNN", {"proj_size"}, id="rnn"),
        pytest.param(
            "LSTMCell",
            {"num_layers", "proj_size", "dropout", "batch_first", "bidirectional"},
            id="cell",
        ),
    ],
)
def test_arguments_that_the_kind_has_not_are_disabled(form, kind, disabled):
    form.show_config(RecurrentConfig(Kind.LSTM, 10, 20, 2, True, True, 0.5, True, 4))
    edited = collected(form.edited)
    field(form, "kind").setCurrentText(kind if kind != "LSTM" else "GRU")
    field(form, "kind").setCurrentText(kind)
    names = [
        "kind", "input_size", "hidden_size", "num_layers", "proj_size", "dropout", "bias", "batch_first",
        "bidirectional",
    ]  # fmt: skip
    assert {name for name in names if not field(form, name).isEnabled()} == disabled
    assert edited[-1].kind == kind
    assert edited[-1].proj_size == (4 if kind == "LSTM" else 0)


def test_build_waits_for_the_check(form, qtbot):
    submitted = collected(form.submitted)
    form.check()
    assert not build(form).isEnabled()
    form.show_check(26880)
    assert "26,880 parameters" in [label.text() for label in form.findChildren(QLabel)]
    qtbot.mouseClick(build(form), Qt.MouseButton.LeftButton)
    assert submitted == [DEFAULT]


def test_enter_before_the_check_submits_when_it_comes(form, qtbot):
    submitted = collected(form.submitted)
    form.check()
    qtbot.keyClick(field(form, "input_size"), Qt.Key.Key_Return)
    assert submitted == []
    form.show_check(1)
    assert submitted == [DEFAULT]


def test_enter_after_a_wrong_field_submits_nothing(form, qtbot):
    submitted = collected(form.submitted)
    field(form, "input_size").clear()
    form.check()
    qtbot.keyClick(field(form, "input_size"), Qt.Key.Key_Return)
    form.show_check(1)
    assert submitted == []


def test_dialog_checks_on_opening_and_submits_once(qtbot):
    dialog = ModelFormDialog()
    qtbot.addWidget(dialog)
    edited, submitted = collected(dialog.form.edited), collected(dialog.form.submitted)
    dialog.open()
    assert edited == [DEFAULT]
    dialog.form.show_check(1)
    qtbot.keyClick(field(dialog.form, "input_size"), Qt.Key.Key_Return)
    assert submitted == [DEFAULT]
    assert not dialog.isVisible()


def test_escape_closes_the_dialog_without_a_layer(qtbot):
    dialog = ModelFormDialog()
    qtbot.addWidget(dialog)
    submitted = collected(dialog.form.submitted)
    dialog.open()
    qtbot.keyClick(field(dialog.form, "input_size"), Qt.Key.Key_Escape)
    assert submitted == []
    assert not dialog.isVisible()


RECORDS = tuple(
    TensorRecord(TensorKey("", "0", role), tuple(axis.size for axis in axes), (), "float32", axes)
    for role, axes in (
        ("input", (named_axis(("time", 7)), named_axis(("batch", 3)), named_axis(("input", 10)))),
        ("h_n", (named_axis(("layer", 1)), named_axis(("batch", 3)), named_axis(("hidden", 20)))),
    )
)


def shapes(form):
    labels = [label for label in form.findChildren(QLabel) if label.accessibleName().startswith("Shape of")]
    return {label.accessibleName(): label.text() for label in labels}


def test_the_shapes_are_shown_under_the_fields_until_one_of_them_is_wrong(form):
    form.show_shapes(RECORDS)
    form.show_check(2560)
    assert shapes(form) == {
        "Shape of input": "7 time × 3 batch × 10 input",
        "Shape of h_n": "1 layer × 3 batch × 20 hidden",
    }
    form.show_error(FieldError("Too small.", field="hidden_size"))
    assert shapes(form) == {}
