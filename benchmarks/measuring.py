"""Seconds of several tasks, measured in turn, so that a busy moment of the machine hits all of them alike."""

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time
from typing import Any

Task = Callable[[], float]  # does something and gives the seconds it took


def timed(work: Callable[[], Any]) -> Task:
    """Make a task of a function; what the function gives is thrown away after the clock has stopped."""

    def task() -> float:
        began = perf_counter()
        result = work()
        seconds = perf_counter() - began
        del result
        return seconds

    return task


def cpu_timed(work: Callable[[], Any]) -> Task:
    """Make a task of a function that computes in this process; it gives the processor's seconds, not the clock's."""

    def task() -> float:
        began = process_time()
        result = work()
        seconds = process_time() - began
        del result
        return seconds

    return task


def interleaved(
    tasks: Sequence[Task], rounds: int, warm_up: bool, of_all: Callable[[Sequence[float]], float] = median
) -> list[float]:
    """Give the median seconds of each task over the rounds, or what `of_all` makes of its samples.

    Each round does every task once and begins with another one than the round before, so that none always finds the
    caches as the same neighbour left them. A warm-up is one more round, before the others, which does not count.
    """
    if warm_up:
        for task in tasks:
            task()
    seconds: list[list[float]] = [[] for _ in tasks]
    for turn in range(rounds):
        for place in range(len(tasks)):
            chosen = (turn + place) % len(tasks)
            seconds[chosen].append(tasks[chosen]())
    return [of_all(samples) for samples in seconds]
