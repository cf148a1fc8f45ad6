import pytest
from PySide6.QtWidgets import QApplication

from inspector.errors import ModelError
from widgets.code_delivery import CodeDelivery
from widgets.model_process import ModelLimits
from widgets.reshape_work import ReshapeWork

EQUAL = {"close": True, "equal": True, "max_abs": 0.0}


class _Reshaping(ReshapeWork):
    """Knows a script and starts no worker."""

    def __init__(self):
        super().__init__(None)
        self.shown = "result = output"
        self.asked = []

    def script(self):
        return self.shown

    def check_code(self, limits):
        self.asked.append(limits)


@pytest.fixture
def reshaping(qapp):
    return _Reshaping()


@pytest.fixture
def delivery(reshaping):
    QApplication.clipboard().setText("before")
    return CodeDelivery(reshaping)


def told(delivery):
    seen = []
    delivery.delivered.connect(lambda text: seen.append(("delivered", text)))
    delivery.refused.connect(lambda error: seen.append(("refused", str(error))))
    delivery.told_late.connect(lambda text: seen.append(("late", text)))
    return seen


def test_code_is_copied_once_it_was_found_equal(delivery, reshaping):
    seen = told(delivery)
    delivery.copy(ModelLimits(None))
    assert QApplication.clipboard().text() == "before"
    reshaping.code_checked.emit("result = output", EQUAL)
    assert seen == [("delivered", "Executed: equal to the preview bit for bit. Copied.")]
    assert QApplication.clipboard().text() == "result = output"


def test_code_that_is_no_longer_shown_is_copied_and_said_to_be_the_former(delivery, reshaping):
    seen = told(delivery)
    delivery.copy(ModelLimits(None))
    reshaping.shown = "result = h_n"
    reshaping.code_checked.emit("result = output", EQUAL)
    assert seen == [("late", "Executed: equal to the preview bit for bit. Copied.")]
    assert QApplication.clipboard().text() == "result = output"
    reshaping.code_refused.emit("result = output", ModelError("It crashed."))
    assert seen[1:] == [("late", "It crashed.")]


def test_code_that_is_not_equal_is_not_handed_out(delivery, reshaping):
    seen = told(delivery)
    delivery.copy(ModelLimits(None))
    reshaping.code_checked.emit("result = output", {"close": False, "equal": False, "max_abs": 0.5})
    assert [kind for kind, _ in seen] == ["refused"]
    assert QApplication.clipboard().text() == "before"


def test_nothing_is_asked_while_there_is_no_code(delivery, reshaping):
    verifying = []
    delivery.verifying.connect(lambda: verifying.append(True))
    reshaping.shown = ""
    delivery.copy(ModelLimits(None))
    assert (verifying, reshaping.asked) == ([], [])


def test_a_place_that_cannot_be_written_is_told(delivery, reshaping, tmp_path):
    seen = told(delivery)
    delivery.save(tmp_path / "missing" / "code.py", ModelLimits(None))
    reshaping.code_checked.emit("result = output", EQUAL)
    assert seen == [("refused", "The code cannot be written: No such file or directory. Choose another place.")]
