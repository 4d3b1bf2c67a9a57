"""The catalog: look-up and full-text search in SQLite. Derived from the segments; can be rebuilt from them.

Opens in Datasette as it is. Rollback journal, not WAL: one file, readable from a read-only disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from newsarchive.archive import entering, neardup, sitememory
from newsarchive.archive.durable import FileDigest
from newsarchive.archive.shard import Segment
from newsarchive.errors import StorageError
from newsarchive.model import SiteMemory
from newsarchive.textnorm import printable

VERSION = 2
_SCHEMA = """
CREATE TABLE segments (name TEXT PRIMARY KEY, run TEXT NOT NULL, software TEXT NOT NULL) STRICT;
CREATE TABLE files (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, segment TEXT NOT NULL) STRICT;
CREATE TABLE articles (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, uri TEXT NOT NULL, date TEXT NOT NULL, status TEXT NOT NULL,
    verdict TEXT, headline TEXT, byline TEXT, published TEXT, language TEXT, text TEXT NOT NULL,
    segment TEXT NOT NULL, line_offset INTEGER NOT NULL, line_length INTEGER NOT NULL) STRICT;
CREATE TABLE captures (
    number INTEGER PRIMARY KEY, uri TEXT NOT NULL, date TEXT NOT NULL, article TEXT NOT NULL, kind TEXT NOT NULL,
    record_id TEXT NOT NULL, segment TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL) STRICT;
CREATE INDEX captures_by_uri ON captures (uri, number);
CREATE INDEX captures_by_article ON captures (article, number);
CREATE VIRTUAL TABLE articles_fts USING fts5
    (headline, text, content='articles', content_rowid='number', tokenize='unicode61 remove_diacritics 2');
"""


class Move(NamedTuple):
    """A segment that goes into another."""

    name: str
    offset: int
    """Byte of the other's WARC where its own begins now."""
    line_offset: int
    """The same of the JSON Lines file."""


