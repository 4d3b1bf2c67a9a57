"""Files that are either whole or not there: written as ``.open``, synced, published create-only, the folder synced.

    write ──▶ NAME.open ──fsync──▶ link to NAME (refused where NAME exists) ──▶ unlink NAME.open ──▶ fsync folder

``link`` rather than ``rename``: rename would overwrite a published file in silence.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from newsarchive.errors import StorageError
from newsarchive.textnorm import printable

OPEN = ".open"


class FileDigest(NamedTuple):
    """What the manifest says of a file."""

    sha256: str
    bytes: int


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Say which file cannot be written: the system's own error for an open file does not.

    Raises:
        StorageError: in place of any OSError.
    """
    try:
        yield
    except OSError as error:
        what = f"{printable(str(path))}: cannot write: {error.strerror}"
        raise StorageError(f"{what}; what was finished is safe, run again when this is mended") from error


class OpenFile:
    """A file being written under ``path`` + ``.open``; each ``write`` is one system call, hashed on its way."""

    def __init__(self, path: Path) -> None:
        self.final = path
        self.temporary = path.with_name(path.name + OPEN)
        self._file = open(self.temporary, "wb", buffering=0)  # noqa: SIM115 - this class is the context manager
        self._hash = hashlib.sha256()
        self.position = 0

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        with naming(self.final):
            while view:
                view = view[self._file.write(view) :]
        self._hash.update(data)
        self.position += len(data)

    def finish(self) -> FileDigest:
        """Sync and close; the file is then ready for :func:`publish`."""
        with naming(self.final):
            os.fsync(self._file.fileno())
        self._file.close()
        return FileDigest(self._hash.hexdigest(), self.position)

    def __enter__(self) -> OpenFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._file.close()
        if kind is not None:
            self.temporary.unlink(missing_ok=True)


def publish(final: Path) -> None:
    """Give the finished ``final`` + ``.open`` its name. Where the name exists with the same bytes, that is success.

    Raises:
        StorageError: a file of that name with other bytes is there.
    """
    temporary = final.with_name(final.name + OPEN)
    try:
        _link(temporary, final)
    except FileExistsError:
        if file_digest(temporary) != file_digest(final):
            raise StorageError(
                f"{printable(str(final))}: exists with other content; published files never change"
            ) from None
    temporary.unlink()


def _link(temporary: Path, final: Path) -> None:
    try:
        os.link(temporary, final)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links (FAT, some network mounts)
        if final.exists():
            raise FileExistsError(str(final)) from None
        temporary.rename(final)
        temporary.touch()


def write_new(path: Path, data: bytes) -> None:
    """Publish ``data`` under a name that is not there yet."""
    with OpenFile(path) as file:
        file.write(data)
        file.finish()
    publish(path)
    sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path``: readers see the old file or the new one, never a part."""
    with OpenFile(path) as file:
        file.write(data)
        file.finish()
    file.temporary.replace(path)
    sync_folder(path.parent)


def set_aside(path: Path, folder: Path, *, remove: bool = False) -> None:
    """Keep ``path`` in ``folder`` as it is, under a name that is free there; ``remove``: and take it from where it was."""
    if not path.exists():
        return
    folder.mkdir(exist_ok=True)
    free = next(target for n in count(1) if not (target := folder / f"{path.name}.{n}").exists())
    try:
        os.link(path, free)
    except OSError:  # a file system without hard links
        shutil.copy2(path, free)
    sync_folder(folder)
    if remove:
        path.unlink()
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut (fsync of the directory; where the system has it)."""
    with contextlib.suppress(PermissionError):  # Windows opens no folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def file_digest(path: Path) -> FileDigest:
    """SHA-256 and size of a file, read in pieces."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileDigest(digest.hexdigest(), file.tell())
