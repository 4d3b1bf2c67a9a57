"""What stands in a published segment, read back from its files: for the catalog's rebuilding and for verify.

Bulk reading is FastWARC's: 3 to 6 times as fast as warcio on the same file (docs/decisions/0005-reading-warc.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from newsarchive.archive.durable import file_digest
from newsarchive.archive.layout import JSONL, SEGMENT_SUFFIXES, WARC, Layout
from newsarchive.archive.shard import Capture, Place, Revisit, Segment, Written
from newsarchive.digest import sha256_hex
from newsarchive.errors import StorageError
from newsarchive.formats.articlejson import from_value
from newsarchive.model import Article, RawPage
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
    except (KeyError, TypeError, ValueError, OSError) as error:
        shown = printable(name)
        raise StorageError(f"segments/{shown}: cannot be read back ({error}); see `newsarchive verify`") from error
    files = {
        layout.relative(path): file_digest(path)
        for path in (layout.segment_file(name, suffix) for suffix in SEGMENT_SUFFIXES)
    }
    return Segment(name, software, files, written)


def _articles(path: Path) -> Iterator[tuple[str, tuple[Article, Place]]]:
    offset = 0
    for line in path.read_bytes().splitlines(keepends=True):
        article = from_value(json.loads(line))
        yield article.id, (article, Place(offset, len(line)))
        offset += len(line)


def _written(path: Path, articles: dict[str, tuple[Article, Place]]) -> Iterator[Written]:
    from fastwarc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.resource | WarcRecordType.revisit | WarcRecordType.metadata
    with open(path, "rb") as file:
        previous: tuple[int, dict[str, str], bytes] | None = None
        for record in ArchiveIterator(file, record_types=wanted, parse_http=False):
            here = (record.stream_pos, {k.lower(): v for k, v in record.headers.items()}, record.reader.read())
            if previous is not None:
                yield from _one(previous, here[0], articles)
            previous = here
        if previous is not None:
            yield from _one(previous, path.stat().st_size, articles)


def _one(
    record: tuple[int, dict[str, str], bytes], end: int, articles: dict[str, tuple[Article, Place]]
) -> Iterator[Written]:
    offset, headers, block = record
    kind, uri, date = headers["warc-type"], headers["warc-target-uri"], headers["warc-date"]
    place = Place(offset, end - offset)
    if kind == "revisit":
        original = (
            headers["warc-refers-to"],
            headers["warc-refers-to-target-uri"],
            headers["warc-refers-to-date"],
        )
        sha256 = headers["warc-payload-digest"].removeprefix("sha256:")
        yield Written(Revisit(uri, date, sha256, original), headers["warc-record-id"], place, None, None)
    elif kind == "resource":
        sha256 = sha256_hex(block)
        article, line = articles[sha256]
        capture = Capture(RawPage(b"", uri, date), date, sha256)
        yield Written(capture, headers["warc-record-id"], place, article, line)


def read_block(path: Path, offset: int, record_id: str) -> bytes:
    """The block of the record ``record_id`` at byte ``offset`` of ``path``.

    Raises:
        StorageError: another record is there, or none.
    """
    from fastwarc import ArchiveIterator

    try:
        with open(path, "rb") as file:
            file.seek(offset)
            for record in ArchiveIterator(file, parse_http=False):
                if record.headers.get("WARC-Record-ID") == record_id:
                    return bytes(record.reader.read())
                break
    except OSError as error:
        raise StorageError(f"{printable(str(path))}: {error.strerror}") from error
    raise StorageError(f"{printable(str(path))}: {record_id} is not at byte {offset}; see `newsarchive verify`")
