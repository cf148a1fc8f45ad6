"""A way to reach a shape, set in lines of text for a given width."""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

from widgets.code_font import code_font
from widgets.icons import Icon
from widgets.theme import bold, tabular
from widgets.wish_items import ProposalRow

_GAP = 8
_SYMBOL_ROOM = 20
_MOST_LINES = 2  # of a refusal or a remark; the tooltip has the whole


class Ink(Enum):
    """What a text is drawn in."""

    PLAIN = auto()
    QUIET = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, so many pixels to the right of the left edge."""

    left: int
    text: str
    font: QFont
    ink: Ink = Ink.PLAIN


@dataclass(frozen=True, slots=True)
class RowLine:
    """Texts side by side, with a symbol at the left edge if there is one."""

    pieces: tuple[Piece, ...]
    symbol: Icon | None = None


def row_lines(row: ProposalRow, font: QFont, width: int) -> tuple[RowLine, ...]:
    """Set the row in lines of this width; what is too long is wrapped or shortened."""
    lines = [*_heading(row, font, width), *_code_and_result(row, tabular(font), width)]
    if row.fit_text:
        lines += _fit(row, tabular(font), width)
    for remark in row.remarks:
        lines += [_line(text, font, Ink.QUIET) for text in _wrapped(remark, font, width)]
    return tuple(lines)


def _heading(row: ProposalRow, font: QFont, width: int) -> list[RowLine]:
    """Set the meaning in all the lines it needs, for its end may be what tells it from another; the place beside it."""
    heavy, place = bold(font), row.place_text
    right = max(width - _width(place, font), 0)
    first, *more = _wrapped(row.meaning, heavy, max(right - _GAP, 0) if place else width)
    beside = (Piece(right, _shortened(place, font, width - right), font, Ink.QUIET),) if place else ()
    return [RowLine((Piece(0, first, heavy), *beside)), *(_line(text, heavy) for text in more)]


def _code_and_result(row: ProposalRow, font: QFont, width: int) -> list[RowLine]:
    """Set the result beside the code where there is room, else under it."""
    writes = bool(row.where or row.code)
    code = Piece(0, row.code_text, code_font()) if writes else Piece(0, row.code_text, font, Ink.QUIET)
    beside = _width(code.text, code.font) + _GAP
    if beside + _width(row.result_text, font) <= width:
        return [RowLine((code, Piece(beside, row.result_text, font)))]
    shortened = _shortened(code.text, code.font, width)
    return [
        RowLine((Piece(0, shortened, code.font, code.ink),)),
        _line(_shortened(row.result_text, font, width), font),
    ]


def _fit(row: ProposalRow, font: QFont, width: int) -> list[RowLine]:
    symbol = Icon.ERROR if row.refused else Icon.OK
    texts = _wrapped(row.fit_text, font, max(width - _SYMBOL_ROOM, 0))
    return [
        RowLine((Piece(_SYMBOL_ROOM, text, font),), None if number else symbol) for number, text in enumerate(texts)
    ]


def _line(text: str, font: QFont, ink: Ink = Ink.PLAIN) -> RowLine:
    return RowLine((Piece(0, text, font, ink),))


def _wrapped(text: str, font: QFont, width: int) -> list[str]:
    """Break the text into lines; the last one that there is room for is shortened."""
    text = " ".join(text.split())
    starts = _line_starts(text, font, width)
    ends = (*starts[1:], len(text))
    lines = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    if len(lines) <= _MOST_LINES:
        return lines
    rest = text[starts[_MOST_LINES - 1] :]
    return [*lines[: _MOST_LINES - 1], _shortened(rest, font, width)]


def _line_starts(text: str, font: QFont, width: int) -> tuple[int, ...]:
    layout = QTextLayout(text, font)
    layout.setTextOption(_WRAPPING)
    starts = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        starts.append(line.textStart())
    layout.endLayout()
    return tuple(starts)


def _shortened(text: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _width(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


_WRAPPING = QTextOption()
_WRAPPING.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
