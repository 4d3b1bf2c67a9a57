"""The two streams: data to stdout as UTF-8 bytes, everything else to stderr. Terminals, colour, and closed pipes.

Any of the three standard streams may be missing (``None``: closed by the caller), full, or a pipe that nobody reads any more.
"""

from __future__ import annotations

import contextlib
import os
import select
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TextIO

from newsarchive import __version__
from newsarchive.errors import StorageError
from newsarchive.textnorm import printable


class ReaderGone(Exception):
    """Who read stdout has had enough (as ``head -1`` has): no fault, and nothing more to do."""


def emit(data: str | bytes) -> None:
    """Write data to stdout, whatever its locale: the formats are UTF-8.

    Raises:
        ReaderGone: nobody reads it any more.
        StorageError: stdout, or the file in its place, cannot be written.
    """
    with _writing():
        sys.stdout.buffer.write(data.encode("utf-8") if isinstance(data, str) else data)


def flush() -> None:
    """Pass on what was emitted so far; the same errors as :func:`emit`."""
    with _writing():
        sys.stdout.flush()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    if sys.stdout is None:
        raise StorageError("standard output is closed")
    try:
        yield
    except BrokenPipeError:
        silence_stdout()
        raise ReaderGone from None
    except OSError as error:
        silence_stdout()
        name = "standard output" if sys.stdout is sys.__stdout__ else printable(str(sys.stdout.name))
        raise StorageError(f"{name}: {error.strerror}") from error


def flush_at_end() -> int:
    """Pass on what is left, also after an error: the interpreter's own flush would end in a traceback where it fails."""
    if sys.stdout is not None:
        flush()
    return 0


def stdout_is_broken() -> bool:
    """Whether it is stdout's pipe that broke (click prints help by itself), and not one to a worker."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)  # errors are told unasked
        return bool(poll.poll(0))
    return False


def silence_stdout() -> None:
    """Point stdout to nowhere: what is still to be written, now and when the interpreter ends, neither waits nor fails."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str) -> None:
    """Tell the person, on stderr; where there is none, or it is closed or full, nobody is told."""
    tell(f"newsarchive: {message}\n")


def tell(text: str) -> None:
    """Write ``text`` to stderr as it is; where that cannot be, nobody is told."""
    with contextlib.suppress(OSError, AttributeError):
        sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stderr.buffer.flush()


def note(message: str) -> None:
    """Tell what is no complaint: dim, where stderr has colours."""
    dim = is_terminal(sys.stderr) and wants_colour("auto", sys.stderr)
    tell(f"\x1b[2m{message}\x1b[0m\n" if dim else f"newsarchive: {message}\n")


def is_terminal(stream: IO[Any] | None) -> bool:
    """Whether a person sits at this stream."""
    return stream is not None and stream.isatty()


def wants_colour(choice: str, stream: IO[Any] | None = None) -> bool:
    """``always``, ``never``, or ``auto``: a terminal, unless NO_COLOR is set (https://no-color.org) or TERM is dumb.

    Of stdout, or of another ``stream``.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream or sys.stdout) and os.environ.get("TERM") != "dumb"


def wants_screen(choice: str) -> bool:
    """Whether text is set for a person to read: on a terminal, or where colours are ordered (``--color always | less -R``)."""
    return is_terminal(sys.stdout) or choice == "always"


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if is_terminal(sys.stdout) else 100


def report_bug() -> None:
    """Write the traceback of the exception at hand to a file, and say where it is."""
    import tempfile
    import traceback

    error = sys.exc_info()[1]
    first_line = printable(f"{type(error).__name__}: {error}".partition("\n")[0])
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="newsarchive-bug-", suffix=".txt", delete=False
        ) as file:
            file.write(f"newsarchive {__version__}, Python {sys.version}, {sys.platform}\n{sys.argv!r}\n\n")
            traceback.print_exc(file=file)
        where = f"the report is in {file.name}"
    except OSError as error:
        where = f"the report cannot be written: {error.strerror}"
    complain(f"a bug in newsarchive: {first_line}; {where}")


@contextlib.contextmanager
def output(path: Path | None) -> Iterator[None]:
    """Send what is emitted inside to ``path``, which appears whole at the end; not at all after an error, or where nothing was
    emitted. A link is followed, a device or pipe is written to as it is; None and ``-`` are stdout.

    Raises:
        StorageError: the file cannot be written.
    """
    if path is None or str(path) == "-":
        yield
        return
    stdout = sys.stdout
    try:
        with _device(path) if _is_device(path) else _whole(path) as sys.stdout:
            yield
            flush()
    except OSError as error:
        if error.filename is not None:
            raise
        raise StorageError(f"{printable(str(path))}: {error.strerror}") from error
    finally:
        sys.stdout = stdout


def _is_device(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _device(path: Path) -> TextIO:
    return open(path, "w", encoding="utf-8")


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".newsarchive-{os.getpid()}.open")
    try:
        with _created(temporary, path) as file:
            yield file
        if temporary.stat().st_size:
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _created(temporary: Path, path: Path) -> TextIO:
    """``temporary``, called ``path`` in every message."""
    try:
        return open(path, "w", encoding="utf-8", opener=lambda _, flags: os.open(temporary, flags, 0o666))
    except OSError as error:
        raise StorageError(f"{printable(str(path))}: {error.strerror}") from error


class Progress:
    """A counter on stderr, only on a terminal, at most ten times a second."""

    def __init__(self, quiet: bool) -> None:
        self._shown = False
        self._active = is_terminal(sys.stderr) and not quiet
        self._next = 0.0

    def __call__(self, inputs: int) -> None:
        if not self._active:
            return
        import time

        if (now := time.monotonic()) >= self._next:
            self._next = now + 0.1
            self._shown = True
            self._write(f"\r{inputs} inputs")

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):  # the terminal has gone: that must not end the run
            print(text, end="", file=sys.stderr, flush=True)
