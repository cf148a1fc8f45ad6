"""Light and dark: the palettes of the program and the few colours that a widget may use."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from .program_style import ProgramStyle

Role = QPalette.ColorRole
_SCHEMES = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


class Theme(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one palette by their meaning; those of text have a contrast of 4.5:1 on the backgrounds.

    `background` lies behind panels, `plot` behind pictures and lists; `nan` and `inf` occur in no colour map used.
    """

    background: QColor
    plot: QColor
    text: QColor
    muted: QColor
    accent: QColor
    error: QColor
    warning: QColor
    ok: QColor
    grid: QColor
    nan: QColor
    inf: QColor


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the application; where the platform does not follow the wish, our own palette does.

    Bare X11, ssh -X and the offscreen platform ignore a colour scheme.
    """
    if not isinstance(app.style(), ProgramStyle):
        app.setStyle(ProgramStyle())
    app.setPalette(QPalette())
    app.styleHints().setColorScheme(_SCHEMES[theme.value])
    if theme is Theme.SYSTEM:
        return
    dark = theme is Theme.DARK
    followed = app.styleHints().colorScheme() == _SCHEMES[theme.value]
    if not followed or is_dark(app.palette()) != dark:
        app.setPalette(_palette(_DARK if dark else _LIGHT))


def is_dark(palette: QPalette) -> bool:
    """Tell whether the palette writes light on dark, by the colours themselves and not by what a platform reports."""
    return luminance(palette.color(Role.Window)) < luminance(palette.color(Role.WindowText))


def colours(palette: QPalette) -> Colours:
    """Give the colours that go with the palette; ask again on QEvent.PaletteChange."""
    names = _DARK_COLOURS if is_dark(palette) else _LIGHT_COLOURS
    return Colours(
        background=palette.color(Role.Window),
        plot=palette.color(Role.Base),
        text=palette.color(Role.WindowText),
        **{name: QColor(value) for name, value in names.items()},
    )


def luminance(colour: QColor) -> float:
    """Give the relative luminance, 0 for black to 1 for white (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tabular(font: QFont) -> QFont:
    """Give the font with figures of equal width, where it has them."""
    wanted = QFont(font)
    wanted.setFeature(QFont.Tag("tnum"), 1)
    return wanted


def bold(font: QFont) -> QFont:
    """Give the font for a heading: the same size, more weight."""
    wanted = QFont(font)
    wanted.setWeight(QFont.Weight.DemiBold)
    return wanted


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _palette(names: dict[Role, str]) -> QPalette:
    palette = QPalette()
    for role, name in names.items():
        palette.setColor(role, QColor(name))
    disabled = QColor(names[Role.Mid])
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.HighlightedText, Role.Link):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, Role.Highlight, QColor(names[Role.Button]))
    return palette


_LIGHT = {
    Role.Window: "#f3f4f6", Role.WindowText: "#1b1f24", Role.Base: "#ffffff", Role.AlternateBase: "#f7f8fa",
    Role.Text: "#1b1f24", Role.Button: "#fafbfc", Role.ButtonText: "#1b1f24", Role.BrightText: "#b3261e",
    Role.Light: "#ffffff", Role.Midlight: "#e7e9ec", Role.Mid: "#868d96", Role.Dark: "#a9afb7",
    Role.Shadow: "#70767e", Role.Highlight: "#1b62ab", Role.HighlightedText: "#ffffff", Role.Accent: "#1b62ab",
    Role.Link: "#1b62ab", Role.LinkVisited: "#6b4ba1", Role.ToolTipBase: "#ffffff", Role.ToolTipText: "#1b1f24",
    Role.PlaceholderText: "#656c75",
}  # fmt: skip
_DARK = {
    Role.Window: "#202327", Role.WindowText: "#e4e6e9", Role.Base: "#17191c", Role.AlternateBase: "#1b1e21",
    Role.Text: "#e4e6e9", Role.Button: "#2b2f34", Role.ButtonText: "#e4e6e9", Role.BrightText: "#ff8a80",
    Role.Light: "#3d4349", Role.Midlight: "#33383d", Role.Mid: "#7d848c", Role.Dark: "#121416",
    Role.Shadow: "#0a0b0c", Role.Highlight: "#2a66a8", Role.HighlightedText: "#ffffff", Role.Accent: "#6cb2f7",
    Role.Link: "#6cb2f7", Role.LinkVisited: "#b79cf0", Role.ToolTipBase: "#2b2f34", Role.ToolTipText: "#e4e6e9",
    Role.PlaceholderText: "#969da6",
}  # fmt: skip
_LIGHT_COLOURS = {
    "muted": "#59606a", "accent": "#1b62ab", "error": "#b3261e", "warning": "#8a5200", "ok": "#1d6b35",
    "grid": "#d5d9de", "nan": "#e600c8", "inf": "#00c83c",
}  # fmt: skip
_DARK_COLOURS = {
    "muted": "#9ba2ab", "accent": "#6cb2f7", "error": "#ff8a80", "warning": "#f0b357", "ok": "#79cf8e",
    "grid": "#3d4349", "nan": "#ff40e0", "inf": "#3cf06e",
}  # fmt: skip
