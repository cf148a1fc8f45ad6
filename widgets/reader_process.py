"""The process that reads foreign files without torch, and what it is asked. Every answer comes in the GUI thread."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

from inspector.model.class_signature import SourceClass, source_class_from_json
from inspector.model.consent import ProgramQuestion, question_from_json
from inspector.model.regular_file import regular_size
from inspector.model.source import FileSource
from inspector.model.summary import FileSummary, summary_from_json
from inspector.run.copied_run import copy_file, copy_run, run_elsewhere
from inspector.run.run_file import RunFile, open_run
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed, Report
from .work_files import WorkFiles

_AT_ONCE = 1 << 26  # bytes that are copied before anybody has time to wait


class ReaderProcess(AskedProcess):
    """Lists files and copies tensors out of them; its thread also copies whole files."""

    def __init__(self, files: WorkFiles) -> None:
        super().__init__(WorkerSetup(Role.READER, files.folder))
        self._files = files
        self._unwanted, self._ended = Event(), Event()  # of the copy that is being made

    def start(self) -> None:
        """Start the process before it is needed, so that what is asked first is answered soon."""
        self._thread.submit("start", lambda _: self._worker.start(), lambda _: None, lambda _: None)

    def inspect(self, source: FileSource, done: Callable[[FileSummary], None], failed: Failed) -> None:
        """Ask what is in a model file."""
        arguments = chosen_in(source)
        self._thread.submit(
            "open", lambda _: summary_from_json(self._worker.request("inspect", arguments)), done, failed
        )

    def classes(self, path: Path, done: Callable[[tuple[SourceClass, ...]], None], failed: Failed) -> None:
        """Ask which classes of a Python file look like modules; nothing of it is executed."""

        def told(answer: Mapping[str, Any]) -> None:
            done(tuple(source_class_from_json(found) for found in answer["classes"]))

        self._thread.submit("open", lambda _: self._worker.request("classes", {"path": str(path)}), told, failed)

    def question(self, path: Path, member: str, done: Callable[[ProgramQuestion | None], None], failed: Failed) -> None:
        """Ask what is to be asked before the file, or the member of an archive, is executed; all of it is read.

        The answer is None for one that is no program.
        """
        arguments = {"path": str(path), "member": member}
        self._thread.submit(
            "question", lambda _: question_from_json(self._worker.request("question", arguments)), done, failed
        )

    def forget_question(self) -> None:
        """Drop the answer of a `question` that may still come."""
        self._thread.forget("question")

    def open_saved(self, path: Path, done: Callable[[RunFile], None], failed: Failed) -> None:
        """Open a saved run: a small one as a copy in the folder, a large one where it lies.

        The tensors of a large one are `ForeignBytes`: `copy` is to follow.
        """
        target = self._files.new_path("opened")

        def work(_: Report) -> RunFile:
            shown = run_elsewhere(path, target)  # says what is wrong with it before anything is copied
            return open_run(copy_file(path, target)) if regular_size(path) <= _AT_ONCE else shown

        self._thread.submit("open", work, done, failed)

    def copy(self, path: Path, shown: RunFile, done: Callable[[RunFile], None], failed: Failed) -> None:
        """Copy the run that is shown into the folder, where nobody can shorten it while it is mapped, and open it."""
        self._unwanted, self._ended = unwanted, ended = Event(), self._files.expect()

        def work(_: Report) -> RunFile:
            try:
                return copy_run(path, shown, unwanted.is_set)
            finally:
                ended.set()

        self._thread.submit("copy", work, done, failed)

    def forget_copy(self) -> None:
        """Copy no further."""
        self._thread.forget("copy")
        self._unwanted.set()
        self._ended.set()

    def close(self) -> None:
        """Stop the process, and the copying, and wait for the thread."""
        self.forget_copy()
        super().close()

    def forget_opening(self) -> None:
        """Drop the answer of an `inspect`, `classes` or `open_saved` that may still come."""
        self._thread.forget("open")

    def extract(self, source: FileSource, name: str, done: Callable[[Path], None], failed: Failed) -> None:
        """Have one tensor of a model file copied into the folder, where it can be mapped; the answer is the copy."""
        out = self._files.new_path("tensor")
        arguments = chosen_in(source) | {"name": name, "out": str(out)}
        self._thread.submit(
            "extract", lambda _: self._worker.request("extract", arguments), lambda _: done(out), failed
        )

    def remove(self, path: Path) -> None:
        """Remove a file of the folder that nobody looks at any more; of a large one that takes the system a while."""

        def work(_: Report) -> None:
            with suppress(OSError):  # Windows keeps a file that is mapped; the folder goes in the end
                path.unlink()

        self._thread.submit(f"remove {path}", work, lambda _: None, lambda _: None)

    def forget_extracted(self) -> None:
        """Drop the answer of an `extract` that may still come."""
        self._thread.forget("extract")

    def save_copy(self, source: Path, target: Path, done: Callable[[Path], None], failed: Failed) -> None:
        """Write a copy of a file: a reader sees the old one or the whole new one."""
        self._thread.submit(f"save {target}", lambda _: copy_file(source, target), done, failed)


def chosen_in(source: FileSource) -> dict[str, Any]:
    """Give the arguments that tell a reader what of a model file is meant."""
    return {"path": source.path, "state_dict": source.state_dict, "member": source.member}
