"""How far a run is, for a person (one line on a terminal, gone at the end) or a program (JSON lines, one a second).

Only showing belongs here; who does the work calls the one method with each event of the run.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from newsarchive.cli.console import is_terminal

_BAR, _JSON = 0.1, 1.0
"""Seconds between two showings."""


class RunProgress:
    """Counts the events of a run and shows where it stands."""

    def __init__(self, kind: str, files: Sequence[str], left_out: str) -> None:
        """``kind``: ``bar``, ``json`` or ``none``; ``files``: the sources, whose size is added up in the background."""
        self._kind = kind
        self._started = time.monotonic()
        self._next = 0.0
        self._inputs = self._failed = self._segments = 0
        self._done = 0
        self._total: int | None = None
        self._shown = False
        if kind != "none" and "-" not in files:
            threading.Thread(target=self._measure, args=(files, left_out), daemon=True).start()

    def _measure(self, files: Sequence[str], left_out: str) -> None:
        from newsarchive.sources.files import find

        total = 0
        for found in find(files, left_out):
            total += _size(found.path)
            time.sleep(0)  # the run comes first
        self._total = total

    def __call__(self, event: dict[str, Any]) -> None:
        """One event: see ``RunOptions.observe``."""
        if "input" in event:
            self._inputs += event.get("inputs", 1)
            self._failed += event["status"] == "failed"
        elif "segment" in event:
            self._segments += 1
        elif event.get("read") and self._kind != "none":
            self._done += _size(event["read"])
        if self._kind != "none" and (now := time.monotonic()) >= self._next:
            self._next = now + (_BAR if self._kind == "bar" else _JSON)
            self._show(now - self._started)

    def _left(self, seconds: float) -> float | None:
        """Seconds to go, by the bytes read; None as long as nothing speaks for a number."""
        if not self._total or not self._done or seconds < 1:
            return None
        return max(0.0, seconds * (self._total - self._done) / self._done)

    def _show(self, seconds: float) -> None:
        rate = self._inputs / max(seconds, 0.001)
        left = self._left(seconds)
        if self._kind == "json":
            value = {"event": "progress", "inputs": self._inputs, "failed": self._failed, "segments": self._segments}
            timing = {"seconds": round(seconds, 1), "per_second": round(rate, 1)}
            self._write(json.dumps(value | timing | {"seconds_left": None if left is None else round(left)}) + "\n")
            return
        parts = [f"{self._inputs} inputs", f"{rate:.0f}/s"]
        parts += [f"{self._failed} failed"] if self._failed else []
        parts += [f"{_clock(left)} left"] if left is not None else []
        columns = shutil.get_terminal_size((80, 24)).columns
        self._shown = True
        self._write("\r" + "  ".join(parts)[: columns - 1] + "\x1b[K")

    def done(self) -> None:
        """Show the last figures to a program; clear the line of a person."""
        if self._kind == "json":
            self._show(time.monotonic() - self._started)
        if self._shown:
            self._shown = False
            self._write("\r\x1b[K")

    @staticmethod
    def _write(text: str) -> None:
        with contextlib.suppress(OSError, AttributeError):  # the terminal has gone: that must not end the run
            sys.stderr.write(text)
            sys.stderr.flush()


def kind_of(asked: str | None, quiet: bool) -> str:
    """What to show: as ``asked``; else a bar where stderr is a terminal and nobody wants quiet."""
    if asked is not None:
        return asked
    return "bar" if is_terminal(sys.stderr) and not quiet else "none"


def processors() -> int:
    """How many there are for this process."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except (OSError, ValueError):
        return 0


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
