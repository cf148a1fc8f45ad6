"""The lines of a script that make the arguments of forward: the same numbers that the run was given."""

from math import isfinite
from pathlib import Path

from ..run.input import Fill, Filled, FromFile, InputSpec, Number, Tokens
from ..run.key import parse_key
from ..run.request import RunRequest
from ..run.state import CarryState, FileState, NormalState, ZeroState
from ..run.typed_values import Typed
from .typed_literal import tensor_code


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
            drawn = (f"torch.randn({_sizes(shape)}{_dtype(request)})" for shape in shapes)
            return [f"{name} = {value}{_to_device(request)}" for name, value in zip(names, drawn, strict=True)]
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
    return f"earlier.get_tensor({key!r}){last}.to(torch.{request.dtype}){_to_device(request)}"


def _value_lines(spec: InputSpec, variable: str, request: RunRequest) -> list[str]:
    match spec.value:
        case Number(number):
            return [f"{variable} = {number!r}" if isfinite(number) else f"{variable} = float({str(number)!r})"]
        case FromFile(path):
            return _read_lines(variable, path, spec.name, request)
        case Typed():
            code = tensor_code(spec.value, "int64" if spec.value.whole else request.dtype)
            return [f"{variable} = {code}{_to_device(request)}"]
        case Tokens(sizes, high):
            shape = tuple(size.size for size in sizes)
            return [f"{variable} = torch.randint(0, {high}, {shape}){_to_device(request)}"]
        case Filled(fill, sizes):
            shape = tuple(size.size for size in sizes)
            return [f"{variable} = {_filled(fill, shape, request)}{_to_device(request)}"]


def _filled(fill: Fill, shape: tuple[int, ...], request: RunRequest) -> str:
    makers = {Fill.NORMAL: "randn", Fill.UNIFORM: "rand", Fill.ZEROS: "zeros", Fill.ONES: "ones"}
    if fill in makers:
        return f"torch.{makers[fill]}({_sizes(shape)}{_dtype(request)})"
    count = 1
    for size in shape:
        count *= size
    numbers = f"torch.arange({count}, dtype=torch.float64).reshape({shape})"
    wave = f"torch.sin(0.37 * {numbers} + 0.1)" if fill is Fill.SINE else numbers
    return f"{wave}.to(torch.{request.dtype})"


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
        *([f"{variable} = {variable}{_to_device(request)}"] if _to_device(request) else []),
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


def _sizes(shape: tuple[int, ...]) -> str:
    return ", ".join(map(str, shape)) or "()"


def _dtype(request: RunRequest) -> str:
    return "" if request.dtype == "float32" else f", dtype=torch.{request.dtype}"


def _to_device(request: RunRequest) -> str:
    return "" if request.device == "cpu" else f".to({request.device!r})"
