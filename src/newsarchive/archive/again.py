"""The pages of an archive cleaned again by this version, into new segments; what was archived stays as it is.

rows of the catalog ─▶ task ─▶ worker: read page and article, clean, write, publish ─▶ catalog ─▶ ledger line

A page whose article would be the same is left alone, so a second run writes nothing, and one that was killed goes on where it was.
Why so: docs/decisions/0010-reprocess.md. What would change is compared in reprocess.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from newsarchive.archive.catalog import Catalog
from newsarchive.archive.contents import read_page
from newsarchive.archive.copying import AGAIN, REFERENCE, REVISIT
from newsarchive.archive.entry import Entry, entry_of
from newsarchive.archive.events import NORMALIZATION
from newsarchive.archive.export.selection import line_of
from newsarchive.archive.ingest import RunOptions, status_of
from newsarchive.archive.layout import WARC, Layout
from newsarchive.archive.ledger import Ledger
from newsarchive.archive.planner import MAX_BYTES, MAX_ITEMS
from newsarchive.archive.reprocess import page_again
from newsarchive.archive.run import carry_out
from newsarchive.archive.segment import publish_shard
from newsarchive.archive.shard import Capture, Item, Segment, Shard, Written
from newsarchive.archive.sitememory import site_of
from newsarchive.engines import Engine
from newsarchive.engines.cell import Cell, Limits, kept_cell
from newsarchive.engines.driver import Death, Driver
from newsarchive.errors import StorageError
from newsarchive.formats.articlejson import from_value
from newsarchive.model import Failure, SiteMemory
from newsarchive.software import SOFTWARE

_REFERRED = "reference"
"""In the summary: pages of which the archive has no bytes."""
_QUERY = (
    "SELECT c.number, c.uri, c.date, c.article AS id, c.kind, c.record_id, c.segment AS held, c.offset, c.length, a.segment,"
    " a.line_offset, a.line_length, COALESCE(g.generation, 0) AS generation FROM captures c JOIN articles a ON a.id = c.article"
    " LEFT JOIN cleaned_again g ON g.article = a.id WHERE c.number > ? AND c.kind NOT IN (?, ?) ORDER BY c.number LIMIT ?"
)
_GROWS = 4
"""A news page is some four to six times as large as its record on disk: so many bytes of a task stand for :data:`MAX_BYTES`."""


@dataclass(frozen=True, slots=True)
class Task:
    """Pages for one worker: rows of :data:`_QUERY` by name."""

    pages: tuple[dict[str, Any], ...]
    memory: tuple[SiteMemory, ...]
    """What was known of their sites when the run began."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: its segment, None where nothing is new, and of each page, in order; None: it is as it was."""

    segment: Segment | None
    outcomes: tuple[Written | Failure | None, ...]


def run_again(layout: Layout, options: RunOptions, *, outdated: bool) -> dict[str, Any]:
    """Clean every page that the archive holds again; the caller holds the write lock.

    Args:
        layout: the archive.
        options: as for a run that takes pages in.
        outdated: only pages whose article another version made.

    Returns:
        The summary, as of a run that takes pages in: ``unchanged`` are articles that would be the same.

    Raises:
        StorageError, OSError: there is no archive here, or it cannot be read or written.
    """
    layout.require()

    def work(catalog: Catalog, ledger: Ledger, engine: Engine) -> dict[str, Any]:
        return _Run(layout, catalog, ledger, engine, options).account_for(outdated)

    return carry_out(layout, options, NORMALIZATION, work)


