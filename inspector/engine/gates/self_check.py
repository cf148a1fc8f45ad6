"""How far the recomputed gates are from what the layer itself gave."""

from dataclasses import dataclass
from math import inf, isfinite

import torch
from torch import Tensor

from ...gates.gates import SelfCheck


def difference(one: Tensor, other: Tensor) -> float:
    """Give the largest difference of two tensors; 0 for equal ones, empty ones and where both are NaN.

    Infinite where only one of them is NaN, or infinite.
    """
    if not one.numel():
        return 0.0
    apart = one - other
    low, high = (float(bound) for bound in apart.aminmax())
    if isfinite(low) and isfinite(high):
        return max(-low, high)
    same = (one == other) | (one.isnan() & other.isnan())
    apart = apart.abs().masked_fill_(same, 0).nan_to_num_(nan=inf, posinf=inf)
    return float(apart.max())


@dataclass(slots=True)
class RunningCheck:
    """The largest difference so far from each thing captured; None while nothing was compared."""

    output: float | None = None
    h_n: float | None = None
    c_n: float | None = None
    not_finite: int = 0

    def add_output(self, h: Tensor, output: Tensor) -> None:
        """Compare h of some steps with the output."""
        self.output = max(self.output or 0.0, difference(h, output))

    def add_h_n(self, h: Tensor, h_n: Tensor) -> None:
        """Compare h after the last step with h_n."""
        self.h_n = max(self.h_n or 0.0, difference(h, h_n))

    def add_c_n(self, c: Tensor, c_n: Tensor) -> None:
        """Compare c after the last step with c_n."""
        self.c_n = max(self.c_n or 0.0, difference(c, c_n))

    def count(self, h: Tensor) -> None:
        """Count the values of h that are NaN or infinite."""
        if h.numel() and not torch.isfinite(h.sum()):  # the sum is quick, and not finite where one value is not
            self.not_finite += int((~h.isfinite()).sum())

    def done(self, approximate: str) -> SelfCheck:
        """Give the check as a value."""
        return SelfCheck(self.output, self.h_n, self.c_n, approximate, self.not_finite)
