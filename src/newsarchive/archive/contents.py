"""What stands in a published segment, read back from its files: for the catalog's rebuilding and for whoever asks for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive.check_segment import CaptureFact, capture_fact
from newsarchive.archive.copying import AGAIN, REVISIT, source_bytes
from newsarchive.archive.durable import file_digest
from newsarchive.archive.entry import Entry, entry_of
from newsarchive.archive.layout import JSONL, SEGMENT_SUFFIXES, WARC, Layout
from newsarchive.archive.members import Damage, Record, read_member, read_members
from newsarchive.archive.shard import Capture, Place, Revisit, Segment, Written
from newsarchive.errors import DamageFound, StorageError
from newsarchive.formats.articlejson import from_value
from newsarchive.model import RawPage
from newsarchive.textnorm import printable


def read_segment(layout: Layout, name: str) -> Segment:
    """The segment ``name`` as its writer described it.

    Raises:
        StorageError: its files do not belong together; ``newsarchive verify`` says where.
    """
    try:
        articles = dict(_articles(layout.segment_file(name, JSONL)))
        written = tuple(_written(layout.segment_file(name, WARC), articles))
        software = next(iter(articles.values()))[0].software if articles else ""
    except (KeyError, TypeError, ValueError, OSError, DamageFound) as error:
        shown = printable(name)
        raise StorageError(f"segments/{shown}: cannot be read back ({error}); see `newsarchive verify`") from error
    files = {
        layout.relative(path): file_digest(path)
        for path in (layout.segment_file(name, suffix) for suffix in SEGMENT_SUFFIXES)
    }
    return Segment(name, software, files, written)


def _articles(path: Path) -> Iterator[tuple[str, tuple[Entry, Place]]]:
    offset = 0
    for line in path.read_bytes().splitlines(keepends=True):
        entry = entry_of(from_value(json.loads(line)))
        yield entry.id, (entry, Place(offset, len(line)))
        offset += len(line)


def _written(path: Path, articles: dict[str, tuple[Entry, Place]]) -> Iterator[Written]:
    for record in read_members(path):
        if isinstance(record, Damage):
            raise DamageFound(f"{record.name}: {record.problem}")
        if (fact := capture_fact(record)) is not None:
            yield _one(fact, record, articles)


def _one(fact: CaptureFact, record: Record, articles: dict[str, tuple[Entry, Place]]) -> Written:
    place = Place(fact.offset, fact.length)
    if fact.kind == REVISIT:
        headers = record.headers
        original = (
            headers["warc-refers-to"],
            headers["warc-refers-to-target-uri"],
            headers["warc-refers-to-date"],
        )
        return Written(Revisit(fact.uri, fact.date, fact.article, original), fact.record_id, place, None, None, REVISIT)
    entry, line = articles[fact.article]
    page_record = fact.record_id if fact.kind == AGAIN else ""
    page = RawPage(b"", fact.uri, fact.date)
    capture = Capture(page, fact.date, fact.article, original=page_record, generation=fact.generation)
    return Written(capture, fact.record_id, place, entry, line, fact.kind)


def read_page(path: Path, offset: int, record_id: str) -> bytes:
    """The page that the record ``record_id`` at byte ``offset`` of ``path`` holds: of a response the body, codings undone.

    Raises:
        StorageError: another record is there, or none.
    """
    shown = printable(str(path))
    try:
        found = read_member(path, offset)
        if isinstance(found, Record) and found.headers.get("warc-record-id") == record_id:
            return source_bytes(found)
    except OSError as error:
        raise StorageError(f"{shown}: {error.strerror}") from error
    raise StorageError(f"{shown}: {record_id} is not at byte {offset}; see `newsarchive verify`")
