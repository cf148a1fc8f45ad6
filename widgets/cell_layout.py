"""Where the parts of an LSTM cell and of a GRU cell lie, on a sheet that is drawn at any size.

The state runs across the top; gates stand in a row below it, what is summed up in each of them under it; the input and
the hidden state of the step before run along the bottom.
"""

from PySide6.QtCore import QPointF, QRectF

from widgets.cell_parts import LEFT, RIGHT, CellParts, GatePlace, RailPlace, SignPlace, WirePlace, WordsPlace

_BODY, _GRU_BODY = QRectF(92, 8, 744, 484), QRectF(92, 8, 660, 484)
_STATE = 64.0  # the height of the line of the state
_MIDDLE = 128.0  # of the product below it
_BOX_TOP, _BOX = 180.0, 80.0
_SUMS_TOP, _SUMS = 272.0, 104.0
_HIDDEN, _INPUT = 402.0, 468.0  # the heights of the two rails
_WIDE = 156.0
_IN = 10.0
_BESIDE = 84.0  # from the body to the end of what goes out
_ROUND = 15.0
_FROM_HIDDEN, _FROM_INPUT = 0.66, 0.34  # of a gate's width


def lstm_parts() -> CellParts:
    """Lay out an LSTM cell: gates f, i, g, o from left to right, as they act upon the cell state."""
    gates = tuple(_gate(name, 106 + place * 165) for place, name in enumerate("figo"))
    f, i, g, o = (gate.box for gate in gates)
    kept, both, out = f.center().x(), (i.center().x() + g.center().x()) / 2, 796.0
    signs = (
        _sign("kept", "×", kept, _STATE),
        _sign("c", "+", both, _STATE),
        _sign("written", "×", both, _MIDDLE),
        SignPlace("tanh_c", "tanh", QRectF(out - 26, _MIDDLE - 14, 52, 28)),
        _sign("h", "×", out, o.center().y()),
    )
    wires = (
        _wire("c_before", (_IN, _STATE), (kept - _ROUND, _STATE)),
        _wire("kept", (kept + _ROUND, _STATE), (both - _ROUND, _STATE)),
        _wire("c", (both + _ROUND, _STATE), (_BODY.right() + _BESIDE, _STATE)),
        _wire("f", (kept, _BOX_TOP), (kept, _STATE + _ROUND)),
        _wire("i", (i.center().x(), _BOX_TOP), (i.center().x(), _MIDDLE), (both - _ROUND, _MIDDLE)),
        _wire("g", (g.center().x(), _BOX_TOP), (g.center().x(), _MIDDLE), (both + _ROUND, _MIDDLE)),
        _wire("written", (both, _MIDDLE - _ROUND), (both, _STATE + _ROUND)),
        _wire("c", (out, _STATE), (out, _MIDDLE - 14)),
        _wire("tanh_c", (out, _MIDDLE + 14), (out, o.center().y() - _ROUND)),
        _wire("o", (o.right(), o.center().y()), (out - _ROUND, o.center().y())),
        _wire("h", (out + _ROUND, o.center().y()), (_BODY.right() + _BESIDE, o.center().y())),
    )
    words = (
        _beside("c_before", "c_{t-1}", _IN, _STATE),
        _on("kept", "f_t · c_{t-1}", kept + 24, both - 24, _STATE),
        WordsPlace("written", "i_t · g_t", QRectF(both + 12, 86, 150, 24), LEFT),
        _beside("c", "c_t", _BODY.right() + 4, _STATE),
        WordsPlace("tanh_c", "tanh(c_t)", QRectF(out - 178, 149, 170, 24), RIGHT),
        _beside("h", "h_t", _BODY.right() + 4, o.center().y()),
        _beside("h_before", "h_{t-1}", _IN, _HIDDEN),
        _beside("x", "x_t", _IN, _INPUT),
    )
    rails = _rails(gates, ((_IN, _HIDDEN),))
    return CellParts(_BODY, gates, signs, wires, rails, words, (("c", QPointF(out, _STATE)),))


