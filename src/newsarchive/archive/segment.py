"""A shard to a segment: four files that check each other, written, synced and published create-only."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from newsarchive.archive import records
from newsarchive.archive.cdxj import cdxj_line
from newsarchive.archive.copying import AGAIN, ELSEWHERE, REFERENCE, RESOURCE, REVISIT, can_be_copied, claim_of, copied
from newsarchive.archive.durable import OpenFile, publish, sync_folder
from newsarchive.archive.entry import Entry, entry_of
from newsarchive.archive.layout import CDXJ, JSONL, SEGMENT_SUFFIXES, WARC, WET, Layout
from newsarchive.archive.shard import (
    Capture,
    Item,
    Place,
    Revisit,
    Segment,
    Shard,
    ShardResult,
    Written,
    without_page,
)
from newsarchive.archive.sitememory import site_of
from newsarchive.engines.cell import Limits, kept_cell
from newsarchive.model import Failure

WET_TEXT = "text/plain; charset=utf-8"
WET_JSON = "application/json"
WARC_ABOUT = "news pages as they came, and what was removed from them"
WET_ABOUT = "clean text and normalised JSON of the pages in the WARC of this name"


def write_shard(folder: Path, shard: Shard, limits: Limits) -> ShardResult:
    """Clean the pages of ``shard``, each within ``limits``, and publish its segment in the archive at ``folder``.

    Runs in a worker: touches nothing but the segment's own files. Doing it twice is harmless.

    Raises:
        OSError, StorageError: the files cannot be written.
    """
    cell = kept_cell(limits)
    known = {memory.site: memory for memory in shard.memory}
    cleaned = [
        (item, cell.make(entry_of, item.page, known.get(site_of(item.uri))) if isinstance(item, Capture) else None)
        for item in shard.items
    ]
    return publish_shard(Layout(folder), shard, cleaned)


def publish_shard(layout: Layout, shard: Shard, cleaned: list[tuple[Item, Entry | Failure | None]]) -> ShardResult:
    """Publish the segment of what was made of the items of ``shard``, in their order; None: it is a revisit.

    Raises:
        OSError, StorageError: the files cannot be written.
    """
    if all(isinstance(result, Failure) for _, result in cleaned):
        return ShardResult(None, tuple(result for _, result in cleaned if isinstance(result, Failure)))
    with ExitStack() as stack:
        files = {s: stack.enter_context(OpenFile(layout.segment_file(shard.name, s))) for s in SEGMENT_SUFFIXES}
        outcomes = _SegmentWriter(shard, files).write(cleaned)
        digests = {layout.relative(file.final): file.finish() for file in files.values()}
    for suffix in SEGMENT_SUFFIXES:
        publish(layout.segment_file(shard.name, suffix))
    sync_folder(layout.segments)
    outcomes = tuple(map(without_page, outcomes))
    written = tuple(one for one in outcomes if isinstance(one, Written))
    return ShardResult(Segment(shard.name, shard.software, digests, written), outcomes)


class _SegmentWriter:
    """Writes the records of one segment; knows the four files and the ids of their warcinfo records."""

    def __init__(self, shard: Shard, files: dict[str, OpenFile]) -> None:
        self._shard, self._files = shard, files
        self._warc_info = self._head(WARC, shard, WARC_ABOUT)
        self._wet_info = self._head(WET, shard, WET_ABOUT)

    def _head(self, suffix: str, shard: Shard, description: str) -> str:
        file = self._files[suffix]
        info_id, member = records.warcinfo(file.final.name, shard.date, shard.software, description)
        file.write(member)
        return info_id

    def write(self, items: list[tuple[Item, Entry | Failure | None]]) -> tuple[Written | Failure, ...]:
        """Write all that did not fail, then the index; what became of each item, in order."""
        outcomes = tuple(self._write(item, result) for item, result in items)
        lines = sorted(
            self._index_line(one) for one in outcomes if isinstance(one, Written) and one.kind not in ELSEWHERE
        )
        self._files[CDXJ].write("".join(f"{line}\n" for line in lines).encode())
        return outcomes

    def _write(self, item: Item, result: Entry | Failure | None) -> Written | Failure:
        if isinstance(result, Failure):
            return result
        if isinstance(item, Capture) and result is not None:
            return self._capture(item, result)
        if isinstance(item, Revisit):
            return self._revisit(item)
        raise TypeError(f"a capture without an article: {item.uri}")

    def _capture(self, item: Capture, entry: Entry) -> Written:
        uri, date = item.uri, item.date
        kind, identity, page = self._page(item, entry)
        place = self._append(WARC, page) if page else Place(self._files[WARC].position, 0)
        told = (referred(kind, item.sha256, item.generation) if kind in ELSEWHERE else b"") + entry.account
        told_at = self._append(WARC, records.metadata(uri, date, identity, told, self._warc_info, item.generation))
        for media_type, block in ((WET_TEXT, entry.text.encode()), (WET_JSON, entry.line)):
            if block:
                about = (uri, date, identity, block, media_type, self._wet_info)
                self._append(WET, records.conversion(*about, item.generation))
        stands = self._append(JSONL, entry.line + b"\n")
        return Written(item, identity, place if page else told_at, entry, stands, kind)

    def _page(self, item: Capture, entry: Entry) -> tuple[str, str, bytes]:
        """Kind, id and member of the record that holds the page; no member where it is only referred to."""
        captured = item.page.captured
        if item.original:
            return AGAIN, item.original, b""
        if captured is not None and self._shard.by_reference:
            return REFERENCE, captured.record_id, b""
        if captured is not None and can_be_copied(item.page):
            return captured.kind, captured.record_id, copied(captured)
        content_type = f"{entry.media_type}; charset={entry.charset}"  # as it was read, so that replay shows it right
        data = records.resource(item.uri, item.date, item.page.data, content_type, self._warc_info)
        return RESOURCE, records.resource_id(item.uri, item.date, item.sha256), data

    def _revisit(self, item: Revisit) -> Written:
        member = records.revisit(item.uri, item.date, item.sha256, item.original, self._warc_info)
        identity = records.revisit_id(item.uri, item.date, item.sha256)
        return Written(item, identity, self._append(WARC, member), None, None, REVISIT)

    def _append(self, suffix: str, data: bytes) -> Place:
        file = self._files[suffix]
        place = Place(file.position, len(data))
        file.write(data)
        return place

    def _index_line(self, one: Written) -> str:
        place = (self._files[WARC].final.name, one.place.offset, one.place.length)
        mime, status = one.entry.media_type if one.entry else "warc/revisit", ""
        if isinstance(one.item, Capture) and one.item.page.captured and one.kind != RESOURCE:
            _, _, mime, status = claim_of(one.item.page.captured)
        return cdxj_line(one.item.uri, one.item.date, mime, one.item.sha256, place, status)


def referred(kind: str, sha256: str, generation: int) -> bytes:
    """What stands before the account of a page whose record is :data:`ELSEWHERE`: the SHA-256 of its bytes, of one that was cleaned
    again how often."""
    if kind == AGAIN:
        return records.fields([("cleaned-again", str(generation)), ("page-sha256", sha256)])
    return records.fields([("source-sha256", sha256)])
