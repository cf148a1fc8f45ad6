"""The command line with its workers in this process: the same verbs, without the cost of starting processes."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from importlib import import_module
from io import StringIO
from typing import Any
from unittest.mock import patch

import main as program
from inspector.worker.client import WorkerSetup

_ASKING = tuple(f"inspector.commands.{verb}.Worker" for verb in ("run_model", "reshape_tensor", "show_gates"))


class WorkerHere:
    """Answers as a worker process of the role does."""

    def __init__(self, setup: WorkerSetup) -> None:
        self._verbs = import_module(f"inspector.worker.{setup.role}_role").VERBS

    def request(self, verb: str, args: dict[str, Any], **_options: Any) -> dict[str, Any]:
        answer = self._verbs[verb](json.loads(json.dumps(args)), lambda _progress: None)
        return json.loads(json.dumps(answer))

    def close(self) -> None:
        pass


@contextmanager
def workers_here() -> Iterator[None]:
    with ExitStack() as patches:
        for place in _ASKING:
            patches.enter_context(patch(place, WorkerHere))
        yield


def printed(*words: str) -> tuple[int, str]:
    """Give the exit code and what the program prints."""
    with workers_here(), redirect_stdout(StringIO()) as out:
        code = program.main(words)
    return code, out.getvalue()


def told(*words: str) -> tuple[int, Any]:
    """Give the exit code and what the program prints as JSON."""
    code, text = printed(*words, "--json")
    return code, json.loads(text)
