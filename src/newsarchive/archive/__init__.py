"""An archive of pages: segments that check each other, a ledger of every run, a manifest, a catalog.

:class:`Archive` is the whole of it for callers; the modules beside this one are its rooms.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsarchive.archive.layout import JSONL, WARC, Layout
from newsarchive.errors import NewsarchiveError, NothingDone, StorageError

if TYPE_CHECKING:
    from newsarchive.archive.catalog import Catalog
    from newsarchive.archive.export import Exported, Target
    from newsarchive.archive.export.selection import Selection
    from newsarchive.archive.export.tables import Sink
    from newsarchive.archive.history import Version
    from newsarchive.archive.ingest import RunOptions
    from newsarchive.archive.repair import RepairReport
    from newsarchive.archive.report import Report
    from newsarchive.archive.reprocess import Again
    from newsarchive.archive.verify import Scope
    from newsarchive.engines.cell import Limits
    from newsarchive.model import Article
    from newsarchive.sources.choice import Page, SourceFile


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in ``folder``; made by the first :meth:`ingest`."""

    folder: Path

    @property
    def layout(self) -> Layout:
        return Layout(Path(self.folder).absolute())

    def ingest(
        self, pages: Iterable[Page | SourceFile], options: RunOptions, *, lock_wait: float = 0
    ) -> dict[str, Any]:
        """Take ``pages`` in; returns the run's summary (docs/archive.md).

        Args:
            pages: what :func:`newsarchive.sources.read_sources` gives, or ``read_files``: then files that have not changed since
                they were taken in are not read. Every page is accounted for.
            options: name of the run, date for pages that have none, workers.
            lock_wait: seconds to wait for another run to end.

        Raises:
            ArchiveLocked: another run is still writing after that time.
            StorageError, OSError: the archive cannot be read or written.
        """
        from newsarchive.archive.ingest import run_ingest
        from newsarchive.archive.lock import write_lock

        layout = self.layout
        if layout.about.exists():
            layout.require()
        layout.folder.mkdir(parents=True, exist_ok=True)
        with write_lock(layout.lock, lock_wait):
            return run_ingest(layout, pages, options)

    def verify(self, scope: Scope | None = None, *, time: str | None = None) -> Report:
        """Check everything against everything, or as much as ``scope`` says.

        Args:
            scope: how much.
            time: now, ``YYYY-MM-DDThh:mm:ssZ``: note in events.jsonl that the check was made. None: touch nothing.

        Raises:
            StorageError: there is no archive here.
        """
        from newsarchive.archive.verify import Scope, verify

        scope = scope or Scope()
        report = verify(self.layout, scope)
        if time is not None:
            report.unremembered = self._remember(report, scope, time)
        return report

    def _remember(self, report: Report, scope: Scope, time: str) -> str:
        """Note a check among the events; why that cannot be, or an empty string."""
        from newsarchive.archive.events import FIXITY_CHECK, remember
        from newsarchive.archive.lock import write_lock
        from newsarchive.software import SOFTWARE

        more: dict[str, Any] = {"files": report.files, "records": report.records, "bytes": report.bytes}
        if report.segments is not None:
            more["segments"] = report.segments
        more |= {name: True for name in ("fast", "cross_check") if getattr(scope, name)}
        if report.findings:
            more["findings"] = [str(finding) for finding in report.findings[:100]]
        outcome = f"{len(report.findings)} damaged" if report.findings else "success"
        try:
            with write_lock(self.layout.lock, 0):
                remember(self.layout, FIXITY_CHECK, time, SOFTWARE, outcome, **more)
        except NewsarchiveError as error:
            return str(error)
        return ""

    def repair(self, run: str, time: str, *, lock_wait: float = 0) -> RepairReport:
        """Rebuild what can be rebuilt, name what cannot.

        Args:
            run: name of the ledger that lists the inputs to ingest again.
            time: now, ``YYYY-MM-DDThh:mm:ssZ``.
            lock_wait: seconds to wait for another run to end.

        Raises:
            ArchiveLocked: another run is still writing after that time.
            StorageError, OSError: there is no archive here, or it cannot be read or written.
        """
        from newsarchive.archive.lock import write_lock
        from newsarchive.archive.repair import repair

        layout = self.layout
        if not layout.segments.is_dir():
            layout.require()
        with write_lock(layout.lock, lock_wait):
            return repair(layout, run, time)

    def compact(self, run: str, time: str, target: int | None = None, *, lock_wait: float = 0) -> dict[str, Any]:
        """Join small segments; see :func:`newsarchive.archive.compact.compact`, which says what comes back.

        Args:
            run: name of the ledger that says where each segment went.
            time: now, ``YYYY-MM-DDThh:mm:ssZ``.
            target: bytes of a joined segment at the most; None: as is usual.
            lock_wait: seconds to wait for another run to end.

        Raises:
            ArchiveLocked: another run is still writing after that time.
            DamageFound: a segment is not what it was when it was written.
            StorageError, OSError: there is no archive here, or it cannot be read or written.
        """
        from newsarchive.archive.compact import TARGET, compact
        from newsarchive.archive.lock import write_lock

        layout = self.layout
        layout.require()
        with write_lock(layout.lock, lock_wait):
            return compact(layout, run, time, target or TARGET)

    def compact_plan(self, target: int | None = None) -> dict[str, Any]:
        """What :meth:`compact` would do; reads only."""
        from newsarchive.archive.compact import TARGET, plan_of

        return plan_of(self.layout, target or TARGET)

    def export(
        self, to: Target, path: Path | Sink, selection: Selection, *, time: str = "", force: bool = False
    ) -> Exported:
        """The archive, or articles of it, in another form; see :func:`newsarchive.archive.export.export`."""
        from newsarchive.archive.export import export

        return export(self.layout, to, path, selection, time=time, force=force)

    def reprocess(
        self, limits: Limits | None = None, *, outdated: bool = False, site_memory: bool = True
    ) -> Iterator[Again]:
        """Every page cleaned again with this version, and how that differs from what is archived; writes nothing.

        See :func:`newsarchive.archive.reprocess.reprocess`; :meth:`clean_again` writes.
        """
        from newsarchive.archive.reprocess import reprocess
        from newsarchive.engines.cell import Limits

        with self._catalog() as catalog:
            yield from reprocess(self.layout, catalog, limits or Limits(), outdated=outdated, site_memory=site_memory)

    def clean_again(self, options: RunOptions, *, outdated: bool = False, lock_wait: float = 0) -> dict[str, Any]:
        """Every page cleaned again with this version, and new articles archived beside the old; returns the run's summary.

        Args:
            options: as for :meth:`ingest`.
            outdated: only pages whose article another version made.
            lock_wait: seconds to wait for another run to end.

        Raises:
            ArchiveLocked: another run is still writing after that time.
            StorageError, OSError: there is no archive here, or it cannot be read or written.
        """
        from newsarchive.archive.again import run_again
        from newsarchive.archive.lock import write_lock

        layout = self.layout
        layout.require()
        with write_lock(layout.lock, lock_wait):
            return run_again(layout, options, outdated=outdated)

    def history(self, uri: str) -> Iterator[Version]:
        """All captures of ``uri``, first to latest, each with what changed.

        Raises:
            NothingDone: there is none; the message names near ones.
            StorageError: the archive cannot be read.
        """
        from newsarchive.archive.history import history, near_uris
        from newsarchive.textnorm import printable

        with self._catalog() as catalog:
            if catalog.latest(uri) is None:
                near = "".join(f"\n  {printable(each)}" for each in near_uris(catalog, uri))
                hint = f"; near:{near}" if near else "; `newsarchive list` shows what there is"
                raise NothingDone(f"{printable(uri)}: no capture of this URI{hint}")
            yield from history(catalog, uri)

    def captures(self, limit: int = -1) -> Iterator[dict[str, Any]]:
        """What is in the archive, latest first: one object a capture, at most ``limit`` (-1: all)."""
        from newsarchive.archive.lookup import captures

        with self._catalog() as catalog:
            yield from captures(catalog, limit)

    def search(self, typed: str, limit: int = 20) -> Iterator[dict[str, Any]]:
        """Articles in which the words occur, best first: id, uri, date, headline, language, score (lower is better), text.

        The query language is that of :func:`newsarchive.archive.search.fts_query`.
        """
        from newsarchive.archive.lookup import search

        with self._catalog() as catalog:
            yield from search(catalog, typed, limit)

    def article(self, key: str) -> Article:
        """The article of ``key``: an id, or its first 4 or more hex digits, or a URI (its latest version).

        Raises:
            NothingDone: there is none, or the digits fit several.
            StorageError: the archive or the article's line cannot be read.
        """
        from newsarchive.archive.lookup import find
        from newsarchive.formats.articlejson import from_value

        with self._catalog() as catalog:
            row = find(catalog, key)
        path = self.layout.segment_file(row["segment"], JSONL)
        try:
            with open(path, "rb") as file:
                file.seek(row["line_offset"])
                return from_value(json.loads(file.read(row["line_length"])))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StorageError(f"{path.name}: cannot read the article: {error}; see `newsarchive verify`") from error

    def near_duplicate_of(self, article: Article) -> str | None:
        """The id of the earlier article that ``article`` is nearly the same as; None where there is none."""
        with self._catalog() as catalog:
            row = catalog.row("SELECT nearest FROM near_duplicates WHERE article = ?", article.id)
        return str(row["nearest"]) if row else None

    def source_bytes(self, key: str) -> bytes:
        """The page of ``key`` as it came, from the WARC: of a response the body, codings undone.

        Raises:
            NothingDone: as :meth:`article`; or the archive only refers to the page's record.
            StorageError: as :meth:`article`.
        """
        from newsarchive.archive.contents import read_page
        from newsarchive.archive.lookup import find

        with self._catalog() as catalog:
            row = find(catalog, key)
            place = catalog.row(
                "SELECT * FROM captures WHERE article = ? AND kind NOT IN ('revisit', 'again')", row["id"]
            )
        if place is None:
            raise StorageError(f"{key}: the catalog has no record of the page; see `newsarchive verify`")
        if place["kind"] == "reference":
            record = self.article(key).source.record
            where = f"record {record.id} at byte {record.offset} of {record.file}" if record else "its web archive"
            raise NothingDone(f"{key}: only referred to; the page is {where}")
        return read_page(self.layout.segment_file(place["segment"], WARC), place["offset"], place["record_id"])

    @contextmanager
    def _catalog(self) -> Iterator[Catalog]:
        from newsarchive.archive.catalog import Catalog

        self.layout.require()
        with Catalog(self.layout.catalog) as catalog:
            yield catalog
