"""The form made from a signature, with hand-made classes."""

import json

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from inspector.model.class_signature import SourceClass
from inspector.model.source_parameters import Parameter
from widgets.class_form import ClassForm
from widgets.notice import Notice

PLAIN = "positional_or_keyword"
CONFIG = Parameter(
    "config",
    PLAIN,
    "Config",
    fields=(Parameter("hidden", PLAIN, "int"), Parameter("name", PLAIN, "str", "'a'", ("a",))),
)
NET = SourceClass(
    "Net", 3, "Reads words.", (Parameter("size", PLAIN, "int"), Parameter("bias", PLAIN, "", "True", (True,)), CONFIG)
)
BARE = SourceClass("Bare", 9, "", (Parameter("rest", "var_positional"), Parameter("more", "var_keyword")))


@pytest.fixture
def form(qtbot):
    form = ClassForm()
    qtbot.addWidget(form)
    form.show_classes("/nets.py", (NET, BARE))
    return form


def line(form, name):
    return next(line for line in form.findChildren(QLineEdit) if line.accessibleName() == name)


def build(form):
    next(button for button in form.findChildren(QPushButton) if button.text() == "Build").click()


def test_one_line_for_each_argument_with_its_default(form):
    names = [(line.accessibleName(), line.placeholderText()) for line in form.findChildren(QLineEdit)]
    assert [pair for pair in names if pair[0] not in ("Weights", "")] == [
        ("size", "int"), ("bias", "True"), ("config.hidden", "int"), ("config.name", "'a'"),
    ]  # fmt: skip


def test_a_missing_argument_is_named(form):
    line(form, "size").setText("3")
    build(form)
    assert [notice.text for notice in form.findChildren(Notice)] == [
        "config.hidden must be given: there is no default."
    ]
    assert form.isVisible()


def test_what_is_filled_in_becomes_the_source(form, qtbot):
    for name, text in (("size", "3"), ("bias", "False"), ("config.hidden", "[1, 2]"), ("config.name", "two words")):
        line(form, name).setText(text)
    line(form, "Weights").setText("w.pt")
    with qtbot.waitSignal(form.submitted) as submitted:
        build(form)
    (source,) = submitted.args
    assert (source.path, source.class_name, source.weights) == ("/nets.py", "Net", "w.pt")
    assert json.loads(source.arguments) == {"size": 3, "bias": False, "config": {"hidden": [1, 2], "name": "two words"}}
    assert not form.isVisible()


def test_a_class_without_named_arguments(form, qtbot):
    form.findChild(QComboBox).setCurrentText("Bare")
    with qtbot.waitSignal(form.submitted) as submitted:
        build(form)
    assert submitted.args[0].arguments == "{}"


def test_a_file_without_modules_says_so(form):
    form.show_classes("/train.py", ())
    assert "no class that looks like a torch module" in form.findChild(Notice).text
