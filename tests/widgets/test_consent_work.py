"""When the question is asked, and what an answer lets through; the reader is a stand-in."""

from types import SimpleNamespace

import pytest

from inspector.errors import FileError
from inspector.model.config import Kind, RecurrentConfig
from inspector.model.consent import DefinitionsQuestion, ProgramQuestion
from inspector.model.source import ClassSource, FileSource, FormSource
from inspector.model.summary import FileSummary
from widgets.consent_work import ConsentWork

WEIGHTS = FileSummary("torch-zip", "state_dict", ("",), (), (), 0, ())
PROGRAM = FileSummary("torchscript", "program", ("",), (), (), 0, ())
NET = FileSource("net.pt")
FORM = FormSource(RecurrentConfig(Kind.LSTM, 3, 4))
CLASS = ClassSource("net.py", "Net")
QUESTION = ProgramQuestion("net.pt", "a TorchScript program", "a" * 64)
CHANGED = ProgramQuestion("net.pt", "a TorchScript program", "b" * 64)
SCRIPT = "import sys\nsys.path.insert(0, '.')\nfrom net import Net\nmodel = Net()\n"


class Reader:
    """Waits until the test lets it answer."""

    def __init__(self):
        self.asked = None

    def question(self, path, _member, done, failed):
        assert path.name in ("net.pt", "module.pt")
        self.asked = done, failed

    def forget_question(self):
        self.asked = None

    def answer(self, question):
        self.asked[0](question)


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def work(qapp, reader):
    return ConsentWork(SimpleNamespace(reader=reader))


@pytest.fixture
def told(work):
    found = []
    for name in ("reading", "asked", "refused", "failed"):
        getattr(work, name).connect(lambda value, name=name: found.append((name, value)))
    for name in ("withdrawn", "changed"):
        getattr(work, name).connect(lambda name=name: found.append((name,)))
    return found


def run(work, told, source=NET, summary=PROGRAM):
    work.before(source, summary, lambda trust: told.append(("allowed", trust)))


@pytest.mark.parametrize(("source", "summary"), [(FORM, None), (NET, WEIGHTS)])
def test_what_executes_nothing_foreign_runs_at_once(work, told, source, summary):
    run(work, told, source, summary)
    assert told == [("allowed", False)]


def test_a_program_runs_after_yes(work, told, reader):
    run(work, told)
    assert told == [("reading", "net.pt")]
    reader.answer(QUESTION)
    assert told[1:] == [("reading", ""), ("asked", QUESTION)]
    work.answer(True)
    assert told[3:] == [("allowed", True)]


def test_no_runs_nothing_and_the_next_run_asks_again(work, told, reader):
    for _ in range(2):
        del told[:]
        run(work, told)
        reader.answer(QUESTION)
        work.answer(False)
        assert told[2:] == [("asked", QUESTION), ("refused", QUESTION)]


def test_it_is_not_asked_twice_while_the_model_is_open_unless_it_changes(work, told, reader):
    run(work, told)
    reader.answer(QUESTION)
    work.answer(True)
    del told[:]
    run(work, told)
    reader.answer(QUESTION)
    assert told[2:] == [("allowed", True)]
    run(work, told)
    reader.answer(CHANGED)
    assert told[-1] == ("asked", CHANGED)


def test_what_was_remembered_is_not_asked(work, told, reader):
    work.remember((QUESTION.sha256,))
    work.open(NET)
    run(work, told)
    reader.answer(QUESTION)
    assert told[-1] == ("allowed", True)
    work.forget_remembered()
    run(work, told)
    reader.answer(QUESTION)
    assert told[-1] == ("asked", QUESTION)


def test_remembering_is_told(work, told, reader):
    run(work, told)
    reader.answer(QUESTION)
    work.answer(True, remember=True)
    assert told[3:] == [("changed",), ("allowed", True)]
    assert work.consents.remembered == (QUESTION.sha256,)


def test_a_file_that_is_no_program_after_all_runs_without_trust(work, told, reader):
    run(work, told, NET, None)
    reader.answer(None)
    assert told[-1] == ("allowed", False)


def test_a_saved_run_asks_for_its_python_file(work, told, reader):
    work.open(None)
    run(work, told, CLASS, None)
    assert told == [("asked", DefinitionsQuestion("net.py"))]
    work.answer(True)
    run(work, told, CLASS, None)
    assert told[1:] == [("allowed", False), ("allowed", False)]
    run(work, told, FileSource("module.pt", source="other.py"), None)
    reader.answer(None)
    assert told[-1] == ("asked", DefinitionsQuestion("other.py"))


def test_what_the_person_opens_is_not_asked_about(work, told):
    work.open(CLASS)
    run(work, told, CLASS, None)
    assert told == [("allowed", False)]


def test_another_model_withdraws_the_question(work, told, reader):
    run(work, told)
    reader.answer(QUESTION)
    del told[:]
    work.open(FORM)
    work.answer(True)
    assert told == [("withdrawn",)]


def test_another_model_ends_the_reading(work, told, reader):
    run(work, told)
    work.open(FORM)
    assert told == [("reading", "net.pt"), ("reading", "")]
    assert reader.asked is None


def test_a_file_that_cannot_be_read_is_told(work, told, reader):
    run(work, told)
    wrong = FileError("net.pt is gone.")
    reader.asked[1](wrong)
    assert told[1:] == [("reading", ""), ("failed", wrong)]


def made_by(source):
    return SimpleNamespace(request=SimpleNamespace(source=source))


@pytest.mark.parametrize(
    ("run_", "code", "asks"),
    [
        (made_by(CLASS), SCRIPT, True),
        (made_by(CLASS), "x = output.permute(1, 0)\n", False),
        (made_by(FORM), SCRIPT, False),
        (None, SCRIPT, False),
    ],
    ids=["a script that imports", "lines", "another source", "no run"],
)
def test_code_that_imports_a_foreign_file_is_asked_about(work, told, run_, code, asks):
    work.before_code(run_, code, lambda: told.append(("handed out",)))
    assert told == [("asked", DefinitionsQuestion("net.py")) if asks else ("handed out",)]
    work.answer(True)
    assert told[-1] == ("handed out",)
