"""The process that tells shapes and inputs before a model runs. Every answer comes in the GUI thread."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from inspector.run.inferred_input import InferredInput, inferred_from_json
from inspector.run.prediction import Prediction, prediction_from_json
from inspector.run.request import RunRequest
from inspector.run.run_json import request_to_json
from inspector.worker.client import WorkerSetup
from inspector.worker.limits import default_memory_bytes
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report
from .model_process import ModelLimits

T = TypeVar("T")

_SECONDS = 20.0  # who edits the input does not wait longer


class PredictionProcess(AskedProcess):
    """Loads models, locked in as the process where they run; a second one, so that no run waits for a prediction."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WorkerSetup(Role.MODEL, folder, default_memory_bytes()))

    def predict(
        self, request: RunRequest, limits: ModelLimits, done: Callable[[Prediction], None], failed: Failed
    ) -> None:
        """Tell the shapes of the run; a newer wish makes the older ones stale."""
        self._submit("predict", request, limits, prediction_from_json, done, failed)

    def infer(
        self,
        request: RunRequest,
        limits: ModelLimits,
        done: Callable[[tuple[InferredInput, ...]], None],
        failed: Failed,
    ) -> None:
        """Find inputs that fit the model, why, and what else fits."""

        def read(told: Mapping[str, Any]) -> tuple[InferredInput, ...]:
            return tuple(map(inferred_from_json, told["inputs"]))

        self._submit("infer", request, limits, read, done, failed)

    def forget(self) -> None:
        """Drop what was asked about a model that is no longer open, and end the process if it is at work."""
        self._give_up("predict", "infer")

    def _submit(
        self,
        verb: str,
        request: RunRequest,
        limits: ModelLimits,
        read: Callable[[Mapping[str, Any]], T],
        done: Callable[[T], None],
        failed: Failed,
    ) -> None:
        worker = self._worker_for(WorkerSetup(Role.MODEL, self._worker.setup.folder, limits.memory_bytes))
        arguments, ticket = {"request": request_to_json(request)}, worker.ticket
        seconds = min(limits.seconds or _SECONDS, _SECONDS)

        def work(_: Report) -> T:
            return read(worker.request(verb, arguments, timeout=seconds, ticket=ticket))

        self._thread.submit(verb, work, done, failed)
