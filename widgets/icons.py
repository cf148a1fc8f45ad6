"""The pictures of the program: one set of symbols, coloured to fit the palette, and the program's own icon."""

from enum import StrEnum
from importlib.resources import files

from fonticon_mdi7 import MDI7
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QWidget
from superqt import fonticon

from .theme import Colours, colours


class Icon(StrEnum):
    """What a symbol stands for."""

    OPEN = "open"
    RECENT = "recent"
    RUN = "run"
    STOP = "stop"
    PAUSE = "pause"
    FIRST = "first"
    BACK = "back"
    FORWARD = "forward"
    LAST = "last"
    SAVE = "save"
    COPY = "copy"
    PASTE = "paste"
    UNDO = "undo"
    REDO = "redo"
    ADD = "add"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"
    ENABLE = "enable"
    DISABLE = "disable"
    SWAP = "swap"
    VALUES = "values"
    MORE = "more"
    LESS = "less"
    MODEL = "model"
    LAYER = "layer"
    CALL = "call"
    TENSOR = "tensor"
    PART = "part"
    WEIGHTS = "weights"
    RESULT = "result"
    FILE = "file"
    MODULE = "module"
    WARNING = "warning"
    NOT_FINITE = "not finite"
    ERROR = "error"
    OK = "ok"
    FORM = "form"
    PRESET = "preset"
    SETTINGS = "settings"
    RESET = "reset"
    FILTER = "filter"
    THEME = "theme"
    HELP = "help"
    GATES = "gates"
    HEATMAP = "heatmap"
    LINES = "lines"
    TABLE = "table"
    DISTRIBUTION = "distribution"


def icon(name: Icon | str, source: QWidget | QPalette) -> QIcon:
    """Give the symbol in the colours of the widget or palette; ask again when those change.

    Raises ValueError for a name that is not in Icon.
    """
    symbol = Icon(name)
    palette = source.palette() if isinstance(source, QWidget) else source
    chosen = palette.color(QPalette.ColorRole.HighlightedText)  # a selected line's background is the accent
    faint = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    colour = _colour(symbol, colours(palette))
    # A plain QIcon: Qt paints the subclass nowhere that a QVariant is asked for it, in item views above all.
    return QIcon(
        fonticon.icon(
            _GLYPHS[symbol],
            color=colour.name(),
            states={"disabled": {"color": faint.name()}, "selected": {"color": chosen.name()}},
        )
    )


def application_icon() -> QIcon:
    """Give the program's icon, drawn at any size."""
    return QIcon(str(files("resources") / "icons" / "lstmscope.svg"))


def _colour(symbol: Icon, shades: Colours) -> QColor:
    match symbol:
        case Icon.WARNING:
            return shades.warning
        case Icon.ERROR:
            return shades.error
        case Icon.OK:
            return shades.ok
        case Icon.MODEL | Icon.LAYER | Icon.CALL | Icon.TENSOR | Icon.PART | Icon.WEIGHTS | Icon.RESULT:
            return shades.muted
        case Icon.FILE | Icon.MODULE:
            return shades.muted
    return shades.text


_GLYPHS: dict[Icon, str] = {
    Icon.OPEN: MDI7.folder_open_outline,
    Icon.RECENT: MDI7.history,
    Icon.RUN: MDI7.play,
    Icon.STOP: MDI7.stop,
    Icon.PAUSE: MDI7.pause,
    Icon.FIRST: MDI7.skip_backward,
    Icon.BACK: MDI7.step_backward,
    Icon.FORWARD: MDI7.step_forward,
    Icon.LAST: MDI7.skip_forward,
    Icon.SAVE: MDI7.content_save_outline,
    Icon.COPY: MDI7.content_copy,
    Icon.PASTE: MDI7.content_paste,
    Icon.UNDO: MDI7.undo,
    Icon.REDO: MDI7.redo,
    Icon.ADD: MDI7.plus,
    Icon.REMOVE: MDI7.minus,
    Icon.UP: MDI7.arrow_up,
    Icon.DOWN: MDI7.arrow_down,
    Icon.ENABLE: MDI7.eye_outline,
    Icon.DISABLE: MDI7.eye_off_outline,
    Icon.SWAP: MDI7.swap_horizontal,
    Icon.VALUES: MDI7.table_edit,
    Icon.MORE: MDI7.chevron_right,
    Icon.LESS: MDI7.chevron_down,
    Icon.MODEL: MDI7.cube_outline,
    Icon.LAYER: MDI7.layers_outline,
    Icon.CALL: MDI7.arrow_right_bold_box_outline,
    Icon.TENSOR: MDI7.grid,
    Icon.PART: MDI7.view_column_outline,
    Icon.WEIGHTS: MDI7.weight,
    Icon.RESULT: MDI7.export_variant,
    Icon.FILE: MDI7.file_outline,
    Icon.MODULE: MDI7.package_variant_closed,
    Icon.WARNING: MDI7.alert_outline,
    Icon.NOT_FINITE: MDI7.alert_outline,
    Icon.ERROR: MDI7.alert_circle_outline,
    Icon.OK: MDI7.check_circle_outline,
    Icon.FORM: MDI7.form_select,
    Icon.PRESET: MDI7.bookshelf,
    Icon.SETTINGS: MDI7.cog_outline,
    Icon.RESET: MDI7.restore,
    Icon.FILTER: MDI7.filter_outline,
    Icon.THEME: MDI7.theme_light_dark,
    Icon.HELP: MDI7.help_circle_outline,
    Icon.GATES: MDI7.gate,
    Icon.HEATMAP: MDI7.grid,
    Icon.LINES: MDI7.chart_line,
    Icon.TABLE: MDI7.table,
    Icon.DISTRIBUTION: MDI7.chart_histogram,
}
