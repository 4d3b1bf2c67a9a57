"""The run: inputs in, segments out, every input accounted for. The only place that writes manifest, catalog and ledger.

read ─▶ plan ─▶ shard ─▶ worker: clean, write, publish ─▶ catalog ─▶ ledger line   (in the order of the shards)
at the end: ledger published ─▶ manifest replaced ─▶ ledger settled
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.archive import manifest
from newsarchive.archive.catalog import Catalog
from newsarchive.archive.durable import OPEN, file_digest, replace
from newsarchive.archive.events import remember_runs
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.planner import Planner, Unchanged
from newsarchive.archive.recover import recover
from newsarchive.archive.segment import write_shard
from newsarchive.archive.shard import Capture, Item, Revisit, Shard, ShardResult, Written
from newsarchive.digest import sha256_hex
from newsarchive.engines import Engine, open_engine
from newsarchive.engines.cell import Limits
from newsarchive.engines.driver import Death, Driver
from newsarchive.errors import NewsarchiveError
from newsarchive.model import Failure, NoPage, RawPage, Status
from newsarchive.pipeline import SOFTWARE


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is done; but for ``by_reference``, nothing here changes what is written."""

    run: str
    """Name of the ledger."""
    today: str
    """WARC-Date of pages whose source gives none, ``YYYY-MM-DDThh:mm:ssZ``."""
    workers: int = 1
    engine: str = "local"
    """Where shards are worked on: see :func:`newsarchive.engines.open_engine`."""
    limits: Limits = field(default_factory=Limits)
    """What one page may take."""
    stall: float = 3600
    """Seconds without the next shard's result after which its worker is taken for dead."""
    by_reference: bool = False
    """Records of web archives are not copied into the archive, only referred to."""
    progress: Callable[[int], None] = lambda _: None
    """Called with the number of inputs accounted for so far."""


def run_ingest(layout: Layout, pages: Iterable[RawPage | NoPage | Failure], options: RunOptions) -> dict[str, Any]:
    """Take ``pages`` into the archive; the caller holds the write lock.

    Returns:
        The summary: inputs, the five counts that add up to it, segments, seconds.

    Raises:
        StorageError, OSError: the archive cannot be read or written.
    """
    with open_engine(options.engine, options.workers) as engine:
        layout.make_folders()
        # First of all files: while it is open, verify knows that what the manifest does not list yet is no damage.
        ledger = Ledger(layout.runs / f"{options.run}.jsonl")
        try:
            layout.describe()
            catalog = prepare(layout, ledger.path)
        except NewsarchiveError:
            ledger.discard()  # nothing is under way; what is wrong must not look unfinished
            raise
        with catalog:
            summary = _Run(layout, catalog, ledger, engine, options).account_for(pages)
    write_manifest(layout)
    remember_runs(layout, options.today)
    ledger.settle()
    return summary


def prepare(layout: Layout, ours: Path) -> Catalog:
    """The catalog, with what a killed run left put in order; ``ours`` is the ledger of the run that begins."""
    catalog = Catalog(layout.catalog, create=True)
    try:
        recover(layout, catalog, ours)
    except BaseException:
        catalog.close()
        raise
    return catalog


def write_manifest(layout: Layout) -> None:
    """List every published file with its digest; those of segments come from the catalog, where their writer put them."""
    with Catalog(layout.catalog) as catalog:
        digests = {path: sha256 for path, (sha256, _) in catalog.files().items()}
    ledgers = (path for path in layout.runs.iterdir() if path.suffix != OPEN)
    for path in (layout.readme, layout.about, layout.catalog, *ledgers):
        digests[layout.relative(path)] = file_digest(path).sha256
    replace(layout.manifest, manifest.render(digests))


