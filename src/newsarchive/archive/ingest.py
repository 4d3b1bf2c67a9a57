"""The run: inputs in, segments out, every input accounted for. What every run has around it: run.py.

read ─▶ plan ─▶ shard ─▶ worker: clean, write, publish ─▶ catalog ─▶ ledger line   (in the order of the shards)
at the end: ledger published ─▶ manifest replaced ─▶ ledger settled
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.entry import Entry
from newsarchive.archive.layout import Layout
from newsarchive.archive.ledger import INGESTION, Ledger
from newsarchive.archive.planner import Planner, Unchanged
from newsarchive.archive.quarantine import Quarantine
from newsarchive.archive.run import carry_out
from newsarchive.archive.seen import Known, Seen
from newsarchive.archive.segment import write_shard
from newsarchive.archive.shard import Capture, Item, Revisit, Shard, ShardResult, Written
from newsarchive.archive.stopping import Stop
from newsarchive.digest import sha256_hex
from newsarchive.engines import Engine
from newsarchive.engines.cell import Limits
from newsarchive.engines.driver import Death, Driver
from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.software import SOFTWARE
from newsarchive.sources.choice import Page, PassedOver, SourceFile

MAX_FAILURES = "too many inputs failed (--max-failures)"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is done; but for ``by_reference`` and ``site_memory``, nothing here changes what is written."""

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
    site_memory: bool = True
    """Lines that recur on a site, as far as the archive knew its pages when the run began, are no text of an article."""
    checksum: bool = False
    """Read files although size and time say that they are unchanged."""
    now_ns: int = 0
    """When the run began, in nanoseconds since 1970; 0: unknown, and the next run reads every file again."""
    max_failures: int | None = None
    """After so many failed inputs the run ends itself."""
    stop: Stop = field(default_factory=Stop)
    """Through which the run is asked to end."""
    observe: Callable[[dict[str, Any]], None] = lambda _: None
    """Called with every line of the ledger as it is written; ``{"segment": name, "bytes": n}`` for a segment that is published
    and entered, ``{"read": path}`` for a file that was read or need not be (None: standard input)."""


Inputs = Iterable[Page | SourceFile]


def run_ingest(layout: Layout, pages: Inputs, options: RunOptions) -> dict[str, Any]:
    """Take ``pages`` into the archive; the caller holds the write lock.

    Returns:
        The summary: inputs, the five counts that add up to it, segments, seconds.

    Raises:
        StorageError, OSError: the archive cannot be read or written.
    """

    def take_in(catalog: Catalog, ledger: Ledger, engine: Engine) -> dict[str, Any]:
        return _Run(layout, catalog, ledger, engine, options).account_for(pages)

    return carry_out(layout, options, INGESTION, take_in)


