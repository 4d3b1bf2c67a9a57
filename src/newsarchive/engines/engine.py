"""What an engine offers to the driver: the seam through which shards leave this process. No engine belongs here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from newsarchive.engines.cell import end_kept_cells

P = ParamSpec("P")
R = TypeVar("R")

_DEATHS = frozenset(
    (
        "KilledWorker",
        "WorkerCrashedError",
        "WorkerDiedError",
        "NodeDiedError",
        "CommClosedError",
        "FutureCancelledError",
    )
)
"""What engines that we do not import raise where a worker died: Dask, Ray. By name."""


class Engine(ABC):
    """A context manager that runs functions elsewhere. Left by an exception, it drops what it has not finished."""

    @property
    @abstractmethod
    def window(self) -> int:
        """How many tasks may be under way: enough that no worker waits, few enough to bound memory. 0: each is done at once."""

    @abstractmethod
    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run ``function``; its exception comes out of the future."""

    @abstractmethod
    def reopen(self) -> None:
        """Begin anew after a death: what was under way is lost.

        Raises:
            ConfigurationError: the engine is gone for good.
        """

    @abstractmethod
    def stay_here(self) -> None:
        """Do what comes next in this process, where the engine can: it is not worth starting another."""

    @abstractmethod
    def close(self, *, drop: bool) -> None:
        """End; ``drop`` what is not finished."""

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close(drop=kind is not None)


class ExecutorEngine(Engine):
    """An engine around a ``concurrent.futures.Executor`` that is opened with the first task."""

    def __init__(self) -> None:
        self._executor: Executor | None = None

    @abstractmethod
    def open(self) -> Executor:
        """A new executor."""

    def stay_here(self) -> None:
        """The workers are there already."""

    def submit(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        self._executor = self._executor or self.open()
        future: Future[Any] = self._executor.submit(function, *args, **kwargs)
        return future

    def reopen(self) -> None:
        self.close(drop=True)

    def close(self, *, drop: bool) -> None:
        executor, self._executor = self._executor, None
        if executor is not None:
            self.end(executor, drop=drop)
        end_kept_cells()  # an executor of threads worked in this process

    def end(self, executor: Executor, *, drop: bool) -> None:
        """End ``executor``; ``drop`` what is not finished."""
        executor.shutdown(wait=not drop, cancel_futures=drop)


def is_death(error: BaseException) -> bool:
    """Whether ``error`` says that a worker died, and not that the function raised."""
    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__name__ in _DEATHS
