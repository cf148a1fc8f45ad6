"""Which call of a layer a tensor belongs to."""

from .key import FILE, TensorKey, parse_key
from .run import Call, LayerWeights, Run


def call_of(run: Run, key: TensorKey) -> Call | None:
    """Give the call that the tensor belongs to, None if it belongs to none.

    Of a weight, in the run or in the model file, it is its layer's first call; of a result the call that it was taken
    from.
    """
    if key.call == FILE:
        return _first_call(run, key.module)
    found = run.find(key)
    if found is None:
        return None
    owner, tensor = found
    match owner:
        case Call():
            return owner
        case LayerWeights():
            return _first_call(run, owner.module)
        case None:
            origin = tensor.same_as or tensor.view_of
            return call_of(run, parse_key(origin)) if origin else None


def _first_call(run: Run, module: str) -> Call | None:
    return next((call for call in run.calls if module in (call.module, *call.aliases)), None)
