"""One writer at a time: a lock on ``.lock`` in the archive's folder, gone with the process that holds it. Readers take none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsarchive.errors import ArchiveLocked, StorageError
from newsarchive.textnorm import printable


@contextmanager
def write_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock file at ``path``, waiting up to ``wait`` seconds for another run to end.

    Raises:
        ArchiveLocked: it is still held after that time.
        StorageError: the lock file cannot be written.
    """
    import filelock

    lock = filelock.FileLock(path, timeout=wait)
    folder = printable(str(path.parent))
    try:
        lock.acquire()
    except filelock.Timeout:
        message = (
            f"{folder}: another run is writing to this archive (waited {wait:g} s; --lock-wait SECONDS waits longer)"
        )
        raise ArchiveLocked(message) from None
    except OSError as error:
        raise StorageError(f"{folder}: cannot lock the archive: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()
