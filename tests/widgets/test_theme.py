import pytest
from PySide6.QtGui import QColor, QPalette

from widgets.program_style import ProgramStyle
from widgets.theme import Theme, apply_theme, colours, contrast, is_dark

Role = QPalette.ColorRole


@pytest.fixture
def app(qapp):
    yield qapp
    apply_theme(qapp, Theme.SYSTEM)


def test_contrast_of_black_on_white_is_the_largest_there_is():
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
def test_the_theme_is_what_was_asked_for_on_a_platform_that_ignores_it(app, theme):
    apply_theme(app, theme)
    assert is_dark(app.palette()) == (theme is Theme.DARK)
    assert isinstance(app.style(), ProgramStyle)
    assert app.style().baseStyle().name() == "fusion"


def test_back_to_the_system(app):
    apply_theme(app, Theme.SYSTEM)
    before = app.palette().color(Role.Window)
    apply_theme(app, Theme.DARK)
    apply_theme(app, Theme.SYSTEM)
    assert app.palette().color(Role.Window) == before


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("name", ["text", "muted", "accent", "error", "warning", "ok"])
def test_text_can_be_read(app, theme, name):
    apply_theme(app, theme)
    shades = colours(app.palette())
    for ground in (shades.background, shades.plot):
        assert contrast(getattr(shades, name), ground) >= 4.5


@pytest.mark.parametrize("theme", [Theme.LIGHT, Theme.DARK])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        pytest.param(Role.Text, Role.AlternateBase, id="list"),
        pytest.param(Role.ButtonText, Role.Button, id="button"),
        pytest.param(Role.HighlightedText, Role.Highlight, id="selection"),
        pytest.param(Role.ToolTipText, Role.ToolTipBase, id="tooltip"),
        pytest.param(Role.PlaceholderText, Role.Base, id="placeholder"),
        pytest.param(Role.Link, Role.Window, id="link"),
    ],
)
def test_the_palette_can_be_read(app, theme, text, ground):
    apply_theme(app, theme)
    assert contrast(app.palette().color(text), app.palette().color(ground)) >= 4.5
