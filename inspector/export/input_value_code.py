"""An input value as the torch code that makes it."""

from ..run.input import Fill, Filled, Flag, FromFile, Group, GroupKind, InputValue, Lengths, Nothing, Number, Tokens
from ..run.request import RunRequest
from ..run.typed_values import Typed, number_code
from .typed_literal import tensor_code


def value_code(value: InputValue, request: RunRequest) -> str:
    """Write one expression: what a run makes of the value, drawn in the same order. Files are read by other lines."""
    match value:
        case Number(number):
            return number_code(number)
        case Flag() | Nothing():
            return "None" if isinstance(value, Nothing) else str(value.value)
        case Lengths(lengths):
            return f"torch.tensor({list(lengths)})"
        case Group():
            return _group(value, request)
        case FromFile():
            raise ValueError("a file is read by several lines")
        case _:
            return f"{_tensor(value, request)}{to_device_code(request)}"


def holds_object(value: InputValue) -> bool:
    """Tell whether the code needs SimpleNamespace: an object stands there for one of the model's own class."""
    if not isinstance(value, Group):
        return False
    return value.kind is GroupKind.OBJECT or any(holds_object(part) for _, part in value.parts)


def _group(group: Group, request: RunRequest) -> str:
    codes = [(name, value_code(part, request)) for name, part in group.parts]
    alone = [code for _, code in codes]
    match group.kind:
        case GroupKind.TUPLE:
            return f"({', '.join(alone)}{',' if len(alone) == 1 else ''})"
        case GroupKind.LIST:
            return f"[{', '.join(alone)}]"
        case GroupKind.DICT:
            written = ", ".join(f'"{name}": {code}' for name, code in codes)
            return f"{{{written}}}"
        case GroupKind.OBJECT:
            return f"SimpleNamespace({', '.join(f'{name}={code}' for name, code in codes)})"


def _tensor(value: Typed | Tokens | Filled, request: RunRequest) -> str:
    match value:
        case Typed():
            return tensor_code(value, "int64" if value.whole else request.dtype)
        case Tokens(sizes, high):
            return f"torch.randint(0, {high}, {tuple(size.size for size in sizes)})"
        case Filled(fill, sizes):
            return _filled(fill, tuple(size.size for size in sizes), request)


def _filled(fill: Fill, shape: tuple[int, ...], request: RunRequest) -> str:
    makers = {Fill.NORMAL: "randn", Fill.UNIFORM: "rand", Fill.ZEROS: "zeros", Fill.ONES: "ones"}
    if fill in makers:
        return f"torch.{makers[fill]}({sizes_code(shape)}{dtype_code(request)})"
    count = 1
    for size in shape:
        count *= size
    numbers = f"torch.arange({count}, dtype=torch.float64).reshape({shape})"
    wave = f"torch.sin(0.37 * {numbers} + 0.1)" if fill is Fill.SINE else numbers
    return f"{wave}.to(torch.{request.dtype})"


def sizes_code(shape: tuple[int, ...]) -> str:
    """Write the sizes as arguments."""
    return ", ".join(map(str, shape)) or "()"


def dtype_code(request: RunRequest) -> str:
    """Write the argument `dtype`, nothing for torch's default."""
    return "" if request.dtype == "float32" else f", dtype=torch.{request.dtype}"


def to_device_code(request: RunRequest) -> str:
    """Write the call that moves a tensor to the run's device, nothing for the CPU."""
    return "" if request.device == "cpu" else f".to({request.device!r})"
