"""The process that reads foreign files without torch, and what it is asked. Every answer comes in the GUI thread."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from inspector.errors import FileError
from inspector.model.class_signature import SourceClass, source_class_from_json
from inspector.model.summary import FileSummary, summary_from_json
from inspector.run.run_file import RunFile, open_run
from inspector.worker.client import WorkerSetup
from inspector.worker.protocol import Role

from .asked_process import AskedProcess
from .background import Failed
from .work_files import WorkFiles


class ReaderProcess(AskedProcess):
    """Lists files and copies tensors out of them; its thread also copies whole files."""

    def __init__(self, files: WorkFiles) -> None:
        super().__init__(WorkerSetup(Role.READER, files.folder))
        self._files = files

    def inspect(self, path: Path, state_dict: str, done: Callable[[FileSummary], None], failed: Failed) -> None:
        """Ask what is in a model file."""
        arguments = {"path": str(path), "state_dict": state_dict}
        self._thread.submit(
            "open", lambda _: summary_from_json(self._worker.request("inspect", arguments)), done, failed
        )

    def classes(self, path: Path, done: Callable[[tuple[SourceClass, ...]], None], failed: Failed) -> None:
        """Ask which classes of a Python file look like modules; nothing of it is executed."""

        def told(answer: Mapping[str, Any]) -> None:
            done(tuple(source_class_from_json(found) for found in answer["classes"]))

        self._thread.submit("open", lambda _: self._worker.request("classes", {"path": str(path)}), told, failed)

    def open_saved(self, path: Path, done: Callable[[RunFile], None], failed: Failed) -> None:
        """Copy a saved run into the folder, where nobody can shorten it while it is mapped, and open it."""
        target = self._files.new_path("opened")
        self._thread.submit("open", lambda _: _opened_copy(path, target), done, failed)

    def forget_opening(self) -> None:
        """Drop the answer of an `inspect`, `classes` or `open_saved` that may still come."""
        self._thread.forget("open")

    def extract(self, path: Path, state_dict: str, name: str, done: Callable[[Path], None], failed: Failed) -> None:
        """Have one tensor of a model file copied into the folder, where it can be mapped; the answer is the copy."""
        out = self._files.new_path("tensor")
        arguments = {"path": str(path), "state_dict": state_dict, "name": name, "out": str(out)}
        self._thread.submit(
            "extract", lambda _: self._worker.request("extract", arguments), lambda _: done(out), failed
        )

    def forget_extracted(self) -> None:
        """Drop the answer of an `extract` that may still come."""
        self._thread.forget("extract")

    def save_copy(self, source: Path, target: Path, done: Callable[[Path], None], failed: Failed) -> None:
        """Write a copy of a file: a reader sees the old one or the whole new one."""
        self._thread.submit(f"save {target}", lambda _: _saved_copy(source, target), done, failed)


def _opened_copy(path: Path, target: Path) -> RunFile:
    open_run(path)  # say what is wrong with it before anything is copied
    return open_run(_saved_copy(path, target))


def _saved_copy(source: Path, target: Path) -> Path:
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise FileError(f"{target.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    return target
