"""What is asked before foreign code is executed, and what an answer covers."""

import hashlib
import json
import zipfile
from dataclasses import replace

import pytest

from inspector.errors import FileError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.consent import (
    Consents,
    DefinitionsQuestion,
    LookFirst,
    ProgramQuestion,
    concern,
    question_from_json,
)
from inspector.model.program_finding import ProgramFinding
from inspector.model.program_question import program_question
from inspector.model.source import ClassSource, FileSource, FormSource, PresetSource
from inspector.model.summary import FileSummary
from inspector.worker.reader_role import VERBS

WEIGHTS = FileSummary("torch-zip", "state_dict", ("",), (), (), 0, ())
PROGRAM = replace(WEIGHTS, kind="torchscript", content="program")
MODULE = replace(WEIGHTS, content="module", needs_trust=True)
NET = ProgramQuestion("net.pt", "a TorchScript program", "a" * 64)
CHANGED = replace(NET, sha256="b" * 64)
DEFINITIONS = DefinitionsQuestion("net.py")

CONCERNS = {
    "a form": (FormSource(RecurrentConfig(Kind.LSTM, 3, 4)), None, None),
    "a preset": (PresetSource("predictor"), None, None),
    "weights": (FileSource("net.pt"), WEIGHTS, None),
    "a pickled module": (FileSource("net.pt"), MODULE, None),
    "a pickled module with its source": (FileSource("net.pt", source="net.py"), MODULE, DEFINITIONS),
    "a program": (FileSource("net.pt"), PROGRAM, LookFirst("net.pt")),
    "a file that was not looked at": (FileSource("net.pt", source="net.py"), None, LookFirst("net.pt", "net.py")),
    "a class": (ClassSource("net.py", "Net"), None, DEFINITIONS),
}


@pytest.mark.parametrize(("source", "summary", "expected"), CONCERNS.values(), ids=CONCERNS.keys())
def test_what_stands_before_running(source, summary, expected):
    assert concern(source, summary) == expected


def test_nothing_is_agreed_to_at_first():
    assert not any(Consents().cover(question) for question in (NET, DEFINITIONS))


def test_consent_to_a_program_is_for_its_content():
    consents = Consents().given(NET)
    assert consents.cover(NET) and consents.cover(replace(NET, path="copy.pt"))
    assert not consents.cover(CHANGED)
    assert consents.remembered == ()


def test_consent_goes_with_the_model_unless_it_is_remembered():
    for opened in (Consents.closed, lambda given: given.named(FileSource("net.pt"))):
        assert not opened(Consents().given(NET)).cover(NET)
        assert opened(Consents().given(NET, remember=True)).cover(NET)


def test_what_is_remembered_can_be_forgotten():
    consents = Consents().given(NET, remember=True).given(CHANGED, remember=True).given(NET, remember=True)
    assert consents.remembered == (CHANGED.sha256, NET.sha256)
    assert not any(consents.forgotten().cover(question) for question in (NET, CHANGED))


def test_the_oldest_are_forgotten_first():
    consents = Consents()
    for number in range(1001):
        consents = consents.given(replace(NET, sha256=f"{number:064}"), remember=True)
    assert len(consents.remembered) == 1000
    assert consents.remembered[0] == f"{1:064}"


def test_naming_a_python_file_is_consent_for_as_long_as_the_window_is_open():
    for source in (ClassSource("net.py", "Net"), FileSource("net.pt", source="net.py")):
        assert Consents().named(source).closed().named(FileSource("other.pt")).cover(DEFINITIONS)
    assert Consents().given(DEFINITIONS).closed().cover(DEFINITIONS)
    assert not Consents().given(DEFINITIONS).cover(DefinitionsQuestion("other/net.py"))


def program(path, code):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in {"data.pkl": b"", "constants.pkl": b"", "code/__torch__.py": code}.items():
            file.writestr(f"m/{name}", content)
    return path


def test_the_question_is_read_from_the_file(tmp_path):
    path = program(tmp_path / "net.pt", "torch.save(x, 'y')\nops.a.b()\n")
    asked = program_question(path)
    assert asked == ProgramQuestion(
        str(path),
        "a TorchScript program",
        hashlib.sha256(path.read_bytes()).hexdigest(),
        (
            ProgramFinding("__torch__.py", "torch.save", "writes files", True),
            ProgramFinding("__torch__.py", "a.b", "calls operators that are not torch's"),
        ),
    )
    answer = VERBS["question"]({"path": str(path)}, lambda _: None)
    assert question_from_json(json.loads(json.dumps(answer))) == asked


def test_a_changed_file_has_another_hash(tmp_path):
    before = program_question(program(tmp_path / "net.pt", "x"))
    after = program_question(program(tmp_path / "net.pt", "y"))
    assert before and after
    assert not Consents().given(before, remember=True).cover(after)


def test_of_very_many_findings_the_first_are_told(tmp_path):
    code = "torch.save(x)\n" + "".join(f"ops.lib{number}.f()\n" for number in range(600))
    asked = program_question(program(tmp_path / "net.pt", code))
    assert asked is not None
    assert (len(asked.findings), asked.more, asked.findings[0].name) == (500, 101, "torch.save")


def test_what_is_no_program_is_not_asked_about(tmp_path):
    path = tmp_path / "net.safetensors"
    path.write_bytes((2).to_bytes(8, "little") + b"{}")
    assert program_question(path) is None
    assert question_from_json(VERBS["question"]({"path": str(path)}, lambda _: None)) is None


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(FileError):
        program_question(tmp_path / "net.pt")
