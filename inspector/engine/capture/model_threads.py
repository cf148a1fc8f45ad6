"""Threads that the model starts while it runs: which calls are the model's, and what cannot be seen in them."""

import threading
from contextlib import ExitStack
from dataclasses import dataclass

_UNSEEN = (
    "The model started threads of its own. In them, calls of compiled parts, and of functions that its code had "
    "imported by name, are not captured."
)


@dataclass(slots=True)
class ModelThreads:
    """What is known of the threads of one run: those that were there before are not known to be the model's."""

    before: frozenset[int | None]
    started: bool = False
    modes: bool = False  # torch's modes watch one thread only

    @property
    def remarks(self) -> tuple[str, ...]:
        """Say what was not seen, where a mode was needed and there were threads."""
        return (_UNSEEN,) if self.started and self.modes else ()

    def is_foreign(self) -> bool:
        """Tell whether this thread was there before the model ran."""
        return threading.get_ident() in self.before


def watch_threads(hooks: ExitStack) -> ModelThreads:
    """Notice from now on that a thread is started; `hooks` ends that. This thread is the model's."""
    own = threading.get_ident()
    threads = ModelThreads(frozenset(thread.ident for thread in threading.enumerate() if thread.ident != own))
    start = threading.Thread.start

    def noticed(thread: threading.Thread) -> None:
        threads.started = threads.started or not threads.is_foreign()
        start(thread)

    hooks.callback(setattr, threading.Thread, "start", start)
    setattr(threading.Thread, "start", noticed)  # noqa: B010 - mypy minds the plain assignment
    return threads
