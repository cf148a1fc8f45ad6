"""Files as torch wrote them before 1.6, byte by byte: today's torch has forgotten how.

Each object is pickled in protocol 2 by the opcodes that Python 2 or 3 used then.
"""

import struct
from dataclasses import dataclass, field

import torch

_MAGIC = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
_END = b"."


def plain(value):
    match value:
        case None:
            return b"N"
        case bool():
            return b"\x88" if value else b"\x89"
        case int():
            return b"J" + struct.pack("<i", value)
        case float():
            return b"G" + struct.pack(">d", value)
    raise TypeError(value)


@dataclass
class Writer:
    """Writes values; `python2` as its pickle wrote texts, `parameter` as that version of torch wrote parameters."""

    parameter: str = "1.0"
    python2: bool = False
    storages: list[torch.Tensor] = field(default_factory=list)

    def name(self, module, name):
        return b"c" + f"{module}\n{name}\n".encode()

    def call(self, module, name, *arguments):
        return self.name(module, name) + self.values(arguments) + b"R"

    def values(self, items):
        return b"(" + b"".join(map(self.value, items)) + b"t"

    def value(self, value):
        match value:
            case bytes():  # written already
                return value
            case str():
                return self.text(value)
            case tuple():
                return self.values(value)
            case list():
                return b"](" + b"".join(map(self.value, value)) + b"e"
            case dict():
                return b"}(" + b"".join(self.value(key) + self.value(item) for key, item in value.items()) + b"u"
            case torch.Tensor():
                return self.tensor(value)
        return plain(value)

    def text(self, value):
        if self.python2:
            return b"U" + bytes([len(value)]) + value.encode()
        return b"X" + struct.pack("<I", len(value.encode())) + value.encode()

    def ordered(self, entries):
        if self.python2:  # with its entries as lists in the call
            return self.call("collections", "OrderedDict", [[key, item] for key, item in entries.items()])
        empty = self.name("collections", "OrderedDict") + b")R"
        return empty + b"(" + b"".join(self.value(key) + self.value(item) for key, item in entries.items()) + b"u"

    def tensor(self, values):
        key = str(len(self.storages))
        self.storages.append(values)
        kind = self.name("torch", "FloatStorage")
        storage = self.values(("storage", kind, key, "cpu", values.numel(), None)) + b"Q"
        place = (storage, 0, tuple(values.shape), tuple(values.stride()))
        if self.parameter < "0.4":
            return self.call("torch._utils", "_rebuild_tensor", *place)
        return self.call("torch._utils", "_rebuild_tensor_v2", *place, False, self.ordered({}))

    def parameter_of(self, values):
        if self.parameter < "0.4":
            made = self.call("torch.nn.parameter", "Parameter", values)
            return made + self.values((True, False, self.ordered({}))) + b"b"
        return self.call("torch._utils", "_rebuild_parameter", values, True, self.ordered({}))

    def module(self, where, name, parameters, modules, attributes, source=""):
        backend = self.call("torch.nn.backends.thnn", "_get_thnn_function_backend")
        named = {key: self.parameter_of(values) for key, values in parameters.items()}
        state = {
            "_backend": backend,
            "_parameters": self.ordered(named),
            "_buffers": self.ordered({}),
            "_backward_hooks": self.ordered({}),
            "_forward_hooks": self.ordered({}),
            "_forward_pre_hooks": self.ordered({}),
            "_modules": self.ordered(modules),
            "training": False,
        }
        kind = self.name(where, name)
        if source:
            kind = self.values(("module", kind, "/home/a/net.py", source)) + b"Q"
        return kind + b")\x81" + self.value(state | attributes) + b"b"

    def recurrent(self, layer):
        """Write a layer of today's torch with the attributes of then."""
        parameters = {key: value.detach() for key, value in layer.named_parameters()}
        names = ("input_size", "hidden_size", "bias", "num_layers", "batch_first", "dropout", "bidirectional", "mode")
        attributes = {key: getattr(layer, key) for key in (*names, "nonlinearity") if hasattr(layer, key)}
        if hasattr(layer, "_all_weights"):
            unserializable = self.call("torch.backends.cudnn.rnn", "Unserializable")
            attributes |= {"_all_weights": layer._all_weights, "_data_ptrs": [], "dropout_state": {"d": unserializable}}
        attributes.pop("nonlinearity", None) if "mode" in attributes else None
        return self.module("torch.nn.modules.rnn", type(layer).__name__, parameters, {}, attributes)

    def file(self, path, content):
        """Write what torch.save wrote from 0.1 to 1.5 for the pickled content."""
        system = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
        keys = sorted(str(index) for index in range(len(self.storages)))
        parts = [_MAGIC, b"\x80\x02M\xe9\x03.", b"\x80\x02" + self.value(system) + _END]
        parts += [b"\x80\x02" + content + _END, b"\x80\x02" + self.value(keys) + _END]
        for key in keys:
            values = self.storages[int(key)]
            parts.append(struct.pack("<q", values.numel()) + values.contiguous().numpy().tobytes())
        path.write_bytes(b"".join(parts))
        return path
