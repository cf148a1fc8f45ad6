"""Models that misbehave in forward, offered to a model worker beside the built-in ones.

`launch` takes the place of the worker's own first function: it adds these models in the child and then starts the real
loop with the real role and limits. A model's name is `preset:` and the name in FORWARDS.
"""

import json
import os
import random
import struct
import textwrap
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from inspector.model import preset, presets
from inspector.model.source import PresetSource
from inspector.run.input import parse_input
from inspector.run.request import RunRequest
from inspector.run.run_json import request_to_json
from inspector.worker.protocol import send
from inspector.worker.serve import serve

FORWARDS = {
    "good": "",
    "raise": "raise ValueError('no such thing')",
    "raise-odd-text": "raise ValueError('line one\\nline two \\x1b[31m \\ud800')",
    "keyboard-interrupt": "raise KeyboardInterrupt",
    "system-exit": "sys.exit(7)",
    "exit": "os._exit(7)",
    "abort": "os.abort()",
    "segfault": "ctypes.string_at(0)",
    "unnamed-signal": "os.kill(os.getpid(), signal.SIGRTMIN + 5)",
    "closed-channel": "os.closerange(3, 64); time.sleep(3600)",
    "python-loop": "while True: pass",
    "c-loop": "re.match('(a+)+$', 'a' * 64 + 'b')",
    "torch-loop": "big = torch.ones(8_000, 8_000); big @ big",
    "sleep": "time.sleep(3600)",
    "deadlock": "lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "ignored-signals": """
        for number in {1, 2, 3, 15}:
            signal.signal(number, signal.SIG_IGN)
        time.sleep(3600)
    """,
    "call-flood": "while True: self.lstm(x[:1, :1])",
    "print-flood": "while True: print('x' * 1_000_000)",
    "thread-bomb": """
        while True:
            threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    """,
    "recursion": """
        def deeper(): return deeper()
        deeper()
    """,
    "bottomless-recursion": """
        sys.setrecursionlimit(10**9)
        class Bottomless:
            def __getattr__(self, name): return getattr(self, name + 'x')
        repr(Bottomless().deep)
    """,
    "one-allocation": "torch.ones(10**11)",
    "huge-product": "torch.ones(10**7, 1) @ torch.ones(1, 10**7)",
    "slow-allocation": """
        kept = []
        while True:
            kept.append(torch.ones(10**7))
    """,
    "python-allocation": """
        kept = []
        while True:
            kept.append(bytearray(10**7))
    """,
    "device-assert": "raise RuntimeError('CUDA error: device-side assert triggered\\nCompile with TORCH_USE_CUDA_DSA')",
    "print": "print('the model speaks', flush=True); os.write(1, b'and writes')",
    "odd-result": "output = {'lock': threading.Lock(), 'self': self, 'file': sys.stdin}",
}
_CODE = """
import ctypes, os, re, signal, sys, threading, time
import torch
from torch import nn

class Hostile(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4)

    def forward(self, x):
        output, _ = self.lstm(x)
{body}
        return output
"""


@dataclass(frozen=True)
class HostileForm(preset.PresetForm):
    @property
    def code(self) -> str:
        body = textwrap.dedent(FORWARDS[self.file]).strip()
        return _CODE.format(body=textwrap.indent(body, " " * 8))


def request_for(name: str) -> dict[str, Any]:
    """Give the request, as it crosses to the worker, that runs one of the models."""
    inputs = (parse_input("0=normal(5,2,3)"),)
    return request_to_json(RunRequest(PresetSource(name), inputs))


def launch(role: str, channel: "Connection[Any, Any]", folder: str, memory_bytes: int | None, device: str) -> None:
    forms = (HostileForm(name, "Hostile", ("0=normal(5,2,3)",), "") for name in FORWARDS)
    presets.PRESETS += tuple(preset.Preset(form.file, "", "", "", "", form) for form in forms)
    serve(role, channel, folder, memory_bytes, device)


BYTES = {
    "noise": random.Random(0).randbytes(200),
    "no-json": struct.pack("!i", 6) + b"\x80\x04K*.\x00",
    "oversize": struct.pack("!i", (64 << 20) + 1),
    "half": struct.pack("!i", 1000) + b"{",
}
ENDLESS = {"flood": 0, "stale": -1}
ANSWERS = {
    "wrong-shape": {"done": 5},
    "wrong-error": {"error": {"kind": ["InputError"]}},
    "good": {"done": {"fine": True}},
}


def babble(role: str, channel: "Connection[Any, Any]", *_setup: object) -> None:
    """Say ready, then answer the request `{verb}` with whatever the verb of that name sends."""
    send(channel, {"ready": "not at all"})
    request = json.loads(channel.recv_bytes())
    verb, number = request["verb"], {"id": request["id"]}
    if verb in BYTES:
        os.write(channel.fileno(), BYTES[verb])
    elif verb in ENDLESS:
        while True:
            send(channel, {"id": request["id"] + ENDLESS[verb], "progress": {"calls": 1}})
    else:
        send(channel, number | ANSWERS[verb])
    channel.recv_bytes()


def refuse_to_start(role: str, channel: "Connection[Any, Any]", *_setup: object) -> None:
    """End before saying that it is ready."""
    os._exit(3)
