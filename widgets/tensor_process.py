"""The process with torch that sees only files of ours, and what it is asked. Every answer comes in the GUI thread."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from inspector.model.config import RecurrentConfig
from inspector.reshape.apply_request import ApplyRequest
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed
from .work_files import WorkFiles


class TensorProcess(AskedProcess):
    """Follows reshape steps and carries them out, checks a layer's arguments, finds devices."""

    def __init__(self, files: WorkFiles) -> None:
        super().__init__(WorkerSetup(Role.TENSOR, files.folder))
        self._files = files

    def check_layer(self, config: RecurrentConfig, done: Callable[[int], None], failed: Failed) -> None:
        """Have torch itself check a layer's arguments; the answer is the number of parameters."""
        self._ask("check_layer", {"config": config.to_json()}, lambda told: done(told["parameters"]), failed)

    def devices(self, done: Callable[[tuple[str, ...]], None], failed: Failed) -> None:
        """Ask which devices torch finds."""
        self._ask("devices", {}, lambda told: done(tuple(told["devices"])), failed)

    def trace(self, arguments: Mapping[str, Any], done: Callable[[Mapping[str, Any]], None], failed: Failed) -> None:
        """Have torch follow reshape steps on a meta tensor."""
        self._ask("trace", arguments, done, failed)

    def apply(self, request: ApplyRequest, done: Callable[[Path], None], failed: Failed) -> None:
        """Have the steps carried out on a stored tensor; the answer is the file with the result."""
        path = self._files.new_path("reduced")
        arguments = {"request": request.to_json(), "path": str(path)}
        self._ask("apply", arguments, lambda _: done(path), failed)

    def check_numpy(
        self, request: ApplyRequest, done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        """Have the numpy lines of the steps executed on the tensor and compared."""
        self._ask("check_numpy", {"request": request.to_json()}, done, failed)

    def check_consumer(
        self, arguments: Mapping[str, Any], done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        """Have a consumer built and fed tensors of some shapes, without data."""
        self._ask("check_consumer", arguments, done, failed)

    def forget_steps(self) -> None:
        """Drop the answers of a `trace` and an `apply` that may still come."""
        self._thread.forget("trace")
        self._thread.forget("apply")

    def _ask(
        self, verb: str, arguments: Mapping[str, Any], done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        self._thread.submit(verb, lambda _: self._worker.request(verb, arguments), done, failed)
