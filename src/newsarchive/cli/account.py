"""What becomes of the answers of ``clean``: data to stdout, complaints and the summary to stderr, and the exit code."""

from __future__ import annotations

import sys
from collections import Counter
from typing import NamedTuple

from newsarchive.cli.cleaning import Answer, Job, summary
from newsarchive.cli.console import Progress, complain, emit, flush, is_terminal, note
from newsarchive.cli.reading import hint, shown
from newsarchive.errors import ExitCode, StorageError
from newsarchive.formats import TELLS_ALL
from newsarchive.textnorm import printable


class Place(NamedTuple):
    """Where a page comes from."""

    source: str
    """As it was typed."""
    is_line: bool
    """Whether it is one of many in its source (a line of JSON Lines), or all of it."""

    @property
    def shown(self) -> str:
        """Its name, safe to print."""
        return shown(self.source)


class Account:
    """Takes the answers in order; at the end it knows how the run went."""

    def __init__(self, job: Job, *, is_single: bool, headed: bool, told: bool) -> None:
        self._job, self._is_single, self._headed, self._told = job, is_single, headed, told
        self._articles = self._failed = self._inputs = self._printed = 0
        self._single = self._bad_single = 0
        self._lines = self._bad_lines = 0
        self._stream: Place | None = None
        self._removed: Counter[str] = Counter()
        self._units: set[str] = set()
        self._progress = Progress(quiet=is_single or is_terminal(sys.stdout))

    def add(self, place: Place, answer: Answer) -> None:
        """Print what became of one page."""
        if self._stream not in (None, place):
            self._end_stream()
        if answer.skipped:
            return
        self._inputs += 1
        self._failed += answer.failure is not None
        self._articles += answer.failure is None and (place.is_line or not answer.verdict)
        if not answer.verdict:
            self._removed.update(dict(answer.removed))
            self._units.add(answer.unit)
        self._print(place, answer)
        if place.is_line:
            self._stream = place
            self._lines += 1
            self._bad_lines += answer.failure is not None
        else:
            self._single += 1
            self._bad_single += answer.failure is not None
            self._complain(place, answer)
        self._progress(self._inputs)

    def close(self) -> ExitCode:
        """The last words, and how it ends."""
        self._progress.done()
        flush()
        if self._stream is not None:
            self._end_stream()
        if self._told and self._articles:
            self._tell()
        if self._bad_single and not self._is_single:
            complain(f"{self._bad_single} of {self._single} sources failed")
        if not self._articles:
            return ExitCode.NOTHING_DONE
        return ExitCode.SOME_FAILED if self._failed else ExitCode.OK

    def _print(self, place: Place, answer: Answer) -> None:
        if answer.data and self._headed:
            name = f"==> {place.shown} <=="
            emit("\n" * (self._printed > 0) + (f"\x1b[1;35m{name}\x1b[0m" if self._job.colour else name) + "\n\n")
        emit(answer.data)
        self._printed += len(answer.data)
        if not self._is_single:
            flush()

    def _complain(self, place: Place, answer: Answer) -> None:
        if answer.failure is not None:
            message = f"{place.shown}: {printable(answer.failure.reason)}"
            if answer.failure.stage == "internal" and self._is_single:
                raise RuntimeError(f"{message}\n{answer.failure.detail}")
            if answer.failure.stage == "access":
                message += hint(place.source)
                if self._is_single:
                    raise StorageError(message)
        elif answer.verdict:
            message = f"{place.shown}: no article in the page: {answer.verdict}"
        else:
            return
        self._progress.done()
        flush()
        complain(message)

    def _end_stream(self) -> None:
        self._progress.done()
        if self._bad_lines and self._stream is not None:
            complain(f"{self._stream.shown}: {self._bad_lines} of {self._lines} pages failed")
        self._stream, self._lines, self._bad_lines = None, 0, 0

    def _tell(self) -> None:
        unit = next(iter(self._units)) if len(self._units) == 1 else "part"
        if is_terminal(sys.stdout):  # the article stands right above
            emit("\n")
            flush()
        how = "" if self._job.a_line or self._job.fmt in TELLS_ALL else "; --format explain shows them"
        note(summary(self._removed, unit) + how * bool(self._removed))
