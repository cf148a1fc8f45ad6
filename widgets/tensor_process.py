"""The process with torch that sees only files of ours, and what it is asked. Every answer comes in the GUI thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.export.code_dialect import CodeDialect
from inspector.model.config import RecurrentConfig
from inspector.reshape.apply_request import ApplyRequest
from inspector.reshape.steps.bindings import Bindings
from inspector.reshape.wishes.wish_answer import Checked, answer_wish
from inspector.tensor.record import TensorRecord
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report
from .work_files import WorkFiles


@dataclass(frozen=True, slots=True)
class LinesCheck:
    """Lines that do the request's steps on its tensor, which they call `name`."""

    request: ApplyRequest
    dialect: CodeDialect
    code: str
    name: str

    def to_json(self) -> dict[str, Any]:
        """Give the arguments of the worker's verb `check_lines`."""
        told = {"dialect": self.dialect.value, "code": self.code, "name": self.name}
        return {"request": self.request.to_json()} | told


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

    def check_lines(self, check: LinesCheck, done: Callable[[Mapping[str, Any]], None], failed: Failed) -> None:
        """Have the lines executed on the tensor and compared with what the steps make of it."""
        self._submit("check_lines", "check_lines", check.to_json(), done, failed)

    def watch_lines(self, check: LinesCheck, done: Callable[[Mapping[str, Any]], None], failed: Failed) -> None:
        """Do the same while the steps are being edited: an answer about older lines is dropped."""
        self._submit("watch_lines", "check_lines", check.to_json(), done, failed)

    def answer_wish(
        self,
        record: TensorRecord,
        beside: Bindings,
        text: str,
        done: Callable[[tuple[Checked, ...]], None],
        failed: Failed,
    ) -> None:
        """Find the steps that reach a wish, and have a consumer that is wished for built and fed."""

        def work(_: Report) -> tuple[Checked, ...]:
            return answer_wish(record, beside, text, self._worker.request)

        self._thread.submit("wish", work, done, failed)

    def forget_wish(self) -> None:
        """Drop the answer to a wish that may still come."""
        self._thread.forget("wish")

    def forget_steps(self) -> None:
        """Drop the answers about steps that may still come."""
        for kind in ("trace", "apply", "watch_lines"):
            self._thread.forget(kind)

    def _ask(
        self, verb: str, arguments: Mapping[str, Any], done: Callable[[Mapping[str, Any]], None], failed: Failed
    ) -> None:
        self._submit(verb, verb, arguments, done, failed)

    def _submit(
        self,
        kind: str,
        verb: str,
        arguments: Mapping[str, Any],
        done: Callable[[Mapping[str, Any]], None],
        failed: Failed,
    ) -> None:
        self._thread.submit(kind, lambda _: self._worker.request(verb, arguments), done, failed)
