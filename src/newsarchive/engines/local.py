"""This process, or a pool of processes on this machine, behind the interface of ``concurrent.futures``."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess

from newsarchive.engines.cell import end_kept_cells
from newsarchive.engines.engine import Engine, P, R


class LocalEngine(Engine):
    """Runs functions with ``workers`` processes; with one, or after :meth:`stay_here`, in this process.

    The pool starts with the first task. Processes are spawned, not forked: a fork would carry open files and locks over, and
    is not to be had everywhere. Left by an exception, it ends the workers at once: what they write is safe to cut off.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[BaseProcess] = set()

    @property
    def window(self) -> int:
        return 0 if self._workers == 1 else self._workers + 1

    def stay_here(self) -> None:
        if self._pool is None:
            self._workers = 1

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        if self._workers == 1:
            future: Future[R] = Future()
            future.set_result(function(*args, **kwargs))
            return future
        if self._pool is None:
            self._others = set(multiprocessing.active_children())
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, context, initializer=_prepare_worker)
        with _interrupts_held():
            return self._pool.submit(function, *args, **kwargs)

    def reopen(self) -> None:
        self.close(drop=True)

    def close(self, *, drop: bool) -> None:
        end_kept_cells()
        pool, self._pool = self._pool, None
        if pool is None:
            return
        if drop:
            for process in set(multiprocessing.active_children()) - self._others:
                process.terminate()
        pool.shutdown(wait=True, cancel_futures=drop)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C reaches every process of the terminal, but only this one decides what to do about it.

    A worker that is started inside inherits the blocked signal, so that not even its start can end in a traceback; here it is
    delivered afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # it would unblock the signal when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that was killed leaves no worker behind: it would hold the parent's pipes, and write where the next run writes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
