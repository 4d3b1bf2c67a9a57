"""How a run is asked to end before its input does: first to finish what is under way, then to drop it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class _Enough(BaseException):
    """The wait for the next input is cut short."""


class Stop:
    """To be asked by a signal handler, in the thread of the run; or by the run itself."""

    def __init__(self) -> None:
        self.why = ""
        """Why the run is to end; empty: it goes on."""
        self._reading = self._held = False
        self._pending: BaseException | None = None

    def finish(self, why: str) -> None:
        """Take in no more inputs; finish the shards under way."""
        self.why = self.why or why
        if self._reading:
            self._reading = False
            raise _Enough

    def hurry(self, error: BaseException) -> None:
        """Drop what is under way, by raising ``error``: at once, or when what must not be cut in two is done."""
        if not self._held:
            raise error
        self._pending = error

    @contextmanager
    def held(self) -> Iterator[None]:
        """What is done inside is not cut in two by :meth:`hurry`."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._pending is not None:
            raise self._pending

    def until(self, inputs: Iterable[T]) -> Iterator[T]:
        """``inputs``, until the run is to end. A wait for the next (standard input may be a person) ends at once."""
        ahead = iter(inputs)
        while not self.why:
            try:
                self._reading = True
                try:
                    one = next(ahead)
                finally:
                    self._reading = False
            except (StopIteration, _Enough):
                return
            yield one
