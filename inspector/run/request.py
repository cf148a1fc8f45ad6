"""What to run: the source, the sample input and the conditions. It is also how a run is made again."""

from dataclasses import dataclass, field

from ..model.source import ModelSource
from .input import InputSpec
from .state import StateSpec, ZeroState

FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One wish to run; everything left out is chosen by the model worker, which reports what it chose.

    `layer` runs one recurrent layer alone ("" is the model itself, None means the whole model).
    `inputs` empty: inferred. `dtype` is torch's name without "torch.". `seed` is set once before the model
    is built and once before the input is. `method` is the one that is called. `trust` is the person's consent, for this
    time, that the file's own code is executed; it is not saved with a run. `autocast` is the dtype of torch.autocast
    around the forward, "" for none. `batch_first`, `dropout` and `nonlinearity` ("tanh" or "relu") are those of a layer
    whose file does not say them, None and "" for torch's defaults.
    """

    source: ModelSource
    inputs: tuple[InputSpec, ...] = ()
    layer: str | None = None
    batch_first: bool | None = None
    lengths: tuple[int, ...] | None = None
    state: StateSpec = field(default_factory=ZeroState)
    device: str = "cpu"
    dtype: str = "float32"
    seed: int = 0
    train: bool = False
    method: str = FORWARD
    trust: bool = False
    autocast: str = ""
    dropout: float | None = None
    nonlinearity: str = ""
