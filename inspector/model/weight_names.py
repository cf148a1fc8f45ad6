"""Which tensors of a state dict are the weights of which recurrent layer, by their names.

Beside torch's own names these are known: those of weight_norm, spectral_norm and prune in torch.nn.utils, in their
old form (`weight_hh_l0_g`, `_v`, `_orig`, `_mask`, `_u`) and as parametrizations
(`parametrizations.weight_hh_l0.original0`, ...);
the `_raw` of weight drop; the cells of torch.ao's quantizable LSTM, and AllenNLP's.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .effective_weight import Pruned, SpectralNormed, Unstated, Weight, WeightNormed, Zeros
from .file_tensor import FileTensor

PARAMETER = re.compile(r"(?:weight|bias)_(?:ih|hh|hr)(?:_l([0-9]{1,4}))?(?:_reverse)?")
_OWN = re.compile(rf"({PARAMETER.pattern})((?:_(?:raw|orig|mask|g|v|u)){{0,4}})")
_PARAMETRISED = re.compile(rf"(?:(.*)\.)?parametrizations\.({PARAMETER.pattern})\.(.+)", re.DOTALL)
_QUANTIZABLE = re.compile(
    r"(?:(.*)\.)?layers\.([0-9]{1,4})\.layer_(fw|bw)\.cell\.([ih])gates\.(weight|bias)", re.DOTALL
)
_ALLENNLP = re.compile(r"(?:(.*)\.)?(input_linearity|state_linearity|state_projection)\.(weight|bias)", re.DOTALL)
_ALLENNLP_PARTS = {
    ("input_linearity", "weight"): "weight_ih_l0", ("input_linearity", "bias"): "bias_ih_l0",
    ("state_linearity", "weight"): "weight_hh_l0", ("state_linearity", "bias"): "bias_hh_l0",
    ("state_projection", "weight"): "weight_hr_l0",
}  # fmt: skip

Parts = dict[str, FileTensor]
"""The tensors that one weight is made of, by what stands behind its name: "" is the weight itself."""


@dataclass(slots=True)
class WeightGroup:
    """The weights of one layer by torch's names; `remark` says what its names leave open, without a full stop.

    `tensors` are the names of the file's tensors that they are made of.
    """

    weights: dict[str, Weight] = field(default_factory=dict)
    tensors: list[str] = field(default_factory=list)
    remark: str = ""


@dataclass(slots=True)
class _Gathered:
    parts: dict[str, Parts] = field(default_factory=dict)
    parametrised: dict[str, Parts] = field(default_factory=dict)
    tensors: list[str] = field(default_factory=list)
    remark: str = ""


def weight_groups(tensors: Iterable[FileTensor]) -> dict[str, WeightGroup]:
    """Give the weights that look recurrent by the path of their module, in the order of the tensors."""
    found: dict[str, _Gathered] = {}
    for tensor in tensors:
        _own(found, tensor) or _parametrised(found, tensor) or _quantizable(found, tensor) or _allennlp(found, tensor)
    _join_weight_drop(found)
    return {module: _group(gathered) for module, gathered in found.items()}


def _own(found: dict[str, _Gathered], tensor: FileTensor) -> bool:
    module, _, last = tensor.name.rpartition(".")
    match = _OWN.fullmatch(last)
    if match:
        _keep(found, module, match[1], match[3], tensor)
    return bool(match)


def _parametrised(found: dict[str, _Gathered], tensor: FileTensor) -> bool:
    match = "parametrizations." in tensor.name and _PARAMETRISED.fullmatch(tensor.name)
    if not match:
        return False
    gathered = found.setdefault(match[1] or "", _Gathered())
    gathered.parametrised.setdefault(match[2], {})[match[4]] = tensor
    gathered.tensors.append(tensor.name)
    return True


def _quantizable(found: dict[str, _Gathered], tensor: FileTensor) -> bool:
    match = "gates." in tensor.name and _QUANTIZABLE.fullmatch(tensor.name)
    if match:
        module, layer, direction, gates, part = match.groups()
        name = f"{part}_{gates}h_l{int(layer)}{'_reverse' if direction == 'bw' else ''}"
        _keep(found, module or "", name, "", tensor)
    return bool(match)


def _allennlp(found: dict[str, _Gathered], tensor: FileTensor) -> bool:
    match = _ALLENNLP.fullmatch(tensor.name) if "state_" in tensor.name or "input_lin" in tensor.name else None
    name = _ALLENNLP_PARTS.get((match[2], match[3])) if match else None
    if match and name:
        _keep(found, match[1] or "", name, "", tensor)
        found[match[1] or ""].remark = (
            "has the names of a cell of AllenNLP, which may clip its states and run backwards; "
            "run alone it computes what torch's LSTM does, forward and without clipping"
        )
    return bool(name)


def _keep(found: dict[str, _Gathered], module: str, name: str, behind: str, tensor: FileTensor) -> None:
    gathered = found.setdefault(module, _Gathered())
    gathered.parts.setdefault(name, {})[behind] = tensor
    gathered.tensors.append(tensor.name)


def _join_weight_drop(found: dict[str, _Gathered]) -> None:
    """Put raw weights that a module keeps for the layer in it (`module`, by custom) to those of the layer."""
    for name in [name for name, gathered in found.items() if not gathered.parametrised and _only_raw(gathered)]:
        inner = found.get(f"{name}.module" if name else "module")
        if inner is not None:
            outer = found.pop(name)
            for parameter, parts in outer.parts.items():
                inner.parts.setdefault(parameter, {}).update(parts)
            inner.tensors += outer.tensors


def _only_raw(gathered: _Gathered) -> bool:
    return all(behind.startswith("_raw") for parts in gathered.parts.values() for behind in parts)


def _group(gathered: _Gathered) -> WeightGroup:
    weights = {name: effective(parts) for name, parts in gathered.parts.items()}
    weights |= {name: _of_parametrization(parts) for name, parts in gathered.parametrised.items()}
    known = {name: weight for name, weight in weights.items() if weight is not None}
    if gathered.remark:  # AllenNLP's input has no bias of its own where the state's is enough
        bias = known.get("bias_hh_l0")
        if bias is not None and "bias_ih_l0" not in known:
            known["bias_ih_l0"] = Zeros(bias.shape)
    return WeightGroup(known, gathered.tensors, gathered.remark)


def effective(parts: Mapping[str, FileTensor], name: str = "") -> Weight | None:
    """Give the weight that the tensors make, which are known by what stands behind its name; None if they make none.

    >>> effective({"_orig": original, "_mask": mask})  # doctest: +SKIP
    Pruned(original, mask)
    """
    raw = f"{name}_raw"
    if any(behind.startswith(raw) for behind in parts):
        return effective(parts, raw)  # weight drop takes it as it is, but in training
    if name in parts:
        return parts[name]
    if not any(behind.startswith(f"{name}_") for behind in parts):
        return None
    original, mask, left, right, magnitude = (
        effective(parts, name + part) for part in ("_orig", "_mask", "_u", "_v", "_g")
    )
    if original is not None and mask is not None:
        return Pruned(original, mask)
    if original is not None and left is not None and right is not None:
        return SpectralNormed(original, left, right)
    return WeightNormed(magnitude, right) if magnitude is not None and right is not None else None


def _of_parametrization(parts: Mapping[str, FileTensor]) -> Weight | None:
    if parts.keys() == {"original0", "original1"}:
        return WeightNormed(parts["original0"], parts["original1"])
    if parts.keys() == {"original", "0._u", "0._v"}:
        return SpectralNormed(parts["original"], parts["0._u"], parts["0._v"])
    return Unstated(parts["original"]) if "original" in parts else None
