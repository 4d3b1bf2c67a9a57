"""Files and folders: what there is under the names on a command line, in an order that depends on nothing else.

Only the file system belongs here: finding, checking and opening. What a file holds is the business of reader.py.
Everything is read, hidden files too: an archivist wants every file in the account, and nothing is skipped in silence.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from heapq import merge
from pathlib import Path
from typing import BinaryIO

from newsarchive.sources import naming
from newsarchive.sources.stream import Unreachable

_KINDS = (
    (stat.S_ISDIR, "folder"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISFIFO, "named pipe (redirect it to standard input to have it read)"),
    (stat.S_ISCHR, "character device"),
    (stat.S_ISBLK, "block device"),
)

_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):  # no system has them all
    _FLAGS |= getattr(os, _name, 0)

_MISSING = "no such file or folder"
_REASONS = {
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ELOOP: "symbolic links that lead in a circle",
    errno.ENAMETOOLONG: "the name or path is too long",
    errno.EIO: "the disk cannot read it (input/output error)",
}

_ARCHIVE = frozenset(("archive.json", "segments/"))


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read or, with a ``reason``, something that cannot be."""

    uri: str
    path: str
    reason: str = ""

    @property
    def order(self) -> tuple[bytes, bytes]:
        """By URI; where folders of the same name lie in different places, by path."""
        return self.uri.encode(), os.fsencode(self.path)


def find(names: Iterable[str], left_out: str | None = None) -> Iterator[Found]:
    """Every file under ``names``, sorted by URI. A name that stands twice is found twice.

    ``left_out`` is a folder that is passed over where it lies in one that is walked: the archive that is being written.

    Lazy: in memory are the names and, of each folder that is being walked, its listing (some 80 bytes a file).
    """
    passed_over = os.path.realpath(left_out) if left_out is not None else None
    return merge(*(_under(name, passed_over) for name in names), key=lambda found: found.order)


def named(name: str) -> Found:
    """The file that is named directly."""
    path = naming.path_of(name)
    if not path or "\0" in path:  # the empty name (an unset variable in a script) is not the working folder
        return Found("file:///" + naming.escaped(path), path, _MISSING)
    return Found(naming.file_uri(path), path)


def is_folder(name: str) -> bool:
    """Whether there is a folder of that name, links followed."""
    found = named(name)
    try:
        return not found.reason and Path(found.path).is_dir()
    except OSError:
        return False


def open_regular(path: str) -> tuple[BinaryIO, os.stat_result]:
    """An open regular file and its state. Never blocks, and leaves devices untouched.

    Raises:
        Unreachable: there is none, it may not be read, or it is no regular file.
    """
    try:
        _check_regular(Path(path).stat())
        # Between the two calls it may have become a pipe: O_NONBLOCK does not wait for its writer.
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise Unreachable(_reason(path, error)) from None
    file = os.fdopen(descriptor, "rb", buffering=0)
    try:
        state = os.fstat(descriptor)
        _check_regular(state)
    except Unreachable:
        file.close()
        raise
    return file, state


def reason_of(error: OSError) -> str:
    """The system's complaint in our words."""
    return _REASONS.get(error.errno or 0) or (os.strerror(error.errno).lower() if error.errno else "cannot be read")


def _check_regular(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        kind = next((name for test, name in _KINDS if test(state.st_mode)), "of an unknown type")
        raise Unreachable(f"not a regular file: {kind}")


def _reason(path: str, error: OSError) -> str:
    if error.errno == errno.ENOENT and Path(path).is_symlink():
        return "broken symbolic link: what it points to does not exist"
    return reason_of(error)


def _under(name: str, left_out: str | None) -> Iterator[Found]:
    if is_folder(name):
        yield from _Walk(naming.path_of(name), left_out).files()
    else:
        yield named(name)


class _Walk:
    """One named folder, walked depth first in the order of the URIs, without recursion.

    Links to files are followed. A link to a folder is followed once, if it leads out of the named folder and not to a
    folder above it; all others are named, with the place where their files are found.
    """

    def __init__(self, root: str, left_out: str | None) -> None:
        self.left_out = left_out
        self.root = Found(naming.folder_uri(root), root)
        self.real_root = os.path.realpath(root)
        self.walked = dict.fromkeys(_ancestors(Path(self.real_root)), "one above the folder that was named")

    def files(self) -> Iterator[Found]:
        """The files, and the folders that are not walked. Folders' URIs end with a slash: so they sort as their files do."""
        stack = [iter([self.root])]
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
            elif found.reason or not found.uri.endswith("/"):
                yield found
            else:
                stack.append(self._inside(found))

    def _inside(self, folder: Found) -> Iterator[Found]:
        if folder is not self.root and os.path.realpath(folder.path) == self.left_out:
            return
        try:
            reason = self._why_not(folder)
            steps = [] if reason else _listing(folder.path)
        except OSError as error:
            reason = _reason(folder.path, error)
        if not reason and _ARCHIVE.issubset(steps):
            reason = "an archive made by newsarchive: what is in it has been ingested already"
        if reason:
            yield Found(folder.uri, folder.path, reason)
            return
        inside = folder.path.rstrip("/") + "/"  # not pathlib: taking paths apart is a square in a deep folder
        for step in steps:
            yield Found(folder.uri + step, inside + naming.unescaped(step.rstrip("/")))

    def _why_not(self, folder: Found) -> str:
        """Why the folder is not walked; empty if it is, and then that is noted."""
        path = Path(folder.path)
        before = self._own_name(folder, path)
        if not before:
            state = path.stat()
            before = self.walked.setdefault((state.st_dev, state.st_ino), folder.uri)
        return "" if before == folder.uri else f"a link to a folder already walked as {before}"

    def _own_name(self, folder: Found, path: Path) -> str:
        """The URI under which the target of a link is walked anyway because it lies in the named folder."""
        if folder is self.root or not path.is_symlink():
            return ""
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(self.real_root):
            return ""
        return self.root.uri + "".join(naming.escaped(step) + "/" for step in real.relative_to(self.real_root).parts)


def _listing(path: str) -> list[str]:
    """The names in a folder, percent-encoded, folders with a slash, sorted. Strings only: a million take 80 MB."""
    with os.scandir(path) as entries:
        return sorted(naming.escaped(entry.name) + "/" * _leads_to_folder(entry) for entry in entries)


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # opening it will tell why


def _ancestors(path: Path) -> Iterator[tuple[int, int]]:
    for folder in path.parents:
        with suppress(OSError):
            state = folder.stat()
            yield state.st_dev, state.st_ino
