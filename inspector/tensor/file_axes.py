"""The tensors of a model file as records: a weight of a recurrent layer that was found has named axes."""

from ..model.config import RecurrentConfig
from ..model.summary import FileSummary, NamedTensor
from ..run.key import TensorKey, file_key
from .explain import weight_sentence
from .layer_axes import unnamed_axes, weight_axes
from .record import TensorRecord

_Layers = dict[str, RecurrentConfig]


def file_records(summary: FileSummary) -> tuple[TensorRecord, ...]:
    """Give the record of every tensor, in the file's order; the stride is the one that the file says."""
    layers = _layers(summary)
    return tuple(_record(layers, tensor) for tensor in summary.tensors)


def file_record(summary: FileSummary, key: TensorKey) -> TensorRecord | None:
    """Give the record of the tensor with this key, None if the file has none."""
    name = key.name
    found = next((tensor for tensor in summary.tensors if tensor.name == name), None)
    return _record(_layers(summary), found) if found else None


def file_sentences(summary: FileSummary, record: TensorRecord) -> tuple[str, ...]:
    """Say what the tensor of the file is, and how many elements it has."""
    config = _layers(summary).get(record.key.module)
    named = record.axes != unnamed_axes(record.shape)
    lead = weight_sentence(config, record.key.role) if config and named else "A tensor of the file."
    return (lead, f"{record.size:,} {'element' if record.size == 1 else 'elements'}.")


def _record(layers: _Layers, tensor: NamedTensor) -> TensorRecord:
    key = file_key(tensor.name)
    config = layers.get(key.module)
    axes = weight_axes(config, key.role, tensor.shape) if config else unnamed_axes(tensor.shape)
    return TensorRecord(key, tensor.shape, tensor.stride, tensor.dtype, axes)


def _layers(summary: FileSummary) -> _Layers:
    return {name: layer.config for layer in summary.layers for name in (layer.name, *layer.aliases)}
