"""The few names in a pickle that have a meaning here: tensors, storages, dtypes and plain containers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .element_type import ELEMENT_TYPES
from .file_place import FilePlace
from .file_tensor import DIMENSIONS_LIMIT, FileTensor
from .inert import Global, Inert


@dataclass(frozen=True, slots=True)
class StorageRef:
    """The bytes that one or several tensors look at."""

    dtype: str
    place: FilePlace


_STORAGES = {
    "FloatStorage": "float32", "DoubleStorage": "float64", "HalfStorage": "float16", "BFloat16Storage": "bfloat16",
    "LongStorage": "int64", "IntStorage": "int32", "ShortStorage": "int16", "CharStorage": "int8",
    "ByteStorage": "uint8", "BoolStorage": "bool", "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128", "UntypedStorage": "uint8",
    "QInt8Storage": "int8", "QUInt8Storage": "uint8", "QInt32Storage": "int32",
}  # fmt: skip
_STORAGE_MODULES = ("torch.", "torch.cuda.", "torch.storage.")
_REBUILD = "torch._utils._rebuild_"
_HARMLESS = {"torch.device", "torch.serialization._get_layout", "_codecs.encode", "torch.storage._load_from_bytes"} | {
    # what modules of before torch 1.2 keep of the library that computed them
    "torch.nn.backends.thnn._get_thnn_function_backend", "torch.backends.cudnn.rnn.Unserializable",
}  # fmt: skip
_NUMBERS = re.compile(r"torch\.(per_(tensor|channel)_(affine|symmetric)|qint8|quint8|qint32)")
_ARRAY = re.compile(r"numpy\.(_?core)\.(multiarray\.(_reconstruct|scalar)|numeric\._frombuffer)|numpy\.(ndarray|dtype)")
# one name below a module of torch.nn, so that nothing that such a module has imported can be reached through it
_LAYER = re.compile(
    r"torch\.nn\.modules\.[a-z_0-9]+\.[A-Z]\w*|torch\.nn\.functional\.[a-z]\w*"
    r"|torch\.nn\.parallel\.data_parallel\.DataParallel"
)


def storage_dtype(storage_type: object) -> str | None:
    """Give the element type of a storage class, None for what is no storage class of a known type."""
    if not isinstance(storage_type, Global):
        return None
    module, _, name = storage_type.name.rpartition(".")
    return _STORAGES.get(name) if f"{module}." in _STORAGE_MODULES else None


def is_foreign(name: str) -> bool:
    """Tell whether the name is none of torch's own layers and tensor parts, and no plain container."""
    own = (
        (
            name in RULES
            or name in _HARMLESS
            or name.startswith(_REBUILD)
            or name.removeprefix("torch.") in ELEMENT_TYPES
        )
        or _LAYER.fullmatch(name)
        or _ARRAY.fullmatch(name)
        or _NUMBERS.fullmatch(name)
    )
    return not own and storage_dtype(Global(name)) is None


def is_unread_tensor(value: object) -> bool:
    """Tell whether the value is a tensor of a kind that is not read: sparse, quantized, lazily conjugated, ..."""
    return isinstance(value, Inert) and value.made_by.startswith(_REBUILD)


def rebuilt_integers(value: object) -> tuple[FileTensor | None, object]:
    """Give the integers of a quantised tensor, and how they stand for floats; None for what is none."""
    if not isinstance(value, Inert) or value.made_by != f"{_REBUILD}qtensor":
        return None, None
    match value.arguments:
        case (StorageRef() as storage, int(offset), tuple(size), tuple(stride), how, *_) if (
            len(size) <= DIMENSIONS_LIMIT
        ):
            return FileTensor("", size, stride, storage.dtype, storage.place, offset), how
    return None, None


def _rebuild_tensor(storage: object, offset: int, size: Any, stride: Any, *rest: Any) -> object:
    metadata = rest[2] if len(rest) > 2 else None  # after requires_grad and hooks; says "conjugated", "negated"
    return _tensor(storage, offset, size, stride, None, metadata)


def _rebuild_tensor_v3(storage: object, offset: int, size: Any, stride: Any, *rest: Any) -> object:
    dtype = rest[2].name.removeprefix("torch.")
    return _tensor(storage, offset, size, stride, dtype, rest[3] if len(rest) > 3 else None)


def _tensor(storage: object, offset: int, size: Any, stride: Any, dtype: str | None, metadata: object) -> object:
    if not isinstance(storage, StorageRef) or (dtype and dtype not in ELEMENT_TYPES) or metadata:
        return Inert(_REBUILD + "tensor")
    if max(len(size), len(stride)) > DIMENSIONS_LIMIT:
        raise ValueError("too many dimensions")
    return FileTensor("", tuple(size), tuple(stride), dtype or storage.dtype, storage.place, offset)


def _rebuild_parameter(data: object = None, *_rest: object) -> object:
    return data if isinstance(data, FileTensor) else Inert(_REBUILD + "parameter")


def _rebuild_from_type(function: Global, _kind: object, arguments: tuple[object, ...], *_rest: object) -> object:
    return RULES[function.name](*arguments) if function.name.startswith(_REBUILD) else Inert(function.name)


def _container(*arguments: object) -> object:
    # handed on, not copied: a pickle can name one large list a million times
    return arguments[0] if arguments and isinstance(arguments[0], (list, tuple)) else []


def _set(*arguments: object) -> object:
    # a set would hash what the file puts into it, and a copy could be asked for a million times
    return Inert("builtins.set", arguments, called=True)


def _bytes(*arguments: object) -> object:
    # protocol 2 has no opcode for no bytes; with an argument it could be asked for any number of them
    return Inert("builtins.bytes", arguments, called=True) if arguments else b""


def _reconstructed(kind: Global, *_rest: object) -> object:
    return Inert(kind.name)


RULES: dict[str, Callable[..., object]] = {
    "torch._utils._rebuild_tensor": _rebuild_tensor,
    "torch._utils._rebuild_tensor_v2": _rebuild_tensor,
    "torch._utils._rebuild_tensor_v3": _rebuild_tensor_v3,
    "torch._utils._rebuild_parameter": _rebuild_parameter,
    "torch._utils._rebuild_parameter_with_state": _rebuild_parameter,
    "torch.nn.parameter.Parameter": _rebuild_parameter,  # before torch 0.4
    "torch.autograd.variable.Variable": _rebuild_parameter,
    "torch._tensor._rebuild_from_type_v2": _rebuild_from_type,
    "copyreg._reconstructor": _reconstructed,
    "torch.Size": _container, "builtins.list": _container, "builtins.tuple": _container,
    "builtins.bytes": _bytes, "builtins.set": _set, "builtins.frozenset": _set,
    "collections.OrderedDict": dict, "collections.defaultdict": dict, "builtins.dict": dict,
}  # fmt: skip
"""Full name -> what its call gives. `dict` is special: the reader fills it, for it must not hash foreign keys."""
