"""Files of torch.save in the tar format of 2016, which today's torch only reads: written by hand."""

import io
import pickle
import struct
import tarfile

import torch

_STORAGES = {torch.float32: torch.FloatStorage, torch.float64: torch.DoubleStorage, torch.int64: torch.LongStorage}


class _Pickler(pickle._Pickler):
    """Writes tensors as the ids under which the other parts have them."""

    def __init__(self, file, tensors, sources):
        super().__init__(file, protocol=2)
        self._tensors, self._sources = tensors, sources

    def persistent_id(self, value):
        if isinstance(value, torch.Tensor):
            self._tensors[id(value)] = value
            return str(id(value))
        if isinstance(value, type) and value in self._sources:
            return (value, "model.py", self._sources.pop(value))
        return None


def save_tar(value, path, sources=None):
    """Save the value; `sources` gives classes the source text that is embedded."""
    tensors = {}
    content = io.BytesIO()
    _Pickler(content, tensors, dict(sources or {})).dump(value)
    parts = {"sys_info": pickle.dumps({"protocol_version": 1000}, 2), "pickle": content.getvalue()}
    storages = {tensor.untyped_storage().data_ptr(): tensor for tensor in tensors.values()}
    parts["storages"] = pickle.dumps(len(storages), 2)
    for key, tensor in storages.items():
        data = bytes(tensor.untyped_storage())
        parts["storages"] += pickle.dumps((key, "cpu", _STORAGES[tensor.dtype]), 2)
        parts["storages"] += struct.pack("<q", len(data) // tensor.element_size()) + data
    parts["storages"] += pickle.dumps([], 2)
    parts["tensors"] = pickle.dumps(len(tensors), 2)
    for key, tensor in tensors.items():
        parts["tensors"] += pickle.dumps((key, tensor.untyped_storage().data_ptr(), torch.FloatTensor), 2)
        parts["tensors"] += struct.pack("<ii", tensor.dim(), 0)
        parts["tensors"] += struct.pack(f"<{tensor.dim()}q", *tensor.shape)
        parts["tensors"] += struct.pack(f"<{tensor.dim()}q", *tensor.stride())
        parts["tensors"] += struct.pack("<q", tensor.storage_offset())
    with tarfile.open(path, "w:", format=tarfile.PAX_FORMAT) as archive:
        for name in ("sys_info", "pickle", "tensors", "storages"):
            info = tarfile.TarInfo(name)
            info.size = len(parts[name])
            archive.addfile(info, io.BytesIO(parts[name]))
    return path
