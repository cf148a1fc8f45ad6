"""The lines of a script that make the arguments of forward: the same numbers that the run was given."""

from pathlib import Path

from ..run.input import FromFile, InputSpec
from ..run.key import parse_key
from ..run.request import RunRequest
from ..run.state import CarryState, FileState, NormalState, ZeroState
from .input_value_code import dtype_code, holds_object, sizes_code, to_device_code, value_code


def input_lines(request: RunRequest) -> list[str]:
    """Give the lines that define every argument of `argument_names`, drawn in the same order after the seed."""
    lines = [f"torch.manual_seed({request.seed})"]
    for spec, variable in zip(request.inputs, argument_names(request), strict=True):
        lines += _value_lines(spec, variable, request)
    return lines


def argument_names(request: RunRequest) -> list[str]:
    """Give the script's variable for each input: `x` for a single one, x0, x1 ... by position, or the name."""
    single = len(request.inputs) == 1
    names = ((f"x{spec.name}" if spec.name.isdigit() else spec.name) for spec in request.inputs)
    return ["x"] if single else list(names)


def argument_at(request: RunRequest, position: int, name: str) -> str:
    """Give the script's variable for the argument at that position or of that name, "" if the run gave none."""
    pairs = zip(request.inputs, argument_names(request), strict=True)
    return next((variable for spec, variable in pairs if spec.name in (str(position), name)), "")


def call_arguments(request: RunRequest, packed: bool = False, state: str = "") -> str:
    """Write the arguments of the call; `packed` stands for a layer's input, `state` for hx, "" for none."""
    first = argument_at(request, 0, "input") if packed else ""
    pairs = [
        (spec, "packed" if variable == first else variable)
        for spec, variable in zip(request.inputs, argument_names(request), strict=True)
    ]
    positional = sorted((spec.position, variable) for spec, variable in pairs if spec.position is not None)
    named = [f"{spec.name}={variable}" for spec, variable in pairs if spec.position is None]
    return ", ".join([*(variable for _, variable in positional), *named, *([f"hx={state}"] if state else [])])


def state_lines(request: RunRequest, shapes: tuple[tuple[int, ...], ...], carried: tuple[str, ...] = ()) -> list[str]:
    """Give the lines that define h_0 and c_0, of which `shapes` has one or two; none where torch takes zeros.

    `carried` names the tensors of an earlier run that they are, if the request carries its state on.
    """
    names = ("h_0", "c_0")[: len(shapes)]
    match request.state:
        case ZeroState():
            return []
        case NormalState():
            drawn = (f"torch.randn({sizes_code(shape)}{dtype_code(request)})" for shape in shapes)
            return [f"{name} = {value}{to_device_code(request)}" for name, value in zip(names, drawn, strict=True)]
        case FileState(path):
            return [line for name in names for line in _read_lines(name, path, name, request)]
        case CarryState(path):
            taken = (_carried(request, key) for key in carried)
            lines = [f"    {name} = {value}" for name, value in zip(names, taken, strict=False)]
            return [
                f'with safe_open({path!r}, framework="pt") as earlier:  # the final state of an earlier run',
                *lines,
            ]


def _carried(request: RunRequest, key: str) -> str:
    """Take the state, of many calls that of the last one."""
    last = "[-1]" if "-" in parse_key(key).call else ""
    return f"earlier.get_tensor({key!r}){last}.to(torch.{request.dtype}){to_device_code(request)}"


def _value_lines(spec: InputSpec, variable: str, request: RunRequest) -> list[str]:
    if isinstance(spec.value, FromFile):
        return _read_lines(variable, spec.value.path, spec.name, request)
    imports = ["from types import SimpleNamespace"] if holds_object(spec.value) else []
    return [*imports, f"{variable} = {value_code(spec.value, request)}"]


def _read_lines(variable: str, path: str, name: str, request: RunRequest) -> list[str]:
    """Read one tensor; of a file that holds several, the one called `name`."""
    suffix = Path(path).suffix.lower()
    one = {
        ".npy": f"torch.from_numpy(np.load({path!r}))",
        ".csv": f"torch.from_numpy(np.loadtxt({path!r}, delimiter=',', ndmin=2))",
    }
    several = {
        ".npz": f"np.load({path!r})",
        ".pt": f'torch.load({path!r}, map_location="cpu", weights_only=True)',
        ".safetensors": f"load_file({path!r})",
    }
    return [
        *([f"{variable} = {one[suffix]}"] if suffix in one else _chosen_lines(variable, several[suffix], suffix, name)),
        f"{variable} = {variable}.to(torch.{request.dtype}) if {variable}.is_floating_point() else {variable}",
        *([f"{variable} = {variable}{to_device_code(request)}"] if to_device_code(request) else []),
    ]


def _chosen_lines(variable: str, load: str, suffix: str, name: str) -> list[str]:
    """Take the tensor called `name`, or the only one there is."""
    if suffix == ".npz":
        return [
            f"with {load} as archive:",
            f"    {variable} = torch.from_numpy(archive[{name!r} if {name!r} in archive.files else archive.files[0]])",
        ]
    if suffix == ".pt":
        return [
            f"loaded = {load}",
            f"tensors = loaded if isinstance(loaded, dict) else {{{name!r}: loaded}}",
            "tensors = {name: value for name, value in tensors.items() if isinstance(value, torch.Tensor)}",
            f"{variable} = tensors.get({name!r}, next(iter(tensors.values())))",
        ]
    return [f"tensors = {load}", f"{variable} = tensors.get({name!r}, next(iter(tensors.values())))"]