class _Run:
    def __init__(self, layout: Layout, catalog: Catalog, ledger: Ledger, engine: Engine, options: RunOptions) -> None:
        self._catalog, self._ledger, self._options = catalog, ledger, options
        self._engine, self._outdated = engine, False
        self._work = partial(clean_again, layout.folder, limits=options.limits)
        self._stall = options.stall

    def account_for(self, outdated: bool) -> dict[str, Any]:
        """Clean and close the ledger; its summary."""
        started = time.monotonic()
        finished = False
        work = partial(self._work, outdated=outdated)
        driver: Driver[Task, Done] = Driver(self._engine, work, self._stall)
        try:
            for task in self._options.stop.until(self._tasks()):
                for done, result in driver.launch(task):
                    self._commit(done, result)
            for done, result in driver.drain():
                self._commit(done, result)
            finished = not self._options.stop.why
        finally:  # as a run that takes pages in: what was finished is safe, and the ledger says what that is
            summary = self._ledger.close(time.monotonic() - started, interrupted=not finished)
        return summary

    def _tasks(self) -> Iterator[Task]:
        pages: list[dict[str, Any]] = []
        size = 0
        for page in self._pages():
            if page["kind"] == REFERENCE:
                self._ledger.passed_over[_REFERRED] += 1
                continue
            pages.append(page)
            size += page["length"]
            if len(pages) >= MAX_ITEMS or size >= MAX_BYTES // _GROWS:
                yield self._task(pages)
                pages, size = [], 0
        if pages:
            yield self._task(pages)

    def _pages(self) -> Iterator[dict[str, Any]]:
        """Rows are fetched some at a time: what is entered meanwhile must not move them."""
        last = 0
        while rows := [dict(row) for row in self._catalog.rows(_QUERY, last, REVISIT, AGAIN, MAX_ITEMS)]:
            yield from rows
            last = rows[-1]["number"]

    def _task(self, pages: list[dict[str, Any]]) -> Task:
        uris = [page["uri"] for page in pages] if self._options.site_memory else []
        return Task(tuple(pages), self._catalog.sites_before(self._options.run, uris))

    def _commit(self, task: Task, result: Done | Death) -> None:
        with self._options.stop.held():
            if isinstance(result, Death):
                result = Done(None, tuple(_lost(page["uri"], result) for page in task.pages))
            segment = result.segment
            if segment is not None:
                self._catalog.add(segment, self._options.run)
                self._ledger.segments.append(segment.name)
                size = sum(file.bytes for file in segment.files.values())
                self._options.observe({"segment": segment.name, "bytes": size})
            for page, outcome in zip(task.pages, result.outcomes, strict=True):
                self._account(page, outcome, segment)
            self._ledger.sync()

    def _account(self, page: dict[str, Any], outcome: Written | Failure | None, segment: Segment | None) -> None:
        told: dict[str, Any] = {"identity": page["id"]}
        if isinstance(outcome, Failure):
            entry = self._ledger.add(page["uri"], "failed", outcome.reason, **told, failure=outcome)
        elif outcome is None:
            reason = "the archive has this article"
            entry = self._ledger.add(page["uri"], "unchanged", reason, **told, segment=page["segment"])
        else:
            name = segment.name if segment else None
            entry = self._ledger.add(page["uri"], *status_of(outcome.entry), **told, segment=name)
        self._options.observe(entry)


def _lost(uri: str, death: Death) -> Failure:
    return Failure(uri, "limit", f"the worker process died twice ({death.reason}); run again to try again")


def clean_again(folder: Path, task: Task, limits: Limits, *, outdated: bool) -> Done:
    """Clean the pages of ``task`` and publish a segment of those articles that are new. Runs in a worker; twice is harmless.

    Raises:
        OSError, StorageError: the segment cannot be written.
    """
    layout = Layout(folder)
    cell = kept_cell(limits)
    known = {memory.site: memory for memory in task.memory}
    made = [_made(layout, cell, page, known.get(site_of(page["uri"])), outdated=outdated) for page in task.pages]
    new: list[tuple[Item, Entry | Failure | None]] = [each for each in made if isinstance(each, tuple)]
    if not new:
        return Done(None, tuple(each for each in made if not isinstance(each, tuple)))
    shard = Shard(tuple(item for item, _ in new), SOFTWARE, memory=task.memory)
    result = publish_shard(layout, shard, new)
    written = iter(result.outcomes)
    return Done(result.segment, tuple(next(written) if isinstance(each, tuple) else each for each in made))


def _made(
    layout: Layout, cell: Cell, page: dict[str, Any], memory: SiteMemory | None, *, outdated: bool
) -> tuple[Capture, Entry] | Failure | None:
    """The page and its new entry; None: it is as it was."""
    try:
        line = line_of(layout, page)
        was = from_value(json.loads(line))
        if outdated and was.software == SOFTWARE:
            return None
        data = read_page(layout.segment_file(page["held"], WARC), page["offset"], page["record_id"])
    except (StorageError, ValueError, KeyError, TypeError) as error:
        return Failure(page["uri"], "source", str(error))
    raw = page_again(was, data, page["uri"], page["date"])
    entry = cell.make(entry_of, raw, memory)
    if isinstance(entry, Failure):
        return entry
    if entry.line + b"\n" == line:
        return None
    generation = page["generation"] + 1
    return Capture(raw, page["date"], page["id"], original=page["record_id"], generation=generation), entry
