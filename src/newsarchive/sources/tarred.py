"""The members of a tar file, from front to back, each as a stream of bytes; nothing is ever written to disk under its name.

Only the container belongs here; what a member holds is decided where every other input is (reader.py).
Format: POSIX.1-2017, pax (ustar and its extensions), and GNU tar, as the standard library reads them.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from io import RawIOBase
from typing import BinaryIO, cast

from newsarchive.model import Failure
from newsarchive.sources.members import Member, unsafe_name
from newsarchive.sources.options import date_of_mtime
from newsarchive.sources.stream import CHUNK, Stream, Unreadable

_KINDS = (
    (tarfile.TarInfo.issym, "a symbolic link in a tar is not followed"),
    (tarfile.TarInfo.islnk, "a hard link in a tar is not followed; its file is read where it stands"),
    (tarfile.TarInfo.ischr, "character device"),
    (tarfile.TarInfo.isblk, "block device"),
    (tarfile.TarInfo.isfifo, "named pipe"),
)


def tar_members(stream: Stream) -> Iterator[Member | Failure]:
    """The members of the tar in ``stream`` in its order. A Failure's uri is the name.

    Raises:
        Unreadable: it is no tar file, damaged or cut off. What came before has been given.
    """
    try:
        # "r|": from front to back, no seeking; what the standard library would extract is never extracted here.
        with tarfile.open(fileobj=cast(BinaryIO, _Reader(stream)), mode="r|", errorlevel=0) as archive:
            for info in archive:
                if not info.isdir():
                    yield _member(archive, info)
    except (tarfile.TarError, EOFError, ValueError, OverflowError, OSError) as error:
        raise Unreadable(f"damaged tar: {error}") from None


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Member | Failure:
    if reason := unsafe_name(info.name):
        return Failure(info.name, "source", reason)
    if not info.isreg():
        kind = next((told for test, told in _KINDS if test(info)), "of an unknown type")
        return Failure(info.name, "source", f"not a regular file: {kind}")
    return Member(info.name, date_of_mtime(int(info.mtime)), lambda: Stream(_chunks(archive, info)))


def _chunks(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(info)  # opens it; in spite of its name it writes nothing
    if file is None:
        return
    try:
        while chunk := file.read(CHUNK):
            yield chunk
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Unreadable(f"damaged tar: {error}") from None


class _Reader(RawIOBase):
    """A :class:`Stream` as the file that `tarfile` wants."""

    def __init__(self, stream: Stream) -> None:
        self._chunks = iter(stream)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; fewer only at the end."""
        parts = [self._rest]
        have = len(self._rest)
        while (size < 0 or have < size) and (chunk := next(self._chunks, b"")):
            parts.append(chunk)
            have += len(chunk)
        data = b"".join(parts)
        size = len(data) if size < 0 else size
        self._rest = data[size:]
        return data[:size]
