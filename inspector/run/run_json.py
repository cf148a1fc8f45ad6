"""A Run as the JSON text in its file's header, and back."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import NoneType
from typing import Any

from ..errors import FileError, InputError
from ..model.config import RecurrentConfig, config_from_json
from ..model.file_origin import FileOrigin
from ..model.source import FormSource, ModelSource, source_from_json, source_to_json
from .input import parse_input
from .json_fields import flag_in, identifier_in, integer_in, integers_in, path_in, size_in, sizes_in, text_in, texts_in
from .key import parse_key
from .request import FORWARD, RunRequest
from .run import Call, FailedCall, LayerWeights, Run, StoppedAt, StoredTensor
from .state import CarryState, parse_state, state_text

FORMAT = 1
GIVEN_ROLES = frozenset(("input", "h_0", "c_0"))
CALL_ROLES = frozenset(("input", "output", "h_0", "c_0", "h_n", "c_n"))


def run_to_json(run: Run) -> dict[str, Any]:
    """Give everything but the path and the tensors' values as plain data."""
    data = asdict(run) | {"format": FORMAT, "request": request_to_json(run.request)}
    del data["path"]
    for part, value in zip(data["calls"] + data["weights"], run.calls + run.weights, strict=True):
        part["config"] = value.config.to_json()
    return data


def run_from_json(data: Mapping[str, Any], path: Path) -> Run:
    """Give the Run that `run_to_json` wrote. Raises FileError if the text is not of a known format."""
    if not isinstance(data, Mapping):
        raise FileError(f"{path.name} is a damaged run: its description is no JSON object.", "Run the model again.")
    if data.get("format") != FORMAT:
        raise FileError(
            f"{path.name} is a run of format {data.get('format')!r}; this version reads format {FORMAT}.",
            "Update LSTMScope.",
        )
    try:
        return _run_from_json(data, path)
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as error:
        raise FileError(
            f"{path.name} is a damaged run: its description lacks or garbles {error}.", "Run the model again."
        ) from error


def request_to_json(request: RunRequest) -> dict[str, Any]:
    """Give the request as plain data, its inputs and its state in the words of the command line."""
    return asdict(request) | {
        "source": source_to_json(request.source),
        "inputs": [str(spec) for spec in request.inputs],
        "state": state_text(request.state),
    }


def request_from_json(data: Mapping[str, Any]) -> RunRequest:
    """Give the request that `request_to_json` wrote. Raises InputError, and KeyError or ValueError for other data."""
    known = {name: data[name] for name in ("layer", "batch_first", "lengths")}
    if not data["dtype"].isidentifier():
        raise InputError(f"{data['dtype']!r} is no dtype.", "Write torch's name of it, for example float32.")
    return RunRequest(
        source=_source(data["source"]),
        inputs=tuple(parse_input(text) for text in texts_in(data, "inputs")),
        layer=None if known["layer"] is None else text_in(data, "layer"),
        batch_first=None if known["batch_first"] is None else flag_in(data, "batch_first"),
        lengths=None if known["lengths"] is None else integers_in(data, "lengths"),
        state=parse_state(data["state"]),
        device=text_in(data, "device"),
        dtype=text_in(data, "dtype"),
        seed=integer_in(data, "seed"),
        train=flag_in(data, "train"),
        method=identifier_in(data, "method") if "method" in data else FORWARD,  # older runs have none
        trust=flag_in(data, "trust") if "trust" in data else False,
        autocast=identifier_in(data, "autocast") if data.get("autocast") else "",
        dropout=_dropout(data.get("dropout")),
        nonlinearity=identifier_in(data, "nonlinearity") if data.get("nonlinearity") else "",
    )


def _dropout(value: object) -> float | None:
    if value is not None and (type(value) not in (int, float) or not 0 <= value <= 1):  # type: ignore[operator]
        raise ValueError("dropout")
    return value  # type: ignore[return-value]


def _source(data: dict[str, Any]) -> ModelSource:
    return FormSource(_config(data["config"])) if data["kind"] == "form" else source_from_json(data)


