"""A process of its own in which pages are cleaned one at a time, under limits of time and memory.

A page that hangs or eats memory takes its cell with it and nothing else: the next page gets a new cell. Neither a thread nor a
signal handler could do that, as the C code of a parser or of a regular expression answers to neither. The same under every engine:
a cell is a child of whatever process works on the shard, and no engine's own child (some allow none).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, TypeVar

from newsarchive.errors import NewsarchiveError
from newsarchive.model import Article, Failure, RawPage, SiteMemory

_MIB = 1024 * 1024
_LAST_BREATH = 5.0
_DEAD = object()
"""In the place of an answer: there will be none."""
_PATIENCE = 10
"""So many times its seconds may pass on the clock, for a page that waits instead of working, or a machine that is very busy."""
_COUNTS = hasattr(signal, "setitimer")
"""Whether the system can end a process by its processor time; where it cannot (Windows), the clock alone counts."""
T = TypeVar("T")
_FRAME = struct.Struct(">Q")
_CHUNK = 1024 * 1024
_SERVE = "import sys; sys.path[:0] = {path!r}; from newsarchive.engines.cell import serve; serve({memory}, {seconds})"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take."""

    seconds: float = 60.0
    """Of processor time, so that no page is convicted because the machine was busy. The slowest of 4,702 news pages takes 0.4 s,
    the worst hostile page within the size bounds that we know 7 s."""
    memory: int = 2048 * _MIB
    """Bytes of address space of the cell (not enforced on macOS and Windows). It has 500 MiB with everything loaded; the worst page
    within the size bounds that we know takes 674 MB more."""


class Cell:
    """Cleans pages in a process that is started with the first; a context manager. Not for several threads at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def clean(self, page: RawPage, memory: SiteMemory | None = None) -> Article | Failure:
        """As :func:`newsarchive.pipeline.clean`; a Failure of stage ``limit`` where the page takes too much.

        Raises:
            NewsarchiveError: what ``clean`` raises.
        """
        return self.make(_itself, page, memory)

    def make(self, then: Callable[[Article], T], page: RawPage, memory: SiteMemory | None = None) -> T | Failure:
        """What ``then``, a function of a module, makes of the cleaned page, in the cell; else as :meth:`clean`.

        Raises:
            NewsarchiveError: what ``clean`` raises.
        """
        process = self._process = self._process or self._start()
        late = False
        try:
            patience = self._limits.seconds * (_PATIENCE if _COUNTS else 1)
            answer = _ask(process, (page, memory, then), time.monotonic() + patience)
        except TimeoutError:
            late, answer = True, _DEAD
            process.kill()
        if isinstance(answer, NewsarchiveError):
            raise answer
        if answer is not _DEAD:
            made: T | Failure = answer
            return made
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LAST_BREATH)  # its pipe is closed: it is about to end, and how it does tells why
        self.close()
        return Failure(page.uri, "limit", self._reason(process, late), page.input_id)

    def _reason(self, process: subprocess.Popen[bytes], late: bool) -> str:
        code = process.returncode
        if late or (_COUNTS and code == -signal.SIGPROF):
            return f"it took longer than {self._limits.seconds:g} s to clean and was stopped"
        with contextlib.suppress(ValueError):
            return f"the process that cleaned it died of {signal.Signals(-code).name} (out of memory?)"
        return f"the process that cleaned it ended with {code} (out of memory?)"

    def _start(self) -> subprocess.Popen[bytes]:
        paths = [path for path in sys.path if path]
        program = _SERVE.format(path=paths, memory=self._limits.memory, seconds=self._limits.seconds)
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-c", program],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def close(self) -> None:
        """End the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def __enter__(self) -> Cell:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


_kept: dict[tuple[int, Limits], Cell] = {}


def kept_cell(limits: Limits) -> Cell:
    """The cell that this thread keeps from shard to shard; it ends with the process, or with :func:`end_kept_cells`."""
    return _kept.setdefault((threading.get_ident(), limits), Cell(limits))


def end_kept_cells() -> None:
    """End the cells that the threads of this process keep; to be called when none works on a shard."""
    while _kept:
        _kept.popitem()[1].close()


atexit.register(end_kept_cells)


def _itself(article: Article) -> Article:
    return article


def _ask(process: subprocess.Popen[bytes], question: object, until: float) -> Any:
    """What the cell makes of a page; _DEAD where it dies of it.

    Raises:
        TimeoutError: it has not answered by ``until`` (of the monotonic clock).
    """
    if process.stdin is None or process.stdout is None:
        raise TypeError("a cell without pipes")
    try:
        _send(process.stdin.fileno(), _framed(question), until)
        (size,) = _FRAME.unpack(_receive(process.stdout.fileno(), _FRAME.size, until))
        return pickle.loads(_receive(process.stdout.fileno(), size, until))  # noqa: S301 - from our own process
    except TimeoutError:
        raise
    except (OSError, EOFError):
        return _DEAD


def _framed(value: object) -> bytes:
    data = pickle.dumps(value, protocol=5)
    return _FRAME.pack(len(data)) + data


def _send(pipe: int, data: bytes, until: float) -> None:
    os.set_blocking(pipe, False)
    left = memoryview(data)
    while left:
        _wait(pipe, select.POLLOUT, until)
        left = left[os.write(pipe, left) :]


def _receive(pipe: int, size: int, until: float) -> bytearray:
    """The next ``size`` bytes.

    Raises:
        EOFError: the other side is gone.
    """
    data = bytearray()
    while len(data) < size:
        _wait(pipe, select.POLLIN, until)
        if not (more := os.read(pipe, min(size - len(data), _CHUNK))):
            raise EOFError
        data += more
    return data


def _wait(pipe: int, event: int, until: float) -> None:
    """Until something can be done with a pipe; a thread that watches the clock would cost more than the rest of a short page."""
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
        raise TimeoutError


def _write(pipe: IO[bytes], value: object) -> None:
    pipe.write(_framed(value))
    pipe.flush()


def _read(pipe: IO[bytes]) -> object:
    """The next value.

    Raises:
        EOFError: the other side is gone.
    """
    head = pipe.read(_FRAME.size)
    if len(head) < _FRAME.size:
        raise EOFError
    (size,) = _FRAME.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301 - from our own process


def serve(memory: int, seconds: float) -> None:
    """The cell's own side: pages from descriptor 0, answers to descriptor 1, until its parent closes the pipe or is gone."""
    from newsarchive.pipeline import clean, out_of_memory

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is its parent's business
    _limit_memory(memory)
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not stand among the answers
    with questions, answers, contextlib.suppress(EOFError, OSError):
        while True:
            page, known, then = _question(_read(questions))
            _limit_time(seconds)
            try:
                answer: object = clean(page, memory=known)
                answer = then(answer) if isinstance(answer, Article) else answer
            except NewsarchiveError as error:
                answer = error
            except MemoryError:  # so little was left that not even `clean` could say so
                answer = out_of_memory(page)
            _write(answers, answer)


def _question(value: object) -> tuple[RawPage, SiteMemory | None, Callable[[Article], object]]:
    match value:
        case (RawPage() as page, SiteMemory() | None as memory, then) if callable(then):
            return page, memory, then
    raise TypeError(f"no page: {type(value).__name__}")


def _limit_time(seconds: float) -> None:
    """Have the system end this process by SIGPROF when it has worked so long, whatever it does then."""
    if _COUNTS:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    with contextlib.suppress(ValueError, OSError):  # macOS refuses; a lower limit set from outside stays
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
