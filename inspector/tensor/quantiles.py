"""Quantiles of many rows of numbers at once, over their finite values."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def quantiles_of_rows(rows: NDArray[np.float32], shares: Sequence[float]) -> NDArray[np.float64]:
    """Give for each share (0 to 1) the quantile of each of the `rows` (row, value): (share, row).

    Between two values it is interpolated linearly, as numpy does. NaN where a row has no finite value. Only finite
    values count.
    """
    ordered = np.where(np.isfinite(rows), rows, np.float32(np.nan))
    ordered.sort(axis=1)  # NaN comes last
    counts = np.count_nonzero(~np.isnan(ordered), axis=1)
    found = np.full((len(shares), len(rows)), np.nan)
    known = np.flatnonzero(counts)
    for at, share in enumerate(shares):
        ranks = share * (counts[known] - 1)
        below = np.floor(ranks).astype(np.int64)
        low = ordered[known, below].astype(np.float64)
        high = ordered[known, np.minimum(below + 1, counts[known] - 1)].astype(np.float64)
        found[at, known] = low + (high - low) * (ranks - below)
    return found
