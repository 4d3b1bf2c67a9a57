"""Ctrl-C and SIGTERM during a run: the first lets it finish what is under way, the second drops that, the third ends at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

from newsarchive.cli import Interrupted
from newsarchive.errors import ExitCode

if TYPE_CHECKING:
    from newsarchive.archive.stopping import Stop

CODES = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}


class Heard:
    """The signals that came."""

    def __init__(self, stop: Stop, *, quiet: bool) -> None:
        self._stop, self._quiet = stop, quiet
        self.code: ExitCode | None = None
        """Of the first; None: none came."""
        self._count = 0

    def answer(self, number: int, frame: FrameType | None) -> None:
        """What a signal does."""
        self._count += 1
        code = CODES[signal.Signals(number)]
        if self._count == 1:
            self.code = code
            self._tell("finishing what is under way; again: drop it")
            self._stop.finish("interrupted")
        elif self._count == 2:
            self._tell("dropping what is under way")
            self._stop.hurry(self.ended())
        else:
            raise self.ended()

    def _tell(self, message: str) -> None:
        if not self._quiet:
            with suppress(OSError):  # not through sys.stderr: the signal may have come while that was written to
                clear = "\r\x1b[K" if os.isatty(2) else ""
                os.write(2, f"{clear}newsarchive: {message}\n".encode())

    def ended(self) -> BaseException:
        """What the run ends with."""
        return KeyboardInterrupt() if self.code is ExitCode.INTERRUPTED else Interrupted(self.code or ExitCode.BUG)


@contextmanager
def hearing(stop: Stop, *, quiet: bool) -> Iterator[Heard]:
    """Answer signals so while inside; those that a shell told us to ignore stay ignored."""
    heard = Heard(stop, quiet=quiet)
    before = {number: signal.getsignal(number) for number in CODES}
    numbers = [number for number, answer in before.items() if answer is not signal.SIG_IGN]
    for number in numbers:
        signal.signal(number, heard.answer)
    try:
        yield heard
    finally:
        for number in numbers:
            signal.signal(number, before[number])
