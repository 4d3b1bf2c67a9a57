"""Files that a run need not read: what an earlier one read to the end, took in without a failure, and has not changed since.

A cache in a table of the catalog; losing it only means reading again. No path stands in it, only digests of paths.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from newsarchive.archive.catalog import Catalog
from newsarchive.sources.choice import SourceFile

_TABLE = (
    "CREATE TABLE IF NOT EXISTS seen (file TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,"
    " inode INTEGER NOT NULL, inputs INTEGER NOT NULL, run TEXT NOT NULL) STRICT, WITHOUT ROWID"
)
_RACE = 2_000_000_000
"""Nanoseconds. A file changed so shortly before it was read may change again within the same tick of its file system's
clock (FAT: 2 s)."""
_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """What the earlier run made of a file."""

    inputs: int
    run: str


@dataclass(slots=True)
class _Open:
    """A file of this run."""

    key: str
    size: int
    mtime_ns: int
    inode: int
    inputs: int = 0
    waiting: int = 0
    """Inputs that are under way."""
    whole: bool = False
    """Read to its end."""


class Seen:
    """The files of a run, and those of the runs before it."""

    def __init__(self, catalog: Catalog, run: str, now_ns: int, *, checksum: bool) -> None:
        """``now_ns``: when the run began, in nanoseconds since 1970; 0: unknown, nothing is remembered. ``checksum``: read all."""
        self._catalog, self._run = catalog, run
        self._trusted = now_ns - _RACE
        self._looks = not checksum and catalog.row("SELECT 1 FROM sqlite_master WHERE name = 'seen'") is not None
        self._open: dict[int, _Open] = {}
        self._count = 0
        self._ready: list[tuple[str, int, int, int, int, str]] = []

    def open(self, file: SourceFile) -> int | Known:
        """What is known of ``file``, if it is as it was; else a number, for the other methods."""
        self._count += 1
        state = _state(file)
        if state is None:
            return self._count
        row = self._looks and self._catalog.row(
            "SELECT inputs, run FROM seen WHERE file = ? AND size = ? AND mtime_ns = ? AND inode = ?", file.key, *state
        )
        if row:
            return Known(*row)
        if state[1] < self._trusted:
            self._open[self._count] = _Open(file.key, *state)
        return self._count

    def expect(self, number: int) -> None:
        """An input of the file is there."""
        if one := self._open.get(number):
            one.inputs += 1
            one.waiting += 1

    def settle(self, number: int, *, failed: bool) -> None:
        """It has its place in catalog and ledger."""
        if failed:
            self._open.pop(number, None)
        elif one := self._open.get(number):
            one.waiting -= 1
            self._close(number, one)

    def read(self, number: int) -> None:
        """The file was read to its end."""
        if one := self._open.get(number):
            one.whole = True
            self._close(number, one)

    def _close(self, number: int, one: _Open) -> None:
        if one.whole and not one.waiting:
            del self._open[number]
            self._ready.append((one.key, one.size, one.mtime_ns, one.inode, one.inputs, self._run))
            if len(self._ready) >= _BATCH:
                self.enter()

    def enter(self) -> None:
        """Remember the files that are done."""
        if self._ready:
            ready, self._ready = self._ready, []
            self._catalog.change(_TABLE, "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?)", ready)


def _state(file: SourceFile) -> tuple[int, int, int] | None:
    if file.path is None:
        return None
    try:
        state = os.stat(file.path)  # noqa: PTH116 - a thousand times a second
    except (OSError, ValueError):
        return None
    signed = (state.st_ino + 2**63) % 2**64 - 2**63  # SQLite's integers have a sign
    return state.st_size, state.st_mtime_ns, signed
