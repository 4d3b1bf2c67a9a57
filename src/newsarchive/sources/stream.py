"""Bytes that come once, from front to back: looked at before they are taken, and never more in memory than allowed.

Only reading belongs here. What the bytes mean is decided in sniff.py, jsonl.py and reader.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

CHUNK = 64 * 1024
"""Bytes asked for at a time: the size of a pipe's buffer on Linux."""

HEAD = 64 * 1024
"""Bytes from which the kind of an input is decided."""

# What is read on after a line that is too long, to find where the next begins: a compressed file can hold a line of
# terabytes, and a run of as many empty lines.
_SKIP_FACTOR = 16


class Unreadable(Exception):
    """Nothing (more) can be had from this input; the message is the reason of its Failure. Never leaves `sources`."""

    stage = "source"


class Unreachable(Unreadable):
    """The input cannot be come at: it is not there, may not be read, is no file, or the disk fails."""

    stage = "access"


class Stream:
    """A forward-only run of bytes that can show its beginning before it gives it."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._head = b""

    def head(self, size: int, enough: Callable[[bytes], bool] | None = None) -> bytes:
        """The first ``size`` bytes, or all there are, or fewer as soon as ``enough`` says so (a pipe may wait long)."""
        while len(self._head) < size and not (enough and self._head and enough(self._head)):
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._head += chunk
        return self._head[:size]

    def __iter__(self) -> Iterator[bytes]:
        """The chunks from the first byte on, none of them empty. To be called once."""
        head, self._head = self._head, b""
        if head:
            yield head
        yield from self._chunks

    def read_all(self, limit: int, note: str = "") -> bytes:
        """Everything.

        Raises:
            Unreadable: there are more than ``limit`` bytes.
        """
        buffer = BytesIO()
        for chunk in self:
            if buffer.tell() + len(chunk) > limit:
                raise Unreadable(f"more than {bytes_written(limit)}{note}")
            buffer.write(chunk)
        return buffer.getvalue()

    def lines(self, limit: int) -> Iterator[tuple[int, bytes | None]]:
        """The lines that are not blank, without their ends, each with its number from 1.

        None stands for a line of more than ``limit`` bytes, which is never held in memory.

        Raises:
            Unreadable: so much follows without an end, or blank, that it is no use to read on.
        """
        line = _Line(limit)
        for chunk in self:
            start = 0
            while (end := chunk.find(b"\n", start)) >= 0:
                line.add(chunk[start:end])
                yield from line.ended()
                start = end + 1
            line.add(chunk[start:])
        yield from line.ended()


class _Line:
    """The line that is being read."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.number = 1
        self.size = 0
        self.blank_lines = 0
        self.parts: list[bytes] = []

    def add(self, part: bytes) -> None:
        """Take the next bytes of the line; past the limit they are only counted."""
        self.size += len(part)
        if self.size <= self.limit:
            self.parts.append(part)
        else:
            self.parts.clear()
        if self.size > self.limit * _SKIP_FACTOR:
            raise Unreadable(f"line {self.number}: more than {bytes_written(self.limit)}; the rest was not read")

    def ended(self) -> Iterator[tuple[int, bytes | None]]:
        """The line, unless it is blank; then be ready for the next."""
        content = b"".join(self.parts) if self.size <= self.limit else None
        number = self.number
        self.parts.clear()
        self.size = 0
        self.number += 1
        if content is None or content.strip():
            self.blank_lines = 0
            yield number, content
        else:
            self._count_blank()

    def _count_blank(self) -> None:
        self.blank_lines += 1
        if self.blank_lines > self.limit:
            raise Unreadable(f"line {self.number}: more than {self.limit} blank lines; the rest was not read")


def bytes_written(count: int) -> str:
    """A size as people write it: ``64 MiB``, ``1000 bytes``."""
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes"
