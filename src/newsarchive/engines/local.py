"""This process, or a pool of processes on this machine, behind the interface of ``concurrent.futures``."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Engine:
    """Runs functions with ``workers`` processes; with one, or after :meth:`stay_here`, in this process. A context manager.

    The pool starts with the first task. Processes are spawned, not forked: a fork would carry open files and locks over, and
    is not to be had everywhere.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    @property
    def window(self) -> int:
        """How many tasks may be under way: enough that no worker waits, few enough to bound memory."""
        return 0 if self._workers == 1 else self._workers + 1

    def stay_here(self) -> None:
        """Do what comes next in this process, unless the pool runs already."""
        if self._pool is None:
            self._workers = 1

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run ``function``; its exception comes out of the future."""
        if self._workers == 1:
            future: Future[R] = Future()
            future.set_result(function(*args, **kwargs))
            return future
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, context, initializer=_ignore_interrupts)
        return self._pool.submit(function, *args, **kwargs)

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=kind is not None)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the terminal; only the parent decides what to do about it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
