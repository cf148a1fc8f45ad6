"""A Run as the JSON text in its file's header, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import FileError
from ..model.config import config_from_json
from ..model.source import source_from_json, source_to_json
from .input import parse_input
from .request import RunRequest
from .run import Call, FileOrigin, LayerWeights, Run, StoppedAt, StoredTensor
from .state import parse_state, state_text

FORMAT = 1


def run_to_json(run: Run) -> dict[str, Any]:
    """Give everything but the path and the tensors' values as plain data."""
    data = asdict(run) | {"format": FORMAT, "request": request_to_json(run.request)}
    del data["path"]
    for part, value in zip(data["calls"] + data["weights"], run.calls + run.weights, strict=True):
        part["config"] = value.config.to_json()
    return data


def run_from_json(data: Mapping[str, Any], path: Path) -> Run:
    """Give the Run that `run_to_json` wrote. Raises FileError if the text is not of a known format."""
    if data.get("format") != FORMAT:
        raise FileError(
            f"{path.name} is a run of format {data.get('format')!r}; this version reads format {FORMAT}.",
            "Update LSTMScope.",
        )
    try:
        return _run_from_json(data, path)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
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
    """Give the request that `request_to_json` wrote."""
    lengths = data["lengths"]
    return RunRequest(
        **(
            dict(data)
            | {
                "source": source_from_json(data["source"]),
                "inputs": tuple(parse_input(text) for text in data["inputs"]),
                "state": parse_state(data["state"]),
                "lengths": None if lengths is None else tuple(lengths),
            }
        )
    )


def _run_from_json(data: Mapping[str, Any], path: Path) -> Run:
    stopped, origin = data["stopped_at"], data["origin"]
    return Run(
        path=path,
        request=request_from_json(data["request"]),
        device=data["device"],
        dtype=data["dtype"],
        torch=data["torch"],
        seconds=float(data["seconds"]),
        calls=tuple(_call(call) for call in data["calls"]),
        weights=tuple(
            LayerWeights(part["module"], config_from_json(part["config"]), _tensors(part)) for part in data["weights"]
        ),
        result=tuple(_tensor(tensor) for tensor in data["result"]),
        unseen=tuple(data["unseen"]),
        stopped_at=StoppedAt(stopped["module"], stopped["error"]) if stopped else None,
        origin=FileOrigin(origin["container"], tuple(origin["keys"]), origin["prefix"]) if origin else None,
    )


def _call(data: Mapping[str, Any]) -> Call:
    lengths = data["lengths"]
    return Call(
        data["module"],
        tuple(data["aliases"]),
        config_from_json(data["config"]),
        int(data["first"]),
        int(data["count"]),
        None if lengths is None else tuple(lengths),
        _tensors(data),
    )


def _tensors(data: Mapping[str, Any]) -> tuple[StoredTensor, ...]:
    return tuple(_tensor(tensor) for tensor in data["tensors"])


def _tensor(data: Mapping[str, Any]) -> StoredTensor:
    shape, stride = tuple(data["shape"]), tuple(data["stride"])
    return StoredTensor(data["role"], shape, stride, data["dtype"], data["path"], data["same_as"])