def _config(data: Mapping[str, Any]) -> RecurrentConfig:
    for name in ("input_size", "hidden_size", "num_layers", "proj_size"):
        size_in(data, name)
    for name in ("bias", "bidirectional"):
        flag_in(data, name)
    for name, kinds in (("batch_first", bool), ("dropout", int | float)):
        if not isinstance(data[name], kinds | NoneType):
            raise ValueError(repr(name))
    return config_from_json(data)


def _run_from_json(data: Mapping[str, Any], path: Path) -> Run:
    stopped, origin = data["stopped_at"], data["origin"]
    return Run(
        path=path,
        request=replace(request_from_json(data["request"]), trust=False),  # a file consents to nothing
        device=text_in(data, "device"),
        dtype=text_in(data, "dtype"),
        torch=text_in(data, "torch"),
        seconds=float(data["seconds"]),
        calls=tuple(_call(call) for call in data["calls"]),
        weights=tuple(_weights(part) for part in data["weights"]),
        result=tuple(_tensor(tensor) for tensor in data["result"]),
        unseen=texts_in(data, "unseen"),
        stopped_at=None if stopped is None else _stopped(stopped),
        origin=None if origin is None else _origin(origin),
        carried=_carried(data),
        remarks=texts_in(data, "remarks") if "remarks" in data else (),  # older runs have none
    )


def _carried(data: Mapping[str, Any]) -> tuple[str, ...]:
    names = texts_in(data, "carried") if "carried" in data else ()  # a run made before states were carried
    carries = isinstance(parse_state(data["request"]["state"]), CarryState)
    if len(names) not in ((1, 2) if carries and data["stopped_at"] is None else (0, 1, 2)):
        raise ValueError("'carried'")
    return tuple(parse_key(name).name for name in names)


def _stopped(data: Mapping[str, Any]) -> StoppedAt:
    call = data["call"]
    failed = None if call is None else _failed_call(call)
    return StoppedAt(text_in(data, "module"), text_in(data, "error"), failed, flag_in(data, "in_constructor"))


def _failed_call(data: Mapping[str, Any]) -> FailedCall:
    given = tuple(sizes_in({"given": sizes}, "given") for sizes in data["given"])
    return FailedCall(text_in(data, "kind"), given, sizes_in(data, "weight"), size_in(data, "earlier"))


def _call(data: Mapping[str, Any]) -> Call:
    tensors = _tensors(data)
    if not {tensor.role for tensor in tensors} <= CALL_ROLES:
        raise ValueError("'role'")
    if any((tensor.same_as or tensor.view_of) and tensor.role not in GIVEN_ROLES for tensor in tensors):
        raise ValueError("'same_as'")  # what a call makes is new
    return Call(
        module=text_in(data, "module"),
        aliases=texts_in(data, "aliases"),
        config=_config(data["config"]),
        first=size_in(data, "first"),
        count=size_in(data, "count"),
        lengths=None if data["lengths"] is None else integers_in(data, "lengths"),
        tensors=tensors,
    )


def _weights(data: Mapping[str, Any]) -> LayerWeights:
    for tensor in data["tensors"]:
        identifier_in(tensor, "role")
    tensors = _tensors(data)
    if any(tensor.same_as or tensor.view_of for tensor in tensors):
        raise ValueError("'same_as'")  # no call made a weight
    quantised = flag_in(data, "quantised") if "quantised" in data else False  # older runs do not say
    return LayerWeights(text_in(data, "module"), _config(data["config"]), tensors, quantised)


def _origin(data: Mapping[str, Any]) -> FileOrigin:
    return FileOrigin(text_in(data, "container"), texts_in(data, "keys"), text_in(data, "prefix"))


def _tensors(data: Mapping[str, Any]) -> tuple[StoredTensor, ...]:
    tensors = tuple(_tensor(tensor) for tensor in data["tensors"])
    if any(tensor.path for tensor in tensors):
        raise ValueError("'path'")  # only what the model returned has one
    return tensors


def _tensor(data: Mapping[str, Any]) -> StoredTensor:
    shape, stride = sizes_in(data, "shape"), sizes_in(data, "stride")
    if len(shape) != len(stride):
        raise ValueError("'stride'")
    return StoredTensor(
        role=text_in(data, "role"),
        shape=shape,
        stride=stride,
        dtype=text_in(data, "dtype"),
        path=path_in(data, "path"),
        same_as=text_in(data, "same_as"),
        view_of=text_in(data, "view_of"),
    )
