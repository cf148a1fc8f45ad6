"""The run of a form's recurrent layer, predicted in plain arithmetic: at every keystroke, without torch."""

from dataclasses import dataclass, replace
from math import prod
from pathlib import Path

from ..errors import InputError
from ..model.config import RecurrentConfig
from ..model.source import FormSource
from ..run.input import Filled, Group, InputSpec, InputValue, Nothing, Tokens, parse_input
from ..run.prediction import Method, Prediction
from ..run.request import RunRequest
from ..run.run import Call, FailedCall, LayerWeights, Run, StoppedAt, StoredTensor
from ..run.state import ZeroState
from ..run.typed_values import Typed
from .layer_shapes import Shape, output_shape, packed_shape, state_shapes, weight_shapes
from .refused_call import refused_call

BATCH, TIME = 3, 7  # primes that no other size is likely to be


@dataclass(frozen=True, slots=True)
class _Given:
    """The layer's input and the states that it is given, () for none."""

    shape: Shape
    dtype: str
    states: tuple[Shape, ...]


def usual_input(config: RecurrentConfig) -> InputSpec:
    """Give input for the layer where the person gave none: batch 3, time 7."""
    batch, time = f"batch={BATCH}", f"time={TIME}"
    leading = [batch] if config.is_cell else [batch, time] if config.batch_first else [time, batch]
    return parse_input(f"0=normal({','.join(leading)},input={config.input_size})")


def predicted_layer(request: RunRequest) -> Prediction | None:
    """Predict the run of a form's layer; None where only the model worker can tell, as for input from a file.

    Raises InputError for lengths that do not fit, and for a layer without an input.
    """
    if not isinstance(request.source, FormSource) or request.autocast:
        return None
    config = _settled(request.source.config, request.batch_first)
    request = request if request.inputs else replace(request, inputs=(usual_input(config),))
    given = _given(request, config)
    return None if given is None else Prediction(_run(request, config, given), Method.RULES, ("input", "hx"))


def _settled(config: RecurrentConfig, batch_first: bool | None) -> RecurrentConfig:
    """Give the settings as the built layer has them: a cell knows neither batch_first nor dropout."""
    if config.is_cell:
        return replace(config, batch_first=None, dropout=None)
    chosen = bool(batch_first) if config.batch_first is None else config.batch_first
    return replace(config, batch_first=chosen, dropout=config.dropout or 0.0)


def _given(request: RunRequest, config: RecurrentConfig) -> _Given | None:
    values = {spec.name: spec.value for spec in request.inputs}
    first, state = values.get("0", values.get("input")), values.get("1", values.get("hx"))
    if len(values) > 2 or set(values) - {"0", "1", "input", "hx"}:
        return None
    shape = _shape(first)
    if first is None or isinstance(first, Group | Nothing):
        raise InputError("The recurrent layer has no input tensor.", "Give it as 0=normal(SIZES).")
    states = _states(state, request, config, shape) if shape is not None else None
    if shape is None or states is None:
        return None
    whole = isinstance(first, Tokens) or (isinstance(first, Typed) and first.whole)
    return _Given(shape, "int64" if whole else request.dtype, states)


def _states(
    state: InputValue | None, request: RunRequest, config: RecurrentConfig, shape: Shape
) -> tuple[Shape, ...] | None:
    if not isinstance(request.state, ZeroState):
        return state_shapes(config, shape)
    match state:
        case None | Nothing():
            return ()
        case Group(_, parts):
            found = tuple(_shape(value) for _, value in parts)
            return None if None in found else tuple(shape for shape in found if shape is not None)
        case _:
            alone = _shape(state)
            return None if alone is None else (alone,)


def _shape(value: InputValue | None) -> Shape | None:
    match value:
        case Filled(_, sizes) | Tokens(sizes, _):
            return tuple(size.size for size in sizes)
        case Typed(shape, _):
            return shape
    return None


def _run(request: RunRequest, config: RecurrentConfig, given: _Given) -> Run:
    stopped = _stopped(request, config, given)
    call = None if stopped else _call(request, config, given)
    weights = tuple(_contiguous(name, shape, request.dtype) for name, shape in weight_shapes(config))
    return Run(
        path=Path(),
        request=request,
        device=request.device,
        dtype=request.dtype,
        torch="",
        seconds=0.0,
        calls=() if call is None else (call,),
        weights=(LayerWeights("", config, weights),),
        result=() if call is None else _results(call, request.lengths),
        unseen=(),
        stopped_at=stopped,
    )


def _stopped(request: RunRequest, config: RecurrentConfig, given: _Given) -> StoppedAt | None:
    kind = config.kind.value
    failed = FailedCall(kind, (given.shape, *given.states))
    if given.dtype != request.dtype:
        return StoppedAt("", f"{kind} computes in {request.dtype}, the input is {given.dtype}.", failed)
    refusal = refused_call(config, failed.given)
    return StoppedAt("", refusal.sentence(kind), failed) if refusal else None


def _call(request: RunRequest, config: RecurrentConfig, given: _Given) -> Call:
    lengths = request.lengths
    shape = given.shape if lengths is None else packed_shape(config, given.shape, lengths)
    states = state_shapes(config, shape)
    found: list[tuple[str, Shape]] = [("input", shape)]
    if not config.is_cell:
        found.append(("output", output_shape(config, shape)))
    found += zip(("h_0", "c_0"), given.states, strict=False)
    found += zip(("h_n", "c_n"), states, strict=False)
    tensors = [_contiguous(role, sizes, request.dtype) for role, sizes in found]
    if config.batch_first and lengths is None and len(shape) == 3:
        tensors[1] = _time_major(tensors[1])
    return Call("", (), config, 0, 1, lengths, tuple(tensors))


def _time_major(output: StoredTensor) -> StoredTensor:
    """Give the output of a batch_first layer as it lies in memory: computed time first, then transposed."""
    batch, _, width = output.shape
    return replace(output, stride=(width, batch * width, 1))


def _results(call: Call, lengths: tuple[int, ...] | None) -> tuple[StoredTensor, ...]:
    """Give what the layer returns: output and states, a GRU's h_n without a tuple around it, a packed one its data."""
    tensors = {tensor.role: tensor for tensor in call.tensors if tensor.role in ("output", "h_n", "c_n")}
    states = [role for role in ("h_n", "c_n") if role in tensors]
    within = "" if call.config.is_cell else "[1]"
    paths = {role: f"{within}[{place}]" if len(states) == 2 else within for place, role in enumerate(states)}
    ordered = [("output", "[0]")] if "output" in tensors else []
    named = enumerate([*ordered, *paths.items()])
    found = [
        replace(tensors[role], role=str(place), path=path, same_as=call.key(role).name) for place, (role, path) in named
    ]
    if lengths is not None:
        packed = _contiguous("0", (sum(lengths), found[0].shape[-1]), found[0].dtype)
        found[0] = replace(packed, path="[0].data")
    return tuple(found)


def _contiguous(role: str, shape: Shape, dtype: str) -> StoredTensor:
    stride = tuple(prod(shape[place + 1 :]) for place in range(len(shape)))
    return StoredTensor(role, shape, stride, dtype)