def remove_outdated(path: Path) -> None:
    """Take away a catalog that an earlier version made: it is derived, and what comes next makes it anew. Others stay."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        db = _connect(path, "rw")
        try:
            version = int(db.execute("PRAGMA user_version").fetchone()[0])
        finally:
            db.close()
    except sqlite3.Error:
        return  # damaged: who opens it says so
    if 0 < version < VERSION:
        path.unlink()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(address, uri=True, timeout=30, isolation_level=None)
    db.row_factory = sqlite3.Row
    try:
        db.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        db.close()
        if mode == "ro" and error.sqlite_errorname == "SQLITE_READONLY_ROLLBACK":
            return _connect(path, "rw")  # a run was killed inside a transaction: SQLite rolls it back before it reads
        raise
    return db


class Catalog:
    """An open catalog; a context manager. Write methods are one transaction each."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the catalog at ``path``; for reading only unless ``create``.

        Raises:
            StorageError: it is missing, damaged or of another version.
        """
        self.path = path
        try:
            self._db = _connect(path, "rwc" if create else "ro")
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        try:
            if create:
                self._prepare()
            if (version := self._version()) != VERSION:
                newer = "a newer newsarchive made it" if version > VERSION else "the next ingest makes it anew"
                raise StorageError(f"{self._shown}: a catalog of version {version}, not {VERSION}; {newer}")
        except sqlite3.Error as error:
            self.close()
            raise self._unusable(error) from error
        except StorageError:
            self.close()
            raise

    def _unusable(self, error: sqlite3.Error) -> StorageError:
        return StorageError(f"{self._shown}: cannot open the catalog: {error}; see `newsarchive verify`")

    @property
    def _shown(self) -> str:
        return printable(str(self.path))

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.execute("PRAGMA synchronous = FULL")
        if self._version() == 0:
            self._db.executescript(f"BEGIN; {_SCHEMA} {neardup.SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        if self._version() == VERSION:
            # catalogs of this version were made before these tables were thought of
            self._db.executescript(sitememory.SCHEMA + entering.SCHEMA)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Catalog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def rows(self, query: str, *values: Any) -> Iterator[sqlite3.Row]:
        """The rows of a SELECT.

        Raises:
            StorageError: the file is damaged or the query cannot be run.
        """
        try:
            yield from self._db.execute(query, values)
        except (sqlite3.Error, UnicodeDecodeError) as error:  # a damaged byte may lie in a text
            raise StorageError(f"{self._shown}: {error}; see `newsarchive verify`") from error

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:
        """The first row of a SELECT, or None."""
        return next(self.rows(query, *values), None)

    def add(self, segment: Segment, run: str) -> None:
        """Enter a published segment: all of it or nothing. Entering it again changes nothing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                if self.row("SELECT 1 FROM segments WHERE name = ?", segment.name):
                    return
                self._db.execute("INSERT INTO segments VALUES (?, ?, ?)", (segment.name, run, segment.software))
                self._db.executemany(
                    "INSERT INTO files VALUES (?, ?, ?, ?)",
                    [(path, sha256, size, segment.name) for path, (sha256, size) in segment.files.items()],
                )
                for one in segment.written:
                    entering.enter(self._db, one, segment.name, run)
        except sqlite3.Error as error:
            raise StorageError(f"{self._shown}: cannot write: {error}") from error

    def join(self, segment: Segment, run: str, moves: list[Move]) -> None:
        """Enter a published segment in the place of those that went into it: all of it or nothing. Rows keep their numbers.

        Args:
            segment: the joined one; what is written in it is taken from ``moves``.
            run: which joined it.
            moves: its parts.
        """
        parts = [(move.name,) for move in moves]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                self._db.execute("INSERT INTO segments VALUES (?, ?, ?)", (segment.name, run, segment.software))
                self._db.executemany("DELETE FROM segments WHERE name = ?", parts)
                self._db.executemany("DELETE FROM files WHERE segment = ?", parts)
                self._db.executemany(
                    "INSERT INTO files VALUES (?, ?, ?, ?)",
                    [(path, sha256, size, segment.name) for path, (sha256, size) in segment.files.items()],
                )
                self._move(segment.name, moves)
        except sqlite3.Error as error:
            raise StorageError(f"{self._shown}: cannot write: {error}") from error

    def _move(self, name: str, moves: list[Move]) -> None:
        """One walk over the table of captures, whatever the number of parts; articles by their ids."""
        self._db.execute("CREATE TEMP TABLE moved (name TEXT PRIMARY KEY, at INTEGER, line_at INTEGER)")
        self._db.executemany("INSERT INTO moved VALUES (?, ?, ?)", moves)
        self._db.execute(
            "UPDATE articles SET line_offset = line_offset + line_at, segment = ? FROM moved WHERE moved.name = segment"
            " AND id IN (SELECT article FROM captures WHERE segment IN (SELECT name FROM moved))",
            (name,),
        )
        self._db.execute(
            "UPDATE captures SET offset = offset + at, segment = ? FROM moved WHERE moved.name = segment", (name,)
        )
        self._db.execute("DROP TABLE temp.moved")

    def sites_before(self, run: str, uris: Iterable[str]) -> tuple[SiteMemory, ...]:
        """What was known, when ``run`` began, of the sites that these pages belong to."""
        try:
            return sitememory.known_before(self._db, run, uris)
        except sqlite3.Error as error:
            raise StorageError(f"{self._shown}: {error}; see `newsarchive verify`") from error

    def change(self, first: str, then: str, rows: list[tuple[Any, ...]]) -> None:
        """Run the statement ``first``, and ``then`` for each of ``rows``, in one transaction: for tables of other modules."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                self._db.execute(first)
                self._db.executemany(then, rows)
        except sqlite3.Error as error:
            raise StorageError(f"{self._shown}: cannot write: {error}") from error

    def original(self, sha256: str) -> tuple[str, str, str, str] | None:
        """Record id, URI, date and run of the record that holds these bytes."""
        row = self.row(
            "SELECT record_id, uri, date, run FROM captures JOIN segments ON name = segment"
            " WHERE article = ? AND kind NOT IN ('revisit', 'again') ORDER BY number LIMIT 1",
            sha256,
        )
        return tuple(row) if row else None

    def latest(self, uri: str) -> tuple[str, str] | None:
        """SHA-256 and run of the latest capture of ``uri``."""
        row = self.row(
            "SELECT article, run FROM captures JOIN segments ON name = segment WHERE uri = ? AND kind <> 'again'"
            " ORDER BY number DESC LIMIT 1",
            uri,
        )
        return tuple(row) if row else None

    def generations(self, segment: str) -> dict[str, int]:
        """Of the articles that ``segment`` has lines of, those that were cleaned again, and which cleaning counts."""
        if self.row("SELECT 1 FROM sqlite_master WHERE name = 'cleaned_again'") is None:
            return {}
        rows = self.rows(
            "SELECT g.article, g.generation FROM captures c JOIN cleaned_again g ON g.article = c.article WHERE c.segment = ?",
            segment,
        )
        return {row["article"]: row["generation"] for row in rows}

    def segment_of(self, sha256: str) -> str:
        """Name of the segment that holds these bytes; empty where none does."""
        row = self.row("SELECT segment FROM articles WHERE id = ?", sha256)
        return str(row["segment"]) if row else ""

    def files(self) -> dict[str, FileDigest]:
        """Every published segment file, by its path."""
        return {
            row["path"]: FileDigest(row["sha256"], row["bytes"])
            for row in self.rows("SELECT * FROM files ORDER BY path")
        }

    def segment_names(self) -> set[str]:
        return {row["name"] for row in self.rows("SELECT name FROM segments")}
