import gc

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette

from inspector.reshape.outline import NodeKind
from widgets.icons import Icon, application_icon, icon


def inked(drawn, size=32):
    image = drawn.pixmap(QSize(size, size)).toImage()
    return {image.pixelColor(x, y).name() for x in range(size) for y in range(size) if image.pixelColor(x, y).alpha()}


@pytest.mark.parametrize("name", list(Icon))
def test_every_icon_is_drawn(qapp, name):
    assert inked(icon(name, QPalette()))


def test_an_icon_has_the_colour_of_the_text(qapp):
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#112233"))
    assert "#112233" in inked(icon(Icon.RUN, palette))


def test_an_icon_outlives_what_made_it(qapp):
    kept = icon(Icon.RUN, QPalette())
    gc.collect()
    assert inked(kept)


def test_each_kind_of_line_has_an_icon():
    assert {kind.value for kind in NodeKind} <= {name.value for name in Icon}


def test_the_program_has_an_icon(qapp):
    assert {"#2f74c0", "#c93c3c"} <= inked(application_icon(), 128)
