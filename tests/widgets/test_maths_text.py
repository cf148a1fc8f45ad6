import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from widgets.maths_text import maths_width, paint_maths


@pytest.fixture
def font(qapp):
    made = QFont(qapp.font())
    made.setPixelSize(20)
    return made


def inked(text, font):
    """The right-most and the lowest pixel that is not white."""
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_maths(painter, QPointF(0, 30), text, font)
    painter.end()
    dark = [(x, y) for x in range(400) for y in range(60) if image.pixelColor(x, y).lightness() < 200]
    return max(x for x, _ in dark), max(y for _, y in dark)


@pytest.mark.parametrize("text", ["c_t", "W_if x_t", "h_{t-1}", "tanh(c_t)", "r_t · (W_hn h_{t-1} + b_hn)"])
def test_it_is_drawn_as_wide_as_it_says(font, text):
    assert inked(text, font)[0] == pytest.approx(maths_width(text, font), abs=4)


def test_a_subscript_is_small_and_low(font):
    assert maths_width("x_t", font) < maths_width("xt", font)
    assert inked("x_t", font)[1] > inked("x", font)[1]
    assert maths_width("h_{t-1}", font) > maths_width("h_t", font)


def test_words_and_numbers_stand_upright(font):
    assert maths_width("tanh", font) == QFontMetricsF(font).horizontalAdvance("tanh")
    assert maths_width("1 + (2)", font) == pytest.approx(QFontMetricsF(font).horizontalAdvance("1 + (2)"), abs=2)
    assert maths_width("", font) == 0
