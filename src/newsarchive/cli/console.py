"""The two streams: data to stdout as UTF-8 bytes, everything else to stderr. Terminals, colour, and closed pipes."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from newsarchive import __version__


def emit(data: str | bytes) -> None:
    """Write data to stdout, whatever its locale: the formats are UTF-8."""
    sys.stdout.buffer.write(data.encode("utf-8") if isinstance(data, str) else data)


def complain(message: str) -> None:
    """Tell the person, on stderr."""
    with contextlib.suppress(BrokenPipeError):
        text = f"newsarchive: {message}\n"
        sys.stderr.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stderr.buffer.flush()


def close_stdout() -> None:
    """Flush; after a closed pipe, point stdout elsewhere so that the interpreter's own flush at exit is quiet."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def wants_colour(choice: str) -> bool:
    """``always``, ``never``, or ``auto``: a terminal, unless NO_COLOR is set (https://no-color.org) or TERM is dumb."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def report_bug() -> None:
    """Write the traceback of the exception at hand to a file, and say where it is."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="newsarchive-bug-", suffix=".txt", delete=False
    ) as file:
        file.write(f"newsarchive {__version__}, Python {sys.version}, {sys.platform}\n{sys.argv!r}\n\n")
        traceback.print_exc(file=file)
    complain(f"a bug in newsarchive: {sys.exc_info()[1]!r}; the report is in {file.name}")


@contextlib.contextmanager
def output(path: Path | None) -> Iterator[None]:
    """Send what is emitted inside to ``path``, which appears whole at the end and not at all after an error."""
    if path is None:
        yield
        return
    temporary = path.with_name(f".{path.name}.{os.getpid()}.open")
    stdout = sys.stdout
    try:
        with open(temporary, "w", encoding="utf-8") as sys.stdout:
            yield
        temporary.replace(path)
    finally:
        sys.stdout = stdout
        temporary.unlink(missing_ok=True)


class Progress:
    """A counter on stderr, only on a terminal, at most ten times a second."""

    def __init__(self, quiet: bool) -> None:
        self._shown = False
        self._active = sys.stderr.isatty() and not quiet
        self._next = 0.0

    def __call__(self, inputs: int) -> None:
        if not self._active:
            return
        import time

        if (now := time.monotonic()) >= self._next:
            self._next = now + 0.1
            self._shown = True
            print(f"\r{inputs} inputs", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
