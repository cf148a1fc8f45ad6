"""`inspect`: what is in a file."""

from pathlib import Path
from typing import Any

from ..worker.client import Worker, WorkerSetup
from ..worker.protocol import Role
from .output import Output

_SHOWN = 5


def inspect_file(file: str, state_dict: str, member: str, folder: Path) -> Output:
    """List the file in a reader process, so that a hostile file harms nothing but that process."""
    reader = Worker(WorkerSetup(Role.READER, folder))
    try:
        chosen = {"path": str(Path(file).absolute()), "state_dict": state_dict, "member": member}
        data = reader.request("inspect", chosen)
    finally:
        reader.close()
    return Output(data, _text(file, data))


def _text(file: str, data: dict[str, Any]) -> str:
    lines = [
        f"{file}: {data['kind']}, {data['content']}, {len(data['tensors'])} tensors, {data['parameters']:,} parameters"
    ]
    if data["members"]:
        lines.append(f"model files: {', '.join(data['members'])}; this is {data['member']}")
    if len(data["state_dicts"]) > 1:
        lines.append(f"state dicts: {', '.join(key or '(top)' for key in data['state_dicts'])}")
    lines += [f"  {layer['name'] or '(the model itself)'}: {_layer(layer)}" for layer in data["layers"]]
    lines += [f"left out before all names: {data['prefix']}"] if data.get("prefix") else []
    lines += [f"one tensor: {' = '.join(names)}" for names in data.get("tied", ())[:_SHOWN]]
    values = data.get("hyper_parameters", {})
    lines += [f"hyper-parameters: {', '.join(f'{name}={value!r}' for name, value in values.items())}"] if values else []
    names = ", ".join(source["name"] for source in data.get("classes", ()))
    lines += [f"source text in the file, not executed (see --json): {names}"] if names else []
    lines += [f"warning: {text}" for text in data["warnings"]]
    return "\n".join([*lines, *(f"note: {text}" for text in data.get("notes", ()))])


def _layer(layer: dict[str, Any]) -> str:
    words = [f"{layer['kind']} {layer['input_size']} -> {layer['hidden_size']}"]
    words += [f"{layer['num_layers']} layers"] if layer["num_layers"] > 1 else []
    words += [name.replace("_", " ") for name in ("bidirectional", "batch_first") if layer[name]]
    words += [f"dropout {layer['dropout']}"] if layer["dropout"] else []
    words += [f"projected to {layer['proj_size']}"] if layer["proj_size"] else []
    words += ["without bias"] if not layer["bias"] else []
    words += [layer["nonlinearity"]] if layer.get("nonlinearity") else []
    words += [f"also as {', '.join(layer['aliases'])}"] if layer["aliases"] else []
    return ", ".join(words)
