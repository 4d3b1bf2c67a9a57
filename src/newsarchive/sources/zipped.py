"""The members of a zip file and of a WACZ, each as a stream of bytes; nothing is ever written to disk under its name.

Only the container belongs here; what a member holds is decided where every other input is (reader.py).
Formats: APPNOTE.TXT 6.3.10 (zip); WACZ 1.1.1, section 5 (its captures are in ``archive/``, the rest speaks of them).
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from newsarchive.model import Failure
from newsarchive.sources.members import Member, unsafe_name
from newsarchive.sources.options import date_of_mtime
from newsarchive.sources.stream import CHUNK, Stream, Unreadable, bytes_written

_SMALL = 1024 * 1024 * 1024
_MOST_RATIO = 100
"""A zip whose members say that they hold over 1 GiB and over 100 times its own size is a bomb; zips of HTML have 4 to 20."""

_ENCRYPTED = 0x1
_WACZ = ("datapackage.json", "archive/")


def zip_members(file: BinaryIO, size: int) -> Iterator[Member | Failure]:
    """The members of the zip in ``file``, which has ``size`` bytes, in the order of its directory. A Failure's uri is the name.

    Raises:
        Unreadable: it is no whole zip file, or a bomb.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            infos = [
                info for info in archive.infolist() if not info.filename.endswith("/")
            ]  # is_dir() fails on an empty name
            _check_bomb(infos, size)
            names = {info.filename for info in infos}
            is_wacz = _WACZ[0] in names and any(name.startswith(_WACZ[1]) for name in names)
            for info in infos:
                if not is_wacz or info.filename.startswith(_WACZ[1]):
                    yield _member(archive, info)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable(f"damaged zip: {error}") from None


def _check_bomb(infos: list[zipfile.ZipInfo], size: int) -> None:
    held = sum(info.file_size for info in infos)
    if held > max(_SMALL, _MOST_RATIO * size):
        raise Unreadable(f"a zip bomb? {bytes_written(size)} that say they hold {bytes_written(held)}")
    if sum(info.compress_size for info in infos) > size:
        raise Unreadable("a zip bomb? its members overlap")


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member | Failure:
    if reason := unsafe_name(info.filename) or _unsafe_kind(info):
        return Failure(info.filename, "source", reason)
    return Member(info.filename, _date(info), lambda: Stream(_chunks(archive, info)))


def _unsafe_kind(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _ENCRYPTED:
        return "encrypted; newsarchive asks for no passwords"
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "not a regular file: a link or device in a zip is not followed"
    return ""


def _date(info: zipfile.ZipInfo) -> str | None:
    try:  # local time without a zone (APPNOTE.TXT, section 4.4.6); read as UTC, as all times without one
        return date_of_mtime(int(datetime(*info.date_time, tzinfo=UTC).timestamp()))
    except ValueError:
        return None


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as file:
            read: Callable[[int], bytes] = file.read
            while chunk := read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Unreadable(f"damaged zip: {error}") from None
