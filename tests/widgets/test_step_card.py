import pytest
from PySide6.QtWidgets import QLabel

from inspector.reshape.outcome import StepOutcome
from inspector.tensor.axis import named_axis
from widgets.step_card import StepCard, nbytes_text

BATCH, HIDDEN, TIME = named_axis(("batch", 32)), named_axis(("direction", 2), ("hidden", 64)), named_axis(("time", 20))
PERMUTED = StepOutcome(".permute(0, 2, 1)", (32, 128, 20), (2560, 1, 128), (BATCH, HIDDEN, TIME), True, "float32")
COPIED = StepOutcome(".contiguous()", (32, 1), (1, 1), (BATCH, named_axis()), False, "bfloat16")
SCALAR = StepOutcome(".mean()", (), (), (), False, "float64")


@pytest.fixture
def card(qtbot):
    card = StepCard()
    qtbot.addWidget(card)
    return card


def shown(card):
    return [label.text() for label in card.findChildren(QLabel) if not label.isHidden()]


def tips(card):
    return [label.toolTip() for label in card.findChildren(QLabel) if not label.isHidden()]


def test_view(card):
    card.show_outcome(PERMUTED)
    assert shown(card) == ["View  ·  not contiguous  ·  320 KiB  ·  strides (2560, 1, 128)"]
    (tip,) = tips(card)
    assert "a view of the step&#x27;s input, no new memory" in tip
    assert "327,680 bytes: 32 × 128 × 20 elements of float32" in tip
    assert tip.endswith("2,560 along batch<br>1 along direction × hidden<br>128 along time</p>")


def test_copy(card):
    card.show_outcome(COPIED)
    assert shown(card) == ["Copy  ·  contiguous  ·  64 bytes  ·  strides (1, 1)"]
    assert "64 bytes of new memory" in tips(card)[0]
    assert "1 along axis of size 1" in tips(card)[0]


def test_a_single_number_has_no_strides(card):
    card.show_outcome(SCALAR)
    assert shown(card) == ["Copy  ·  contiguous  ·  8 bytes"]
    assert "apart" not in tips(card)[0]


def test_nothing_to_show(card):
    card.show_outcome(PERMUTED)
    card.show_outcome(None)
    assert card.isHidden()


@pytest.mark.parametrize(
    ("nbytes", "expected"),
    [
        (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1 KiB"), (2560, "2.5 KiB"), (327680, "320 KiB"),
        (1024**2 - 1, "1024 KiB"), (3 * 1024**2 // 2, "1.5 MiB"), (2 << 30, "2 GiB"), (5000 << 40, "5000 TiB"),
    ],
)  # fmt: skip
def test_bytes_in_the_unit_that_suits(nbytes, expected):
    assert nbytes_text(nbytes) == expected
