"""The processes that count: a second reader and more tensor workers, so that nobody waits for a count."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from inspector.errors import FileError, InspectorError
from inspector.model.source import FileSource
from inspector.reshape.apply_request import ApplyRequest
from inspector.reshape.selection import Selection
from inspector.run.key import parse_key
from inspector.run.run_file import RunFile
from inspector.run.timeline import timeline_of
from inspector.run.timeline_parts import Timeline
from inspector.tensor.distribution import (
    AxisQuantiles,
    Distribution,
    axis_quantiles_from_json,
    distribution_from_json,
)
from inspector.tensor.statistics import Statistics
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report
from .counting_order import CountingOrder
from .reader_process import chosen_in

T = TypeVar("T")


class _Counter(AskedProcess):
    """Has figures counted batch by batch, so that what comes into sight meanwhile is soon the next."""

    def _count(
        self, verb: str, order: CountingOrder[T], asked: Callable[[tuple[T, ...]], Any], told: Report, failed: Failed
    ) -> None:
        """Ask for the next batch, and so on; `asked` gives the request's arguments. Damage costs its own tensors only.

        What fails is told once: of damage the first, of anything else what ends the counting.
        """
        batch = order.batch()
        if not batch:
            return

        def go_on(failed: Failed) -> None:
            order.drop(batch)
            self._count(verb, order, asked, told, failed)

        def stumble(error: InspectorError) -> None:
            failed(error)
            if isinstance(error, FileError):
                go_on(lambda _: None)

        def work(report: Report) -> Any:
            self._step_back()
            return self._worker.request(verb, asked(batch), report)

        self._thread.submit(verb, work, lambda _: go_on(failed), stumble, told)


class FileCounter(_Counter):
    """Counts the figures of a model file's tensors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WorkerSetup(Role.READER, folder))

    def count(
        self,
        source: FileSource,
        order: CountingOrder[str],
        each: Callable[[str, Statistics], None],
        failed: Failed,
    ) -> None:
        """Have the figures of a model file's tensors computed, one after the other; the order has their names."""

        def asked(batch: tuple[str, ...]) -> dict[str, Any]:
            return chosen_in(source) | {"names": list(batch)}

        def receive(told: Mapping[str, Any]) -> None:
            each(told["name"], Statistics(**told["statistics"]))

        self._count("figures", order, asked, receive, failed)

    def forget(self) -> None:
        """Compute no more figures."""
        self._give_up("figures")


class RunCounter(_Counter):
    """Counts the figures of a run's tensors."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WorkerSetup(Role.TENSOR, folder))

    def count(
        self,
        run: Path,
        order: CountingOrder[Selection],
        each: Callable[[Selection, Statistics], None],
        failed: Failed,
    ) -> None:
        """Have the figures of many tensors and parts computed, one after the other."""

        def asked(batch: tuple[Selection, ...]) -> dict[str, Any]:
            return {"run": str(run), "selections": [[selection.key.name, selection.part] for selection in batch]}

        def receive(told: Mapping[str, Any]) -> None:
            each(Selection(parse_key(told["name"]), told["part"]), Statistics(**told["statistics"]))

        self._count("statistics", order, asked, receive, failed)

    def timeline(self, opened: RunFile, done: Callable[[Timeline], None], failed: Failed) -> None:
        """Find which call hands its state to which, before any figures are counted."""
        self._thread.submit("timeline", lambda _: timeline_of(opened), done, failed)

    def forget(self) -> None:
        """Compute no more of what was asked for."""
        self._give_up("statistics", "timeline")


Progress = Callable[[int, int], None]  # values looked through, of how many


class ValueCounter(AskedProcess):
    """Counts how the values of the one tensor on screen are distributed, reshaped or not."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WorkerSetup(Role.TENSOR, folder))

    def distribution(
        self, request: ApplyRequest, done: Callable[[Distribution], None], failed: Failed, progress: Progress
    ) -> None:
        """Count all values of a tensor after steps."""
        self._ask("histogram", {"request": request.to_json()}, progress, failed, _then(distribution_from_json, done))

    def quantiles_along(
        self,
        request: ApplyRequest,
        axis: int,
        done: Callable[[AxisQuantiles], None],
        failed: Failed,
        progress: Progress,
    ) -> None:
        """Find the quantiles of a tensor after steps for each index of an axis."""
        arguments = {"request": request.to_json(), "axis": axis}
        self._ask("quantiles_along", arguments, progress, failed, _then(axis_quantiles_from_json, done))

    def stop(self) -> None:
        """Count no more of what was asked for."""
        self._give_up("values")

    def _ask(
        self,
        verb: str,
        arguments: Mapping[str, Any],
        progress: Progress,
        failed: Failed,
        done: Callable[[Mapping[str, Any]], None],
    ) -> None:
        ticket = self._worker.ticket

        def work(report: Report) -> Mapping[str, Any]:
            return self._worker.request(verb, arguments, report, ticket=ticket)

        self._thread.submit("values", work, done, failed, lambda told: progress(told["done"], told["of"]))


def _then(read: Callable[[Mapping[str, Any]], T], done: Callable[[T], None]) -> Callable[[Mapping[str, Any]], None]:
    return lambda told: done(read(told))
