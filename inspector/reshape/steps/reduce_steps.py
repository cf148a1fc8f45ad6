"""The steps that compute one value from all along some axes."""

from abc import abstractmethod
from dataclasses import dataclass

from ..primitives import Primitives, Reduce, ReduceKind, Shape
from .resolve import resolved_axes
from .torch_step import TorchStep, call_code


@dataclass(frozen=True, slots=True)
class AxesReduction(TorchStep):
    """Over these axes; None or none named: over all of them."""

    dims: tuple[int, ...] | None = None
    keepdim: bool = False

    @property
    @abstractmethod
    def method(self) -> str:
        """The name of torch's method."""

    @property
    @abstractmethod
    def kind(self) -> ReduceKind:
        """What is computed."""

    @property
    def code(self) -> str:
        """`.mean()`, `.mean(1)`, `.mean((0, 1), keepdim=True)`."""
        dims = self.dims[0] if self.dims is not None and len(self.dims) == 1 else self.dims
        keywords = {"keepdim": True} if self.keepdim else {}
        return call_code(self.method, *(() if dims is None and not self.keepdim else (dims,)), **keywords)

    def primitives(self, shape: Shape) -> Primitives:
        """Give one Reduce."""
        named = resolved_axes(self.dims, len(shape), self.code) if self.dims else range(len(shape))
        return (Reduce(tuple(sorted(named)), self.kind, self.keepdim),)


@dataclass(frozen=True, slots=True)
class Mean(AxesReduction):
    """Average over axes."""

    @property
    def method(self) -> str:
        """`mean`."""
        return "mean"

    @property
    def kind(self) -> ReduceKind:
        """The mean."""
        return "mean"


@dataclass(frozen=True, slots=True)
class Sum(AxesReduction):
    """Add up along axes."""

    @property
    def method(self) -> str:
        """`sum`."""
        return "sum"

    @property
    def kind(self) -> ReduceKind:
        """The sum."""
        return "sum"


@dataclass(frozen=True, slots=True)
class Amax(AxesReduction):
    """Take the largest value along axes."""

    def __post_init__(self) -> None:
        """Hold () for None: torch means all axes by both."""
        if self.dims == ():
            object.__setattr__(self, "dims", None)

    @property
    def method(self) -> str:
        """`amax`."""
        return "amax"

    @property
    def kind(self) -> ReduceKind:
        """The largest."""
        return "max"

    @property
    def code(self) -> str:
        """`.amax()`, `.amax(1)`; unlike mean and sum it takes () and not None for all axes."""
        dims = self.dims[0] if self.dims is not None and len(self.dims) == 1 else self.dims or ()
        keywords = {"keepdim": True} if self.keepdim else {}
        return call_code(self.method, *(() if dims == () and not self.keepdim else (dims,)), **keywords)
