import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit

from inspector.tensor.levels import Levels
from inspector.tensor.scale import FixedScale, RobustScale, SliceScale, SymmetricScale, TensorScale
from inspector.tensor.spread import Spread
from inspector.tensor.statistics import statistics_of
from widgets.scale_button import ScaleButton
from widgets.scale_limits import ScaleLimits, limits_error
from widgets.scale_words import beyond_text, scale_text

LEVELS = Levels(-2.0, 3.5, signed=False)


@pytest.fixture
def button(qtbot):
    made = ScaleButton()
    qtbot.addWidget(made)
    made.show_scale(SliceScale(), "Scale: this slice", LEVELS)
    return made


def test_every_scale_can_be_chosen_and_the_one_that_holds_is_checked(button):
    told = []
    button.chosen.connect(told.append)
    for action in button.menu().actions()[:4]:
        action.trigger()
    assert told == [SliceScale(), TensorScale(), RobustScale(), SymmetricScale()]
    button.show_scale(RobustScale(), "Robust: 1 % to 99 %", LEVELS)
    assert [action.text() for action in button.menu().actions() if action.isChecked()] == [
        "Robust: 1 % to 99 % of this slice"
    ]
    assert button.text().strip() == "Robust: 1 % to 99 %"
    assert len(told) == 4


def test_the_limits_that_hold_can_be_kept_for_every_tensor(button):
    told = []
    button.chosen.connect(told.append)
    next(action for action in button.menu().actions() if action.text().startswith("Keep")).trigger()
    assert told == [FixedScale(-2.0, 3.5)]


def test_limits_are_typed(button, qtbot):
    told = []
    button.chosen.connect(told.append)
    next(action for action in button.menu().actions() if action.text().startswith("Fixed")).trigger()
    dialog = button.findChild(ScaleLimits)
    low, high = dialog.findChildren(QLineEdit)
    assert (low.text(), high.text()) == ("-2", "3.5")
    low.setText("\N{MINUS SIGN}1e-3")
    high.clear()
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    qtbot.keyClicks(high, "7")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert told == [FixedScale(-0.001, 7.0)]


@pytest.mark.parametrize(
    ("low", "high", "why"),
    [
        pytest.param("a", "1", "The lower limit is no number", id="letters"),
        pytest.param("0", "", "The upper limit is no number", id="empty"),
        pytest.param("0", "inf", "The upper limit must be finite", id="infinite"),
        pytest.param("nan", "1", "The lower limit must be finite", id="nan"),
        pytest.param("1", "1", "must be below", id="equal"),
    ],
)
def test_what_is_no_limit_is_told(low, high, why):
    assert why in limits_error(low, high)


@pytest.mark.parametrize(
    ("choice", "whole", "text"),
    [
        (SliceScale(), None, "Scale: this slice"),
        (TensorScale(), None, "Scale: this slice, until the tensor is counted"),
        (TensorScale(), statistics_of(np.ones(3)), "Scale: whole tensor"),
        (RobustScale(), None, "Robust: 1 % to 99 %"),
        (FixedScale(-1.0, 0.5), None, "Fixed: \N{MINUS SIGN}1 to 0.5"),
    ],
)
def test_the_button_says_which_scale_holds(choice, whole, text):
    assert scale_text(choice, whole) == text


def test_what_lies_beyond_is_counted():
    assert [beyond_text(Spread((), *ends)) for ends in ((0, 0), (0, 1), (1200, 14))] == [
        "",
        "1 cell beyond the scale",
        "1,214 cells beyond the scale",
    ]
