import io
import json
import os
import pickle
import random
import struct
import zipfile

import pytest
import torch
from safetensors.torch import save
from torch import nn

from inspector.errors import FileError, InspectorError
from inspector.model.listing import list_file
from inspector.model.state_dicts import find_state_dicts
from inspector.model.torch_zip import read_torch_zip

MUTANTS = 600


def torch_seed(**options):
    buffer = io.BytesIO()
    base = torch.arange(6.0).reshape(2, 3)
    value = {"model": {"a": base, "b": base.t(), "c": torch.tensor(1)}, "epoch": 3, "names": [{"x": None}, ("y",)]}
    torch.save(value, buffer, **options)
    return buffer.getvalue()


class Holder(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = {"lstm": [nn.LSTM(1, 2)]}


def module_seed(**options):
    buffer = io.BytesIO()
    torch.save(nn.Sequential(Holder(), nn.LSTM(2, 1)), buffer, **options)
    return buffer.getvalue()


SEEDS = {
    "zip": torch_seed(),
    "zip protocol 5": torch_seed(pickle_protocol=5),
    "legacy": torch_seed(_use_new_zipfile_serialization=False),
    "module": module_seed(),
    "module protocol 4": module_seed(pickle_protocol=4),
    "legacy module": module_seed(_use_new_zipfile_serialization=False),
    "safetensors": save({"a": torch.arange(6.0), "b": torch.ones(2, 2, dtype=torch.bfloat16)}, {"note": "x"}),
}


def open_all(path):
    """Read everything; give what was read, or None where it was refused in our words."""
    try:
        listing = list_file(path)
        json.dumps(listing.to_json(), allow_nan=False)
        layers = [tensor for layer in listing.layers for _, tensor in layer.weights]
        return [tensor.read().tobytes() for tensor in (*listing.tensors, *layers)]
    except InspectorError as error:
        assert error.exit_code in (2, 3)
        return None


@pytest.mark.parametrize("name", SEEDS)
def test_the_seed_itself_is_read(tmp_path, name):
    (tmp_path / "f").write_bytes(SEEDS[name])
    assert open_all(tmp_path / "f")


@pytest.mark.parametrize("name", SEEDS)
def test_a_file_cut_off_anywhere_is_refused(tmp_path, name):
    seed, path = SEEDS[name], tmp_path / "f"
    for length in range(0, len(seed), max(1, len(seed) // MUTANTS)):
        path.write_bytes(seed[:length])
        assert open_all(path) is None, length


@pytest.mark.parametrize("name", SEEDS)
def test_a_changed_bit_or_bytes_give_values_or_a_sentence(tmp_path, name):
    seed, path, chance = SEEDS[name], tmp_path / "f", random.Random(name)
    for _ in range(MUTANTS):
        mutant = bytearray(seed)
        for _ in range(chance.choice((1, 1, 4))):
            mutant[chance.randrange(len(seed))] ^= 1 << chance.randrange(8)
        path.write_bytes(mutant)
        open_all(path)  # any other exception fails the test


def with_pickle(path, data):
    """Write a torch zip file with this pickle in it."""
    with zipfile.ZipFile(io.BytesIO(SEEDS["zip"])) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, data if info.filename.endswith("data.pkl") else old.read(info))
    return path


def test_a_changed_pickle_with_a_right_checksum(tmp_path):
    with zipfile.ZipFile(io.BytesIO(SEEDS["zip"])) as archive:
        seed = archive.read("archive/data.pkl")
    chance = random.Random(5)
    for _ in range(MUTANTS):
        mutant = bytearray(seed)
        for _ in range(chance.choice((1, 1, 3))):
            mutant[chance.randrange(len(seed))] = chance.randrange(256)
        open_all(with_pickle(tmp_path / "f", bytes(mutant)))


def payloads(marker):
    text = f"touch {marker}".encode()
    short = bytes([len(text)])
    yield b"\x80\x02cposix\nsystem\nU" + short + text + b"\x85R."  # REDUCE
    yield b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c" + short + text + b"\x85R."  # STACK_GLOBAL
    yield b"\x80\x02(cos\nsystem\nU" + short + text + b"o."  # OBJ
    yield b"\x80\x02(U" + short + text + b"ios\nsystem\n."  # INST
    yield b"\x80\x02cos\nsystem\nU" + short + text + b"\x85\x81."  # NEWOBJ
    yield b"\x80\x04cos\nsystem\nU" + short + text + b"\x85}\x92."  # NEWOBJ_EX
    yield (
        b"\x80\x02cbuiltins\neval\nU" + bytes([len(text) + 26]) + b'__import__("os").system("' + text[:-1] + b'")\x85R.'
    )
    yield b"\x80\x02}U\x01acos\nsystem\nU" + short + text + b"\x85Rs."  # inside a dictionary
    yield b"\x80\x02ccollections\nOrderedDict\n)R}U\x01acos\nsystem\nsb."  # BUILD


@pytest.mark.parametrize("number", range(9))
def test_a_malicious_pickle_does_nothing(tmp_path, number, monkeypatch):
    called = []
    monkeypatch.setattr(os, "system", called.append)
    marker = tmp_path / "marker"
    payload = list(payloads(marker))[number]
    legacy = SEEDS["legacy"]
    begin = legacy.index(b"model") - 12
    (tmp_path / "plain").write_bytes(payload)
    (tmp_path / "legacy").write_bytes(legacy[:begin] + payload)
    with_pickle(tmp_path / "zip", payload)
    for name in ("plain", "legacy", "zip"):
        assert open_all(tmp_path / name) is None
    assert called == []
    assert not marker.exists()


def test_the_payloads_would_act_in_an_ordinary_unpickler(tmp_path, monkeypatch):
    # the positive control: without it, the test above could prove nothing
    posix = pytest.importorskip("posix")

    called = []
    for module in (os, posix):
        monkeypatch.setattr(module, "system", called.append)
    for payload in list(payloads("marker"))[:4]:
        pickle.loads(payload)
    assert len(called) == 4


MODULE = b"}(U\x0b_parameters}U\x08_modules"  # the beginning of a state that is a module's, open for more


def in_a_module(payload):
    """Give a torch layer's pickle with the payload as an attribute, a child and a hook."""
    head = b"\x80\x02ctorch.nn.modules.rnn\nLSTM\n)\x81" + MODULE + b"}"
    inside = payload.partition(b"\x80")[2][1:-1]  # without the protocol and the full stop
    parts = [b"U\x01h" + inside, b"U\x0e_forward_hooks}K\x01" + inside + b"s", b"U\x04kids(" + inside + b"l"]
    return head + b"".join(parts) + b"ub."


@pytest.mark.parametrize("number", range(9))
def test_a_payload_within_a_module_does_nothing(tmp_path, number, monkeypatch):
    called = []
    monkeypatch.setattr(os, "system", called.append)
    path = with_pickle(tmp_path / "zip", in_a_module(list(payloads(tmp_path / "marker"))[number]))
    listing = list_file(path)
    assert listing.content == "module"
    assert listing.needs_trust
    assert called == []
    assert list(tmp_path.iterdir()) == [path]


BOMBS = {
    "states of states": b"\x80\x02ca\nb\n)\x81q\x00"
    + b"}U\x01ah\x00s" * 3
    + b"ca\nb\n)\x81" * 200_000
    + b"}U\x01aN"
    + b"sb}U\x01aN" * 0
    + b"sb"
    + b"b" * 199_999
    + b".",
    "objects that share a state": b"\x80\x02}("
    + b"".join(b"K\x01K\x02" for _ in range(10))
    + b"uq\x00]("
    + b"ca\nb\n)\x81h\x00b" * 100_000
    + b"e.",
    "modules that share their children": b"\x80\x02}("
    + b"".join(b"J%s}" % struct.pack("<i", k) for k in range(3000))
    + b"uq\x00]("
    + (b"ca\nb\n)\x81}(U\x0b_parameters}U\x08_modulesh\x00ub") * 3000
    + b"e.",
    "a module in itself": b"\x80\x02ca\nb\n)\x81q\x00" + MODULE + b"}U\x01ah\x00sub.",
    "a namespace of namespaces": b"\x80\x02}U\x06config]q\x00(" + b"h\x00" * 10_000 + b"es.",
    "a hyper-parameter of many digits": b"\x80\x02}U\x06config}U\x01aL" + b"9" * 5_000 + b"L\nss.",
    "nested tuple as a key": b"\x80\x02}K\x01" + b"\x85" * 1_000_000 + b"Ns.",
    "memo": b"\x80\x02K\x01r\xff\xff\xff\x7f.",
    "bytes that are not there": b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b".",
    "text that is not there": b"\x80\x05\x8d" + struct.pack("<Q", 1 << 40) + b".",
    "frame that is not there": b"\x80\x05\x95" + struct.pack("<Q", 1 << 40) + b".",
    "names that grow": b"\x80\x04X" + struct.pack("<I", 1_000_000) + b"x" * 1_000_000 + b"\x94h\x00\x93.",
    "dictionary in itself": b"\x80\x02}q\x00U\x01ah\x00s.",
    "lists of lists": b"\x80\x02]q\x00" + b"]q\x01(" + b"h\x00" * 10_000 + b"e.",
    "no opcode": b"\x80\x02\xff.",
    "empty stack": b"\x80\x02b.",
    "call of a text": b"\x80\x02U\x01a)R.",
    "attribute of a text": b"\x80\x02U\x01a)\x81.",
    "bad escape": b"\x80\x02S'\\y'\n.",
    "extension": b"\x80\x02\x82\x01)R.",
    "set of lists": b"\x80\x04\x8f(]]\x90.",
    "number of many digits": b"\x80\x02L" + b"9" * 100_000 + b"L\n.",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_nothing(tmp_path, name):
    open_all(with_pickle(tmp_path / "f", BOMBS[name]))


def test_too_many_opcodes_are_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        read_torch_zip(with_pickle(tmp_path / "f", b"\x80\x02" + b"N0" * 2_600_000 + b"N."))


def test_a_tree_of_shared_dictionaries_is_walked_once():
    shared = {"w": None}
    for _ in range(3):
        shared = {str(key): shared for key in range(1000)}
    assert find_state_dicts(shared) == ()
