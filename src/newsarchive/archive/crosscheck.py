"""A second opinion on the records of a segment: warcio's, which shares no line with what wrote them or with `members.py`.

Who writes and checks with one hand may misread the standard twice in the same way. Slow (docs/decisions/0005-reading-warc.md), so
only where it is asked for. warcio ends in silence where a file is cut off; that it has seen every record is therefore checked too.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive.layout import WARC, WET, Layout
from newsarchive.archive.members import Record, read_members
from newsarchive.archive.report import Report
from newsarchive.textnorm import printable


class _Seen(NamedTuple):
    """A record as a reader saw it."""

    offset: int
    kind: str
    identity: str
    problems: tuple[str, ...] = ()


def cross_check(layout: Layout, name: str, report: Report) -> None:
    """Read the two WARC files of the segment ``name`` with warcio; what it sees otherwise goes to ``report``."""
    for suffix in (WARC, WET):
        path = layout.segment_file(name, suffix)
        if path.exists() and path.stat().st_size:
            _compare(path, layout.relative(path), report)


def _compare(path: Path, shown: str, report: Report) -> None:
    whole = {found.offset: _of(found) for found in read_members(path) if isinstance(found, Record)}
    try:
        for seen in _by_warcio(path):
            ours = whole.pop(seen.offset, None)
            place = f"{seen.kind} {seen.identity} at byte {seen.offset}"
            for problem in seen.problems:
                report.add(shown, place, f"warcio: {problem}")
            if ours is not None and ours[:3] != seen[:3]:
                report.add(shown, place, f"warcio sees another record here: {ours.kind} {ours.identity} is meant")
    except _errors() as error:
        report.add(shown, "", f"warcio cannot read it to the end: {printable(str(error))}")
        return
    for left in whole.values():
        report.add(shown, f"{left.kind} {left.identity} at byte {left.offset}", "warcio does not see this record")


def _of(record: Record) -> _Seen:
    return _Seen(record.offset, record.headers.get("warc-type", ""), record.headers.get("warc-record-id", ""))


def _by_warcio(path: Path) -> Iterator[_Seen]:
    from warcio.archiveiterator import ArchiveIterator

    with open(path, "rb") as file:
        records = ArchiveIterator(file, no_record_parse=True, check_digests=True)
        for record in records:
            offset = records.get_record_offset()
            records.read_to_end(record)
            kind, identity = record.rec_type, record.rec_headers.get_header("WARC-Record-ID") or ""
            yield _Seen(offset, kind, identity, tuple(map(printable, _told(kind, record.digest_checker.problems))))


def _told(kind: str, problems: list[str]) -> list[str]:
    """Of a response that was copied, only what is wrong with its block: crawlers do not agree what its payload is."""
    return [problem for problem in problems if kind != "response" or "block digest" in problem]


def _errors() -> tuple[type[Exception], ...]:
    from warcio.exceptions import ArchiveLoadFailed

    return ArchiveLoadFailed, ValueError, EOFError, zlib.error