def gru_parts() -> CellParts:
    """Lay out a GRU cell: gates z, r, n from left to right; the state on top is h itself."""
    gates = tuple(_gate(name, left) for name, left in (("z", 128.0), ("r", 300.0), ("n", 490.0)))
    z, r, n = (gate.box for gate in gates)
    kept, new, rest = z.center().x(), n.center().x(), 292.0
    row = gates[2].sums.top() + _SUMS * 0.375  # of the hidden part, which r scales
    signs = (
        _sign("kept", "×", kept, _STATE),
        _sign("h", "+", new, _STATE),
        SignPlace("offered", "1 − z", QRectF(rest - 28, _MIDDLE - 14, 56, 28)),
        _sign("written", "×", new, _MIDDLE),
    )
    bend = (r.right() + gates[2].sums.left()) / 2
    wires = (
        _wire("h_before", (_IN, _STATE), (kept - _ROUND, _STATE)),
        _wire("kept", (kept + _ROUND, _STATE), (new - _ROUND, _STATE)),
        _wire("h", (new + _ROUND, _STATE), (_GRU_BODY.right() + _BESIDE, _STATE)),
        _wire("z", (kept, _BOX_TOP), (kept, _STATE + _ROUND)),
        _wire("z", (kept, _MIDDLE), (rest - 28, _MIDDLE)),
        _wire("offered", (rest + 28, _MIDDLE), (new - _ROUND, _MIDDLE)),
        _wire("n", (new, _BOX_TOP), (new, _MIDDLE + _ROUND)),
        _wire("written", (new, _MIDDLE - _ROUND), (new, _STATE + _ROUND)),
        _wire("r", (r.right(), r.center().y()), (bend, r.center().y()), (bend, row), (gates[2].sums.left(), row)),
    )
    words = (
        _beside("h_before", "h_{t-1}", _IN, _STATE),
        _on("kept", "z_t · h_{t-1}", kept + 24, new - 24, _STATE),
        _on("offered", "1 − z_t", rest + 40, new - 24, _MIDDLE),
        WordsPlace("written", "(1 − z_t) · n_t", QRectF(new + 12, 86, 168, 24), LEFT),
        _beside("h", "h_t", _GRU_BODY.right() + 4, _STATE),
        _beside("x", "x_t", _IN, _INPUT),
    )
    start = 112.0
    rails = _rails(gates, ((start, _STATE), (start, _HIDDEN)))
    dots = (("z", QPointF(kept, _MIDDLE)), ("h_before", QPointF(start, _STATE)))
    return CellParts(_GRU_BODY, gates, signs, wires, rails, words, dots)


def _gate(name: str, left: float) -> GatePlace:
    return GatePlace(name, QRectF(left, _BOX_TOP, _WIDE, _BOX), QRectF(left, _SUMS_TOP, _WIDE, _SUMS))


def _sign(quantity: str, text: str, x: float, y: float) -> SignPlace:
    return SignPlace(quantity, text, QRectF(x - _ROUND, y - _ROUND, 2 * _ROUND, 2 * _ROUND))


def _wire(quantity: str, *corners: tuple[float, float]) -> WirePlace:
    return WirePlace(quantity, tuple(QPointF(x, y) for x, y in corners))


def _on(quantity: str, symbol: str, left: float, right: float, y: float) -> WordsPlace:
    return WordsPlace(quantity, symbol, QRectF(left, y - 34, right - left, 24))


def _beside(quantity: str, symbol: str, left: float, y: float) -> WordsPlace:
    """Give the place of what stands outside of the cell: the symbol above its line, the number below."""
    return WordsPlace(quantity, symbol, QRectF(left, y - 32, 78, 62), LEFT, stacked=True)


def _rails(gates: tuple[GatePlace, ...], start: tuple[tuple[float, float], ...]) -> tuple[RailPlace, RailPlace]:
    last = gates[-1].sums

    def feeds(share: float) -> tuple[tuple[str, QPointF], ...]:
        return tuple(
            (gate.quantity, QPointF(gate.sums.left() + share * _WIDE, gate.sums.bottom() + 4)) for gate in gates
        )

    hidden = (*start, (last.left() + _FROM_HIDDEN * _WIDE, _HIDDEN))
    given = ((_IN, _INPUT), (last.left() + _FROM_INPUT * _WIDE, _INPUT))
    return (
        RailPlace("x", tuple(QPointF(x, y) for x, y in given), feeds(_FROM_INPUT)),
        RailPlace("h_before", tuple(QPointF(x, y) for x, y in hidden), feeds(_FROM_HIDDEN)),
    )
