"""Tasks through an engine, results in order, whatever dies on the way.

No engine deals with death as we need it (the pool of the standard library fails every task under way when one worker is killed;
Dask blames innocents), so the driver does: after a death the engine is opened anew, and all that was under way is a suspect and
runs again, one at a time, so that a task which kills its worker convicts nobody but itself. Tasks must be harmless to repeat.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from newsarchive.engines.engine import Engine, is_death

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Death:
    """The task's worker died twice, the second time with no other task under way."""

    reason: str


class Driver(Generic[T, R]):
    """Runs ``work`` on one task after the other."""

    def __init__(self, engine: Engine, work: Callable[[T], R], stall: float) -> None:
        """``stall``: seconds without the next result after which the engine is taken for dead."""
        self._engine, self._work, self._stall = engine, work, stall
        self._flying: deque[tuple[T, Future[Any]]] = deque()

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._flying

    def launch(self, task: T) -> Iterator[tuple[T, R | Death]]:
        """Begin ``task``; yields what must be finished before more may be under way, in the order of launching."""
        self._flying.append((task, self._submit(task)))
        while len(self._flying) > self._engine.window:
            yield self._next()

    def drain(self) -> Iterator[tuple[T, R | Death]]:
        """What is still under way, in the order of launching."""
        while self._flying:
            yield self._next()

    def alone(self, task: T) -> R | Death:
        """Run ``task`` with nothing else under way; to be called when the driver is idle."""
        try:
            return self._submit(task).result(self._stall)
        except Exception as error:
            if not _is_lost(error):
                raise
            self._engine.reopen()
            return Death(f"{type(error).__name__}: {error}".strip(": "))

    def _next(self) -> tuple[T, R | Death]:
        task, future = self._flying[0]
        try:
            result: R | Death = future.result(self._stall)
        except Exception as error:
            if not _is_lost(error):
                raise
            result = self._after_death()
        self._flying.popleft()
        return task, result

    def _after_death(self) -> R | Death:
        """Run the suspects again, one by one; gives the result of the first and puts those of the others in their place."""
        suspects, self._flying = self._flying, deque()
        self._engine.reopen()
        results = [(task, future if _is_whole(future) else _done(self.alone(task))) for task, future in suspects]
        self._flying = deque(results)
        first: R | Death = results[0][1].result()
        return first

    def _submit(self, task: T) -> Future[R]:
        try:
            return self._engine.submit(self._work, task)
        except Exception as error:  # a pool that broke since its last task says so here
            if not is_death(error):
                raise
            failed: Future[R] = Future()
            failed.set_exception(error)
            return failed


def _is_lost(error: BaseException) -> bool:
    return is_death(error) or isinstance(error, FutureTimeout)


def _is_whole(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _done(result: object) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(result)
    return future
