"""The calls whose gates a piece of code computes."""

from dataclasses import dataclass

from ..gates.gate_names import gate_names
from ..model.config import RecurrentConfig
from ..run.run import Call, LayerWeights, Run


@dataclass(frozen=True, slots=True)
class GateCalls:
    """One call, or several alike, with its layer: all that decides how the code of its gates is written.

    The gates are those of the first `layers` layers.
    """

    run: Run
    calls: tuple[Call, ...]
    weights: LayerWeights
    layers: int

    @property
    def config(self) -> RecurrentConfig:
        """The layer's settings."""
        return self.calls[0].config

    @property
    def names(self) -> tuple[str, ...]:
        """The gates and states, in the order of a gates file."""
        return gate_names(self.config)

    @property
    def states(self) -> tuple[str, ...]:
        """The initial states that there can be."""
        return ("h_0", "c_0") if self.config.has_cell_state else ("h_0",)

    @property
    def roles(self) -> dict[str, tuple[int, ...]]:
        """The shapes of the calls' tensors by role, those of one call."""
        return {tensor.role: tensor.shape for call in self.calls for tensor in call.tensors}

    @property
    def stacked(self) -> bool:
        """True where there is a leading axis `call`."""
        return self.calls[0].stacked or len(self.calls) > 1

    @property
    def batched(self) -> bool:
        """False for calls without a batch axis."""
        features = 2 if self.config.is_cell else 3
        return len(self.roles["input"]) == features + self.calls[0].stacked

    @property
    def lengths(self) -> tuple[int, ...] | None:
        """The lengths of a packed sequence, None where there is none."""
        return None if self.config.is_cell else self.calls[0].lengths

    @property
    def waits(self) -> bool:
        """True where a direction reads padding first, which must leave its state alone."""
        return self.lengths is not None and self.config.bidirectional

    @property
    def has_bias(self) -> bool:
        """True where the layer adds biases."""
        return any(tensor.role.startswith("bias") for tensor in self.weights.tensors)

    @property
    def dtype(self) -> str:
        """The type in which the gates are computed: float64 where the layer computed so, else float32."""
        given = {tensor.role: tensor.dtype for call in self.calls for tensor in call.tensors}
        kernel = next(given[role] for role in ("output", "h_n", "input") if role in given)
        return kernel if kernel == "float64" else "float32"

    @property
    def needs_cast(self) -> bool:
        """True where a tensor in the run has another type."""
        tensors = (*self.weights.tensors, *(tensor for call in self.calls for tensor in call.tensors))
        return any(tensor.dtype != self.dtype for tensor in tensors)
