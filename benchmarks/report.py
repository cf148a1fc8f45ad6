"""Measurements as a table for people."""

from collections.abc import Sequence

from .benchmark import Measurement

_HEADINGS = ("benchmark", "ours", "limit", "ours / limit", "best peer", "ours / best peer", "target", "holds")


def table(measurements: Sequence[Measurement]) -> str:
    """Give one line for each measurement under a line of headings, in columns, as Markdown has its tables."""
    rows = [_HEADINGS, *(_cells(measurement) for measurement in measurements)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    head, *lines = (_line([cell.ljust(width) for cell, width in zip(row, widths, strict=True)]) for row in rows)
    return "\n".join((head, _line(["-" * width for width in widths]), *lines))


def duration(seconds: float) -> str:
    """Give three digits in the unit that suits them: `1.23 s`, `45.6 ms`, `789 us`."""
    factor, unit = next(
        ((factor, unit) for factor, unit in ((1, "s"), (1e3, "ms")) if seconds * factor >= 0.9995), (1e6, "us")
    )
    return f"{_three_digits(seconds * factor)} {unit}"


def _cells(measurement: Measurement) -> tuple[str, ...]:
    best, ratio = (
        min(measurement.peers, key=measurement.peers.__getitem__, default=None),
        measurement.ratio_to_best_peer,
    )
    return (
        measurement.name,
        duration(measurement.ours),
        duration(measurement.limit),
        _three_digits(measurement.ratio_to_limit),
        f"{best}: {duration(measurement.peers[best])}" if best is not None else "",
        _three_digits(ratio) if ratio is not None else "",
        measurement.target,
        "yes" if measurement.holds else "NO",
    )


def _three_digits(value: float) -> str:
    places = 0 if value >= 99.95 else 1 if value >= 9.995 else 2 if value >= 0.9995 else 4
    return f"{value:.{places}f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
