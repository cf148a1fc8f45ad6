"""Calls in threads: those of the model are its calls, whoever started the thread; those of others are not."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import lstm_cell as bound_before
from torch import nn

from tests.inspector.engine.captured_runs import run_module, tensor

torch.set_num_threads(1)
INPUT = ("0=normal(3,7,10)",)
REMARK = (
    "The model started threads of its own. In them, calls of compiled parts, and of functions that its code had "
    "imported by name, are not captured."
)


class Functional(nn.Module):
    """Its layer's function is called with the layer's weights, in a thread."""

    def __init__(self, pool: ThreadPoolExecutor | None = None):
        super().__init__()
        torch.manual_seed(5)
        self.lstm = nn.LSTM(10, 6, batch_first=True)
        self._pool = [pool]  # in a list: a copy of the model leaves it out

    def forward(self, x):
        pool = self._pool[0] or ThreadPoolExecutor(1)
        zeros = torch.zeros(1, 3, 6)
        made = pool.submit(
            torch._VF.lstm, x, (zeros, zeros), self.lstm._flat_weights, True, 1, 0.0, False, False, True
        ).result()
        if self._pool[0] is None:
            pool.shutdown()
        return made[0]


class Direct(nn.Module):
    """The layer's forward is called directly, in a thread."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(5)
        self.lstm = nn.LSTM(10, 6, batch_first=True)

    def forward(self, x):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self.lstm.forward, x).result()[0]


class Nameless(nn.Module):
    """The function is given weights that no module has."""

    def forward(self, x):
        weights = [torch.ones(24, 10), torch.ones(24, 6)]
        state = (torch.zeros(3, 6), torch.zeros(3, 6))
        found = []
        thread = threading.Thread(target=lambda: found.append(torch.lstm_cell(x[:, 0], state, *weights)))
        thread.start()
        thread.join()
        return found[0][0]


class BoundBefore(nn.Module):
    """The function was imported by name, so only a mode could see it, and modes see one thread."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(10, 6)

    def forward(self, x):
        state = (torch.zeros(3, 6), torch.zeros(3, 6))
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(bound_before, x[:, 0], state, *self.cell.parameters()).result()[0]


def expected() -> torch.Tensor:
    torch.manual_seed(5)
    layer = nn.LSTM(10, 6, batch_first=True)
    torch.manual_seed(0)
    with torch.no_grad():
        return layer(torch.randn(3, 7, 10))[0]


@pytest.mark.parametrize("make", [Functional, Direct])
def test_a_call_in_the_models_own_thread_is_captured(make, tmp_path):
    opened = run_module(make(), tmp_path / "run.safetensors", INPUT)
    assert [call.module for call in opened.run.calls] == ["lstm"]
    assert torch.equal(tensor(opened, "lstm/0/output"), expected())
    assert (opened.run.unseen, opened.run.remarks) == ((), ())


def test_so_is_one_in_a_thread_that_was_there_before(tmp_path):
    """A pool that the constructor made; the weights say that the call is the model's."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).result()
        opened = run_module(Functional(pool), tmp_path / "run.safetensors", INPUT)
    assert [call.module for call in opened.run.calls] == ["lstm"]
    assert torch.equal(tensor(opened, "lstm/0/output"), expected())


def test_weights_without_a_module_are_captured_too(tmp_path):
    opened = run_module(Nameless(), tmp_path / "run.safetensors", INPUT)
    assert [(call.module, call.config.kind.value) for call in opened.run.calls] == [("functional", "LSTMCell")]


def test_what_another_thread_computes_meanwhile_is_not_the_models(tmp_path):
    class Waits(nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = nn.LSTM(10, 6, batch_first=True)

        def forward(self, x):
            go.set()
            assert done.wait(20)
            return self.lstm(x)[0]

    go, done = threading.Event(), threading.Event()

    def other() -> None:
        assert go.wait(20)
        weights = [torch.ones(24, 10), torch.ones(24, 6)]
        torch.lstm_cell(torch.ones(3, 10), (torch.zeros(3, 6), torch.zeros(3, 6)), *weights)
        nn.LSTM(10, 6).forward(torch.ones(2, 3, 10))
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    opened = run_module(Waits(), tmp_path / "run.safetensors", INPUT)
    thread.join()
    assert done.is_set()
    assert [call.module for call in opened.run.calls] == ["lstm"]


def test_what_cannot_be_seen_there_is_said(tmp_path):
    opened = run_module(BoundBefore(), tmp_path / "run.safetensors", INPUT)
    assert (opened.run.calls, opened.run.unseen) == ((), ("cell",))
    assert opened.run.remarks == (REMARK,)


def test_threads_are_as_they_were():
    start = threading.Thread.start
    assert start.__module__ == "threading"
    assert start.__name__ == "start"
