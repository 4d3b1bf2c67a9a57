"""Records of other people's web archives, taken over as they are: ids, dates and digests kept, every byte of them.

Also what a capture of any type says of itself (its place, its time, its media type) and the bytes that were cleaned, so that the
writer of a segment and its checkers read the same. Records of our own making: records.py.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

from newsarchive.archive.members import Record, parse_record
from newsarchive.archive.records import LEVEL
from newsarchive.digest import sha256_hex
from newsarchive.model import Captured, RawPage
from newsarchive.sources import MAX_BYTES, normalise_date
from newsarchive.sources.naming import page_url
from newsarchive.sources.payload import entity, media_type_of, parse_message
from newsarchive.sources.stream import Unreadable

RESPONSE, RESOURCE, CONVERSION, REVISIT, REFERENCE = "response", "resource", "conversion", "revisit", "reference"
AGAIN = "again"
HOLDING = (RESPONSE, RESOURCE, CONVERSION)
"""Kinds of capture whose record holds the page."""
ELSEWHERE = (REFERENCE, AGAIN)
"""Kinds of which the segment has no record but the metadata: the page is in another web archive, or in another segment."""
_CLOSED = b"\r\n\r\n"


class Claim(NamedTuple):
    """What a record says that it is a capture of."""

    uri: str
    date: str
    media_type: str
    status: str
    """HTTP status code; empty where there is none."""


def can_be_copied(page: RawPage) -> bool:
    """Whether the record that ``page`` came from is one that every checker accepts, and gives the same page again.

    ARC records, lines that end in LF, two records of one id would be none: such a page is archived as a ``resource``.
    """
    captured = page.captured
    if captured is None or not captured.record or captured.kind not in HOLDING:
        return False
    found = parse_record(captured.record + _CLOSED)
    if not isinstance(found, Record) or found.problem or found.headers.get("warc-record-id") != captured.record_id:
        return False
    try:
        return claim(found).uri == page.uri and source_bytes(found) == page.data
    except (Unreadable, ValueError):
        return False


def copied(captured: Captured) -> bytes:
    """The record as one gzip member."""
    return zlib.compress(captured.record + _CLOSED, LEVEL, 31)


def claim(record: Record) -> Claim:
    """What a capture says of itself.

    Raises:
        ValueError: its place or its time is none.
    """
    get = record.headers.get
    uri, date = page_url(get("warc-target-uri", "").strip("<>")), normalise_date(get("warc-date", ""))
    if get("warc-type") == RESPONSE:
        message = parse_message(record.block)
        return Claim(uri, date, message.media_type, str(message.status or ""))
    return Claim(uri, date, media_type_of(get("content-type", "")), "")


def claim_of(captured: Captured) -> Claim:
    """What a record that :func:`can_be_copied` says of itself."""
    record = parse_record(captured.record + _CLOSED)
    if not isinstance(record, Record):
        raise TypeError(f"a record that cannot be copied: {captured.record_id}")
    return claim(record)


def source_bytes(record: Record) -> bytes:
    """The bytes of the page that a capture holds: of a response its body, codings undone.

    Raises:
        Unreadable: they are more than a page may have.
    """
    is_response = record.headers.get("warc-type") == RESPONSE
    return entity(parse_message(record.block), MAX_BYTES) if is_response else record.block


def source_sha256(record: Record) -> str:
    """SHA-256 of :func:`source_bytes`, hex: the article's id. Empty where they cannot be had."""
    if record.headers.get("warc-type") != RESPONSE:
        return record.sha256
    try:
        return sha256_hex(source_bytes(record))
    except Unreadable:
        return ""
