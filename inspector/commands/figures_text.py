"""The figures of a tensor in a line of the terminal."""

from ..tensor.statistics import Statistics


def figures_text(figures: Statistics) -> str:
    """Give `-0.29 to 0.25, mean -0.003`, then how many values are NaN and Inf; `empty` without values."""
    counted = [f"{count} {name}" for name, count in (("NaN", figures.nan), ("Inf", figures.inf)) if count]
    if figures.min is None or figures.max is None or figures.mean is None:
        return "  ".join(counted) or "empty"
    return "  ".join([f"{figures.min:.4g} to {figures.max:.4g}, mean {figures.mean:.4g}", *counted])