class _Run:
    """One run: feeds shards to the engine, commits their results in order."""

    def __init__(self, layout: Layout, catalog: Catalog, ledger: Ledger, engine: Engine, options: RunOptions) -> None:
        self._layout, self._catalog, self._ledger, self._engine = layout, catalog, ledger, engine
        self._options = options
        self._planner = Planner(catalog, options.run, SOFTWARE, options.by_reference)
        work = partial(write_shard, layout.folder, limits=options.limits)
        self._driver: Driver[Shard, ShardResult] = Driver(engine, work, options.stall)
        self._reasons: dict[str, str] = {}  # bytes that failed in this run: their copies fail for the same reason

    def account_for(self, pages: Iterable[RawPage | NoPage | Failure]) -> dict[str, Any]:
        """Take ``pages`` in and close the ledger; its summary."""
        started = time.monotonic()
        finished = False
        try:
            self.take(pages)
            finished = True
        finally:  # also on Ctrl-C: what was finished is safe, and the ledger says what that is
            summary = self._ledger.close(time.monotonic() - started, interrupted=not finished)
        return summary

    def take(self, pages: Iterable[RawPage | NoPage | Failure]) -> None:
        for page in pages:
            if isinstance(page, Failure):
                self._account(page.uri, "failed", page.reason)
            elif isinstance(page, NoPage):
                self._account(page.uri, page.status, page.reason)
            else:
                self._plan(page)
        self._drain(self._planner.cut())
        for again, outcome in self._planner.put_off():
            if isinstance(outcome, Shard):
                self._launch(outcome)
            elif isinstance(outcome, Unchanged):
                self._unchanged(outcome)
            elif again.sha256 in self._reasons:
                self._account(again.uri, "failed", self._reasons[again.sha256], identity=again.sha256)
        self._drain(self._planner.cut())

    def _plan(self, page: RawPage) -> None:
        capture = Capture(page, page.date or self._options.today, sha256_hex(page.data))
        outcome = self._planner.plan(capture)
        if isinstance(outcome, Shard):
            self._launch(outcome)
        elif outcome is not None:
            self._unchanged(outcome)

    def _launch(self, shard: Shard) -> None:
        for done, result in self._driver.launch(shard):
            self._commit(done, result)

    def _drain(self, last: Shard | None) -> None:
        if last is not None:
            if self._driver.idle:
                self._engine.stay_here()  # one shard in all: not worth starting processes for
            self._launch(last)
        for done, result in self._driver.drain():
            self._commit(done, result)

    def _commit(self, shard: Shard, result: ShardResult | Death) -> None:
        if isinstance(result, Death):
            result = ShardResult(None, tuple(_lost(item, result) for item in shard.items))
        segment = result.segment
        if segment is not None:
            self._catalog.add(segment, self._options.run)
            self._ledger.segments.append(segment.name)
        self._planner.committed(shard)
        for item, outcome in zip(shard.items, result.outcomes, strict=True):
            if isinstance(outcome, Failure):
                self._reasons[item.sha256] = outcome.reason
                self._ledger.add(item.uri, "failed", outcome.reason, identity=item.sha256, detail=outcome.detail)
                self._told()
            else:
                name = segment.name if segment else None
                self._account(item.uri, *_status(outcome), identity=item.sha256, segment=name)
        self._ledger.sync()

    def _unchanged(self, page: Unchanged) -> None:
        self._account(
            page.uri, "unchanged", "the archive holds these bytes", identity=page.sha256, segment=page.segment
        )

    def _account(
        self, uri: str, status: str, reason: str, *, identity: str | None = None, segment: str | None = None
    ) -> None:
        self._ledger.add(uri, status, reason, identity=identity, segment=segment)
        self._told()

    def _told(self) -> None:
        self._options.progress(sum(self._ledger.counts.values()))


def _lost(item: Item, death: Death) -> Failure:
    """Of a shard whose worker died twice, the second time alone: not a page's doing, each of which has a cell of its own."""
    return Failure(
        item.uri, "limit", f"the worker process of its shard died twice ({death.reason}); run again to try again"
    )


def _status(one: Written) -> tuple[str, str]:
    if isinstance(one.item, Revisit):
        return "duplicate", f"same bytes as {one.item.original[1]}"
    if one.article is not None and one.article.status is Status.NOT_ARTICLE and one.article.verdict:
        return "not_article", f"{one.article.verdict.kind}: {one.article.verdict.why}"
    return "ok", ""
