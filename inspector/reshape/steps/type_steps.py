"""The steps that leave every element where it is: another memory layout, another type."""

from dataclasses import dataclass

from ..primitives import Cast, Primitives, Shape
from .torch_step import TorchStep


@dataclass(frozen=True, slots=True)
class Contiguous(TorchStep):
    """Copy into row-major memory if it is not so already; the tensor means the same."""

    @property
    def code(self) -> str:
        """`.contiguous()`."""
        return ".contiguous()"

    def primitives(self, shape: Shape) -> Primitives:  # noqa: ARG002  # one signature for all steps
        """Give no primitive: elements and axes stay."""
        return ()


@dataclass(frozen=True, slots=True)
class To(TorchStep):
    """Change the type of the elements; `dtype` is torch's name without "torch."."""

    dtype: str

    @property
    def code(self) -> str:
        """`.to(torch.float64)`."""
        return f".to(torch.{self.dtype})"

    def primitives(self, shape: Shape) -> Primitives:  # noqa: ARG002
        """Give one Cast."""
        return (Cast(self.dtype),)