class _Run:
    """One run: feeds shards to the engine, commits their results in order."""

    def __init__(self, layout: Layout, catalog: Catalog, ledger: Ledger, engine: Engine, options: RunOptions) -> None:
        self._catalog, self._ledger, self._engine, self._options = catalog, ledger, engine, options
        self._planner = Planner(catalog, options.run, SOFTWARE, options.by_reference)
        self._seen = Seen(catalog, options.run, options.now_ns, checksum=options.checksum)
        self._quarantine = Quarantine(layout, SOFTWARE, options.today)
        work = partial(write_shard, layout.folder, limits=options.limits)
        self._driver: Driver[Shard, ShardResult] = Driver(engine, work, options.stall)
        self._failed: dict[str, Failure] = {}  # bytes that failed in this run: their copies fail for the same reason

    def account_for(self, pages: Inputs) -> dict[str, Any]:
        """Take ``pages`` in and close the ledger; its summary."""
        started = time.monotonic()
        stop = self._options.stop
        finished = False
        try:
            self.take(pages)
            self._seen.enter()
            finished = stop.why in ("", MAX_FAILURES)
        finally:  # also where what is under way is dropped: what was finished is safe, and the ledger says what that is
            reason = stop.why if stop.why == MAX_FAILURES else ""
            summary = self._ledger.close(time.monotonic() - started, interrupted=not finished, stopped=reason)
        return summary

    def take(self, pages: Inputs) -> None:
        stop = self._options.stop
        for one in stop.until(pages):
            if isinstance(one, SourceFile):
                self._file(one)
            else:
                self._page(one, -1)
        self._drain(self._planner.cut() if not stop.why else None)
        for again, outcome in stop.until(self._planner.put_off()):
            if isinstance(outcome, Shard):
                self._launch(outcome)
            elif isinstance(outcome, Unchanged):
                self._unchanged(outcome, again.file)
            elif first := self._failed.get(again.sha256):
                self._account(again.uri, "failed", first.reason, again.file, identity=again.sha256, failure=first)
        self._drain(self._planner.cut() if not stop.why else None)

    def _file(self, file: SourceFile) -> None:
        number = self._seen.open(file)
        if isinstance(number, Known):
            self._not_read(file, number)
            return
        for page in self._options.stop.until(file.pages):
            self._page(page, number)
        if not self._options.stop.why:
            self._seen.read(number)
        self._options.observe({"read": file.path})

    def _not_read(self, file: SourceFile, known: Known) -> None:
        if known.inputs:
            reason = f"not read: as large and as old as in run {known.run}, which took it in"
            self._account(file.uri, "unchanged", reason, -1, inputs=known.inputs)
        self._options.observe({"read": file.path})

    def _page(self, page: Page, file: int) -> None:
        if isinstance(page, PassedOver):
            self._ledger.passed_over[page.why] += 1
            return
        self._seen.expect(file)
        if isinstance(page, Failure):
            self._account(page.uri, "failed", page.reason, file, failure=page)
        elif isinstance(page, NoPage):
            self._account(page.uri, page.status, page.reason, file)
        else:
            self._plan(page, file)

    def _plan(self, page: RawPage, file: int) -> None:
        capture = Capture(page, page.date or self._options.today, sha256_hex(page.data), file)
        if reason := self._quarantine.why_not(capture.sha256):
            known = Failure(page.uri, "limit", reason)
            self._account(page.uri, "failed", reason, file, identity=capture.sha256, failure=known)
            return
        outcome = self._planner.plan(capture)
        if isinstance(outcome, Shard):
            self._launch(outcome)
        elif outcome is not None:
            self._unchanged(outcome, file)

    def _launch(self, shard: Shard) -> None:
        if self._options.site_memory:
            uris = (item.uri for item in shard.items if isinstance(item, Capture))
            shard = dataclasses.replace(shard, memory=self._catalog.sites_before(self._options.run, uris))
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
        with self._options.stop.held():
            if isinstance(result, Death):
                result = ShardResult(None, tuple(_lost(item, result) for item in shard.items))
            else:
                self._set_apart(shard, result)
            segment = result.segment
            if segment is not None:
                self._catalog.add(segment, self._options.run)
                self._ledger.segments.append(segment.name)
                self._options.observe({"segment": segment.name, "bytes": sum(f.bytes for f in segment.files.values())})
            self._planner.committed(shard)
            for item, outcome in zip(shard.items, result.outcomes, strict=True):
                if isinstance(outcome, Failure):
                    self._failed[item.sha256] = outcome
                    told = {"identity": item.sha256, "failure": outcome}
                    self._account(item.uri, "failed", outcome.reason, item.file, **told)
                else:
                    name = segment.name if segment else None
                    self._account(item.uri, *_status(outcome), item.file, identity=item.sha256, segment=name)
            self._ledger.sync()

    def _set_apart(self, shard: Shard, result: ShardResult) -> None:
        for item, outcome in zip(shard.items, result.outcomes, strict=True):
            if isinstance(outcome, Failure) and outcome.stage == "limit" and isinstance(item, Capture):
                self._quarantine.put(item.page, item.sha256, outcome.reason)
            elif isinstance(outcome, Written):
                self._quarantine.release(item.sha256)

    def _unchanged(self, page: Unchanged, file: int) -> None:
        reason = "the archive holds these bytes"
        self._account(page.uri, "unchanged", reason, file, identity=page.sha256, segment=page.segment)

    def _account(self, uri: str, status: str, reason: str, file: int, **more: Any) -> None:
        entry = self._ledger.add(uri, status, reason, **more)
        self._seen.settle(file, failed=status == "failed")
        self._options.observe(entry)
        most = self._options.max_failures
        if status == "failed" and most is not None and self._ledger.counts["failed"] >= most:
            self._options.stop.finish(MAX_FAILURES)


def _lost(item: Item, death: Death) -> Failure:
    """Of a shard whose worker died twice, the second time alone: not a page's doing, each of which has a cell of its own."""
    return Failure(
        item.uri, "limit", f"the worker process of its shard died twice ({death.reason}); run again to try again"
    )


def _status(one: Written) -> tuple[str, str]:
    if isinstance(one.item, Revisit):
        return "duplicate", f"same bytes as {one.item.original[1]}"
    return status_of(one.entry)


def status_of(entry: Entry | None) -> tuple[str, str]:
    """Status and reason of an input that is in the archive now."""
    if entry is not None and entry.verdict is not None:
        return "not_article", f"{entry.verdict}: {entry.why}"
    return "ok", ""
