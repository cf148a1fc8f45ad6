"""The weights of torch.ao's dynamically quantised layers, which they keep packed in objects of torch's own.

Such an object is pickled as what its parts are made of: for each layer and direction two matrices, each with a bias.
"""

import re
from collections.abc import Iterable, Mapping
from math import isfinite

from .effective_weight import Dequantised, Weight
from .file_tensor import FileTensor
from .inert import Global, Inert
from .torch_globals import rebuilt_integers
from .weight_names import WeightGroup

_SCRIPT_OBJECT = "torch.ScriptObject"
_LAYER = re.compile(r"(?:(.*)\.)?_all_weight_values\.([0-9]{1,4})\.param", re.DOTALL)
_CELL = re.compile(r"(?:(.*)\.)?_packed_weight_(ih|hh)", re.DOTALL)
_PARTS = 5  # a name, tensors, two lists of numbers, packed matrices
_FLOATS = (
    "was quantised: its weights are listed as the floats that its integers stand for, and run alone it computes with "
    "them, so its values differ a little from those of the quantised layer"
)
_AMBIGUOUS = "may have one layer in two directions as well as two layers, which its sizes do not tell; two are taken"

Packed = tuple[str, object]
"""The name of an entry of a state dict, and the stand-in of the packed weights."""


def is_packed(name: object, value: object) -> bool:
    """Tell whether the entry holds packed weights of a recurrent layer, by its name and class."""
    if type(name) is not str or not isinstance(value, Inert) or value.made_by != _SCRIPT_OBJECT:
        return False
    return bool(_LAYER.fullmatch(name) or _CELL.fullmatch(name))


def quantised_groups(entries: Iterable[Packed], bidirectional: bool | None = None) -> dict[str, WeightGroup]:
    """Give the weights by the path of their module; `bidirectional` None where only the sizes can tell."""
    layers: dict[str, dict[int, dict[str, Weight]]] = {}
    groups: dict[str, WeightGroup] = {}
    for name, value in entries:
        if match := _LAYER.fullmatch(name):
            layers.setdefault(match[1] or "", {})[int(match[2])] = _cell_params(value)
        elif match := _CELL.fullmatch(name):
            group = groups.setdefault(match[1] or "", WeightGroup(remark=_FLOATS))
            group.weights |= _named(_payload(value), match[2])
    return groups | {module: _layers(found, bidirectional) for module, found in layers.items()}


def _layers(found: Mapping[int, dict[str, Weight]], bidirectional: bool | None) -> WeightGroup:
    both, remark = (bidirectional, "") if bidirectional is not None else _directions(found)
    group = WeightGroup(remark="; it ".join(filter(None, (_FLOATS, remark))))
    for index, weights in found.items():
        layer, direction = divmod(index, 2) if both else (index, 0)
        suffix = f"_l{layer}{'_reverse' * direction}"
        group.weights |= {name + suffix: weight for name, weight in weights.items()}
    return group


def _directions(found: Mapping[int, dict[str, Weight]]) -> tuple[bool, str]:
    """Tell from the sizes whether every second one runs backwards, and say where they fit both."""
    inputs = {index: weights["weight_ih"].shape[-1] for index, weights in found.items() if "weight_ih" in weights}
    hidden = found.get(0, {}).get("weight_hh")
    if hidden is None or len(inputs) < 2 or len(inputs) % 2:
        return False, ""
    if len(inputs) > 2:
        return inputs.get(2) == 2 * hidden.shape[-1], ""
    one_way, two_ways = inputs.get(1) == hidden.shape[-1], inputs.get(1) == inputs.get(0)
    return two_ways and not one_way, _AMBIGUOUS if one_way and two_ways else ""


def _cell_params(value: object) -> dict[str, Weight]:
    parts = _payload(value)
    packed = parts[4] if len(parts) == _PARTS else None
    if type(packed) is not list or len(packed) != 2:
        return {}
    return _named(_payload(packed[0]), "ih") | _named(_payload(packed[1]), "hh")


def _named(matrix_and_bias: tuple[object, ...], part: str) -> dict[str, Weight]:
    if len(matrix_and_bias) != 2:
        return {}
    matrix, bias = _matrix(matrix_and_bias[0]), matrix_and_bias[1]
    found: dict[str, Weight] = {f"weight_{part}": matrix} if matrix is not None else {}
    return found | ({f"bias_{part}": bias} if isinstance(bias, FileTensor) else {})


def _matrix(value: object) -> Weight | None:
    """Give the floats that integers with one scale stand for, or the floats themselves (of float16)."""
    if isinstance(value, FileTensor):
        return value
    stored, quantiser = rebuilt_integers(value)
    match quantiser:
        case (Global(name="torch.per_tensor_affine"), float(scale), int(zero_point)) if isfinite(scale):
            return Dequantised(stored, scale, zero_point) if stored is not None else None
    return None


def _payload(value: object) -> tuple[object, ...]:
    """Give what the object is made of; beside it stands the name of its class."""
    if not isinstance(value, Inert) or value.made_by != _SCRIPT_OBJECT:
        return ()
    match value.state:
        case (tuple(parts), str()):
            return parts
    return ()
