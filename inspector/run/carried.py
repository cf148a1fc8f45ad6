"""Which call of a saved run a layer goes on from."""

from ..errors import InputError
from .run import Call, Run


def final_call(run: Run, layer: str) -> Call:
    """Give the last call of the layer with that name, or of the only recurrent layer that the run called.

    Only calls whose h_n was captured count. Raises InputError that names the run's layers.
    """
    ended = [call for call in run.calls if any(tensor.role == "h_n" for tensor in call.tensors)]
    same = [call for call in ended if layer in (call.module, *call.aliases)]
    names = tuple(dict.fromkeys(call.module for call in ended))
    if same or len(names) == 1:
        return (same or ended)[-1]
    if not names:
        raise InputError(
            f"The run {run.path.name} has no final state to carry on from.", "Choose one in which a layer was called."
        )
    raise InputError(
        f"The run {run.path.name} has {len(names)} recurrent layers and none is called {layer!r}: it cannot be told "
        f"which state to carry.",
        f"Its layers are {', '.join(name or 'the model itself' for name in names[:8])}; run one of these alone.",
    )
