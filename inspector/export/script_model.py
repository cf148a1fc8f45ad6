"""The lines of a script that build the model: the same one that was run."""

from ..model.config import RecurrentConfig
from ..model.file_origin import FileOrigin
from ..model.presets import find_preset
from ..model.source import ClassSource, FileSource, FormSource, PresetSource
from ..run.request import RunRequest
from ..run.run import Run
from .script_class import class_lines

_DEFAULTS = {
    "num_layers": 1,
    "bias": True,
    "batch_first": False,
    "dropout": 0.0,
    "bidirectional": False,
    "proj_size": 0,
}


def model_lines(run: Run) -> list[str]:
    """Give the lines after which `model` is what was run: built, filled, moved, in train or eval mode."""
    request = run.request
    lines = [f"torch.manual_seed({request.seed})"]
    match request.source:
        case FormSource():
            lines.append(f"model = {layer_code(run.weights[0].config)}")
        case PresetSource(name, as_published):
            form = find_preset(name).form(as_published)
            part = f".get_submodule({request.layer!r})" if request.layer else ""
            lines = [*_preset_lines(form.code), "", "", *lines, f"model = {form.class_name}(){part}"]
        case ClassSource() as source:
            imports, call = class_lines(source)
            lines = [*imports, "", *lines, f"model = {call}"]
            if run.origin is not None:
                lines += _fill_lines(source.weights, run.origin)
            if request.layer:
                lines.append(f"model = model.get_submodule({request.layer!r})")
        case FileSource(path):
            assert run.origin is not None, "a run of a file knows where its weights lie"
            lines += _weights_lines(path, run.origin, run.weights[0].config)
    return [*lines, _moved(request)]


def layer_code(config: RecurrentConfig) -> str:
    """Write the constructor, defaults left out: `nn.LSTM(10, 20, num_layers=2)`."""
    settings = {name: getattr(config, name) for name in _DEFAULTS}
    options = [f"{name}={value!r}" for name, value in settings.items() if value not in (None, _DEFAULTS[name])]
    return f"nn.{config.kind}({', '.join([str(config.input_size), str(config.hidden_size), *options])})"


def load_code(path: str, origin: FileOrigin) -> str:
    """Write what gives the file's tensors by name; nothing that the file contains is executed."""
    keys = "".join(f"[{key!r}]" for key in origin.keys)
    if origin.container == "safetensors":
        return f"load_file({path!r}){keys}"
    return f'torch.load({path!r}, map_location="cpu", weights_only=True){keys}'


def _weights_lines(path: str, origin: FileOrigin, config: RecurrentConfig) -> list[str]:
    weights, fill = _fill_lines(path, origin)
    return [weights, f"model = {layer_code(config)}", fill]


def _fill_lines(path: str, origin: FileOrigin) -> list[str]:
    return [
        f"weights = {load_code(path, origin)}",
        f"model.load_state_dict({{name: weights[{origin.prefix!r} + name] for name in model.state_dict()}})",
    ]


def _preset_lines(code: str) -> list[str]:
    """Leave out the preset's own docstring and imports: the script has its own."""
    return code[code.index("\nclass ") :].strip().splitlines()


def _moved(request: RunRequest) -> str:
    mode = "train()" if request.train else "eval()"
    if (request.device, request.dtype) == ("cpu", "float32"):
        return f"model.{mode}"
    return f"model.to({request.device!r}, torch.{request.dtype}).{mode}"
