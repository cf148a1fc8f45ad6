"""What a source file says of its classes, with nothing of it executed."""

import json
from contextlib import suppress
from textwrap import dedent

import pytest

from inspector.errors import FileError
from inspector.model.class_signature import classes_in, source_class_from_json
from inspector.model.importable_source import is_importable

CODE = '''
import torch.nn as nn, pytorch_lightning as pl
from torch import nn as layers
from torch.nn import Module as Base, LSTM
from elsewhere import Unknown, Helper
from dataclasses import dataclass
raise SystemExit("executed")

@dataclass
class Config:
    """Settings."""
    hidden: int
    names: list[str] = ("a", "b")
    other: "Config" = None

class Plain:
    def forward(self): ...

class A(nn.Module):
    """Says what it is.

    And more.
    """
    def __init__(self, a, b: int = 3, /, c="x", *rest: float, d, e: dict | None = {"k": [1, None]}, f=print(1), **more):
        pass

class B(A):
    pass

class C(layers.Module, Plain):
    def __init__(self, config: "Config", size=-1): pass

class D(Base): pass
class E(LSTM): pass
class F(pl.LightningModule): pass
class G(Unknown):
    def forward(self, x): return x
class H(Helper): pass
class I(Plain): pass
class J(J): pass
class K(B, list[int]): pass

if True:
    class L(nn.Module): pass
try:
    class M(nn.Module): pass
except ImportError:
    pass
'''


@pytest.fixture
def found(tmp_path):
    (tmp_path / "net.py").write_text(dedent(CODE))
    return {described.name: described for described in classes_in(tmp_path / "net.py")}


def test_modules_are_told_from_other_classes(found):
    assert set(found) == {"A", "B", "C", "D", "E", "F", "G", "K", "L", "M"}
    assert (found["A"].doc, found["B"].doc) == ("Says what it is.", "")
    assert CODE.splitlines()[found["A"].line - 1].startswith("class A(")


def test_parameters_are_those_of_the_nearest_constructor(found):
    told = [(p.name, p.kind, p.annotation, p.default, p.value, p.required) for p in found["A"].parameters]
    assert told == [
        ("a", "positional_only", "", "", (), True),
        ("b", "positional_only", "int", "3", (3,), False),
        ("c", "positional_or_keyword", "", "'x'", ("x",), False),
        ("rest", "var_positional", "float", "", (), False),
        ("d", "keyword_only", "", "", (), True),
        ("e", "keyword_only", "dict | None", "{'k': [1, None]}", ({"k": [1, None]},), False),
        ("f", "keyword_only", "", "print(1)", (), False),
        ("more", "var_keyword", "", "", (), False),
    ]
    assert found["B"].parameters == found["K"].parameters == found["A"].parameters
    assert found["D"].parameters == ()


def test_fields_of_a_configuration_are_listed(found):
    config, size = found["C"].parameters
    assert (size.default, size.value) == ("-1", (-1,))
    assert [(p.name, p.annotation, p.required) for p in config.fields] == [
        ("hidden", "int", True), ("names", "list[str]", False), ("other", "'Config'", False),
    ]  # fmt: skip
    assert config.fields[2].fields[0].name == "hidden"


def test_the_description_crosses_a_process_boundary(found):
    for described in found.values():
        again = source_class_from_json(json.loads(json.dumps(described.to_json())))
        assert (again.name, again.line, again.doc) == (described.name, described.line, described.doc)
        assert [p.name for p in again.parameters] == [p.name for p in described.parameters]
    assert source_class_from_json(json.loads(json.dumps(found["A"].to_json()))) == found["A"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"class A(:\n", "line 1", id="syntax"),
        pytest.param(b"x = 1\0", "no", id="zero byte"),
        pytest.param(b"\xff\xfe\x00", "no", id="bytes"),
        pytest.param(b"(" * 100_000, "no", id="deep"),
        pytest.param(b"# -*- coding: nothing -*-\n", "no", id="coding"),
        pytest.param(b"#" * (5 << 20), "larger than 4 MB", id="large"),
    ],
)
def test_what_is_no_source_is_a_sentence(tmp_path, content, words):
    (tmp_path / "net.py").write_bytes(content)
    with pytest.raises(FileError, match=words):
        classes_in(tmp_path / "net.py")


@pytest.mark.parametrize("depth", [100, 900, 1500, 2500, 10_000])
def test_deep_expressions_are_read_or_refused(tmp_path, depth):
    for number, text in enumerate(("-" * depth + "1", "a" + ".b" * depth, "not " * depth + "1", "1" + "+1" * depth)):
        path = tmp_path / f"net{number}.py"
        code = f"import torch\nclass Net(torch.nn.Module):\n    def __init__(self, a={text}): pass\nB = {text}\n"
        path.write_text(code)
        is_importable(path)  # any exception fails the test
        with suppress(FileError):
            assert [found.name for found in classes_in(path)] == ["Net"]


PLAIN = "import torch\nfrom torch import nn\nclass Net(nn.Module): pass\n"
FILES = {
    "definitions": (PLAIN + "SIZE = 3\n", {}, True),
    "a guarded main": (PLAIN + "if __name__ == '__main__':\n    print(1)\n", {}, True),
    "a call": (PLAIN + "print(1)\n", {}, False),
    "a call for a constant": (PLAIN + "SIZE = int(3)\n", {}, False),
    "a loop": (PLAIN + "for i in 'ab': pass\n", {}, False),
    "a condition": (PLAIN + "if SIZE: pass\n", {}, False),
    "a relative import": ("from . import x\n" + PLAIN, {}, False),
    "a sibling that defines": ("import sizes\n" + PLAIN, {"sizes.py": "import net\nA = 3"}, True),
    "a sibling that acts": ("from sizes import A\n" + PLAIN, {"sizes.py": "A = print(3)"}, False),
    "a package beside it": ("import sizes.more\n" + PLAIN, {"sizes/more.py": "A = 3"}, False),
    "a mistake": ("class (", {}, False),
}


@pytest.mark.parametrize("name", FILES)
def test_only_definitions_can_be_imported(tmp_path, name):
    code, files, expected = FILES[name]
    for file, text in {"net.py": code, **files}.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    assert is_importable(tmp_path / "net.py") is expected


@pytest.mark.parametrize("name", ["my net.py", "torch.py", "random.py", "main.py", "absent.py", "2net.py"])
def test_a_name_that_is_taken_cannot_be_imported(tmp_path, name):
    if name != "absent.py":
        (tmp_path / name).write_text(PLAIN)
    assert not is_importable(tmp_path / name)
