"""One small file of every kind that people save, each with a recurrent layer of 3 inputs and 5 hidden units.

docs/formats.md is written from these.
"""

import argparse
import gzip
import io
import json
import os
import pickle
import tarfile
import warnings
import zipfile

import numpy as np
import torch
import torch.distributed.checkpoint as dcp
from safetensors.torch import save_file
from torch import nn

from inspector.engine.make_run import make_run
from inspector.model.source import parse_source
from inspector.run.request import RunRequest
from tests.inspector.model.old_tar_file import save_tar


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 5, 2, batch_first=True)
        self.head = nn.Linear(5, 2)

    def forward(self, x):
        return self.head(self.lstm(x)[0])


class Last(nn.Module):
    """What torch.jit.script and torch.export take."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 5)

    def forward(self, x):
        return self.lstm(x)[0][-1]


def state():
    torch.manual_seed(0)
    return {name: value.data for name, value in Net().state_dict().items()}


def saved(value, **options):
    return lambda path: torch.save(value() if callable(value) else value, path, **options)


def checkpoint():
    return {"epoch": 3, "model": state(), "optimizer": {"state": {}, "param_groups": [{"lr": 0.1}]}}


def lightning():
    prefixed = {f"model.{name}": value for name, value in state().items()}
    options = argparse.Namespace(hidden_size=5, batch_first=True)
    return {"state_dict": prefixed, "hyper_parameters": options, "pytorch-lightning_version": "2.4", "epoch": 3}


def sharded(write, suffix):
    def make(path):
        path.mkdir()
        places, tensors = {}, state()
        for number, part in enumerate(("lstm.", "head.")):
            chosen = {name: value for name, value in tensors.items() if name.startswith(part)}
            write(chosen, path / f"model-{number}.{suffix}")
            places |= dict.fromkeys(chosen, f"model-{number}.{suffix}")
        (path / f"model.{suffix}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))

    return make


def distributed(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of saving without a process group
        dcp.save({"model": state(), "step": 3}, checkpoint_id=path, no_dist=True)


def dumped(value, protocol):
    return lambda path: path.write_bytes(pickle.dumps(value(), protocol))


def arrays():
    return {name: value.numpy() for name, value in state().items()}


def script(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that TorchScript is old
        torch.jit.save(torch.jit.script(Last()), path)


def exported(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.export.save(torch.export.export(Last(), (torch.zeros(7, 2, 3),)), path)


def file_bytes():
    buffer = io.BytesIO()
    torch.save(state(), buffer)
    return buffer.getvalue()


def zipped(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", "text")
        archive.writestr("checkpoints/best.pt", file_bytes())
        archive.writestr("checkpoints/last.pt", file_bytes())


def tarred(mode):
    def make(path):
        with tarfile.open(path, mode) as archive:
            info = tarfile.TarInfo("checkpoints/best.pt")
            info.size = len(file_bytes())
            archive.addfile(info, io.BytesIO(file_bytes()))

    return make


def run(path):
    make_run(RunRequest(parse_source("form:input_size=3,hidden_size=5")), path, lambda *_: None)


PICKLED = "plain pickle, protocol "
EXAMPLES = {
    "state_dict, torch.save since 2020": saved(state),
    "state_dict, pickle protocol 5": saved(state, pickle_protocol=5),
    "state_dict, torch.save before 2020": saved(state, _use_new_zipfile_serialization=False),
    "state_dict, torch.save of 2016 (tar)": lambda path: save_tar(state(), path),
    "training checkpoint": saved(checkpoint),
    "Lightning checkpoint": saved(lightning),
    "whole module of torch.nn": saved(lambda: nn.Sequential(nn.LSTM(3, 5, batch_first=True))),
    "whole module of an own class": saved(Net),
    "whole module, torch.save before 2020": saved(
        lambda: nn.Sequential(nn.LSTM(3, 5)), _use_new_zipfile_serialization=False
    ),
    "TorchScript": script,
    "torch.export": exported,
    "safetensors": lambda path: save_file(state(), path),
    "safetensors in several files": sharded(save_file, "safetensors"),
    "torch files in several parts (.bin)": sharded(torch.save, "bin"),
    "torch.distributed.checkpoint": distributed,
    **{f"{PICKLED}{protocol}, tensors": dumped(state, protocol) for protocol in (2, 3, 4, 5)},
    **{f"{PICKLED}{protocol}, NumPy arrays": dumped(arrays, protocol) for protocol in (2, 5)},
    f"{PICKLED}4, whole module": dumped(lambda: nn.Sequential(nn.LSTM(3, 5)), 4),
    "zip archive": zipped,
    "tar archive": tarred("w:"),
    "tar.gz archive": tarred("w:gz"),
    "saved run": run,
}
"""Title -> what writes such a file, or folder, to a path."""


def npz(path):
    with path.open("wb") as file:
        np.savez(file, a=np.ones(3))


def npy(path):
    with path.open("wb") as file:
        np.save(file, np.ones(3))


def folder(*names):
    def make(path):
        path.mkdir()
        for name in names:
            (path / name).touch()

    return make


def content(data):
    return lambda path: path.write_bytes(data)


def named(name):
    return content(f"\x80\x02c{name}\n)R.".encode("latin1"))


def archive_of_texts(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "text")


def package(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/.data/extern_modules", "")


MISTAKEN = {
    "Git LFS pointer": content(b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 5\n"),
    "web page saved as .pt": content(b"<!DOCTYPE html><html><body>404</body></html>"),
    "empty file": content(b""),
    "folder": folder("notes.txt"),
    "folder with a model file in it": folder("model.safetensors", "config.json"),
    "TensorFlow SavedModel": folder("saved_model.pb", "variables"),
    "named pipe": lambda path: os.mkfifo(path),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "NumPy arrays (.npz)": npz,
    "NumPy array (.npy)": npy,
    "GGUF": content(b"GGUF\x03\0\0\0" + bytes(40)),
    "ONNX": content(b"\x08\x08\x12\x07pytorch\x1a\x032.1" + bytes(40)),
    "TensorFlow Lite": content(b"\x20\0\0\0TFL3" + bytes(40)),
    "Flax": content(b"\x81\xa6params\x81\xa5Dense" + bytes(40)),
    "torch.package": package,
    "pandas table": named("pandas.core.frame\nDataFrame"),
    "scikit-learn model": named("sklearn.svm\nSVC"),
    "joblib": named("joblib.numpy_pickle\nNumpyArrayWrapper"),
    "pickle of plain values": content(pickle.dumps({"epoch": 3})),
    "pickle of other objects": content(pickle.dumps(argparse.Namespace(a=1))),
    "torch.save of other objects": saved(lambda: argparse.Namespace(a=1)),
    "text": content(b"epoch,loss\n1,0.5\n"),
    "picture": content(b"\x89PNG\r\n\x1a\n" + bytes(40)),
    "gzip of one file": content(gzip.compress(b"x" * 999)),
    "7-Zip": content(b"7z\xbc\xaf\x27\x1c" + bytes(40)),
    "archive without a model": archive_of_texts,
    "anything else": content(bytes(range(256))),
}
"""Title -> what writes something that people take for a model file."""
