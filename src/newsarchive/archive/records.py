"""WARC records as bytes: one gzip member a record, SHA-256 digests, nothing from the clock, ISO 28500:2017.

Which header a record of each type carries and which it must not: tried against the tools of the field; see
docs/decisions/0004-archive-format.md. Byte for byte what warcio writes (a test holds it), in a quarter of its time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from newsarchive.digest import labelled, record_id, sha256_hex

LEVEL = 4  # zlib: level 6 makes files of 96 news pages 4 % smaller at two thirds of the speed; of all of an archive that is 1 %
VERSION = "WARC/1.1"
REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
FIELDS = "application/warc-fields"

Headers = list[tuple[str, str]]


def member(kind: str, headers: Headers, block: bytes, content_type: str) -> bytes:
    """One record, compressed as one gzip member.

    Args:
        kind: WARC-Type.
        headers: named fields in the order in which they stand; must hold WARC-Record-ID and WARC-Date.
        block: the record's block.
        content_type: Content-Type of the block; empty: the record has none.
    """
    named = [("WARC-Type", kind), *headers]
    if all(name != "WARC-Block-Digest" for name, _ in headers):
        named.append(("WARC-Block-Digest", labelled(sha256_hex(block))))
    if content_type:
        named.append(("Content-Type", content_type))
    named.append(("Content-Length", str(len(block))))
    head = "".join(f"{name}: {value}\r\n" for name, value in named)
    return zlib.compress(f"{VERSION}\r\n{head}\r\n".encode() + block + b"\r\n\r\n", LEVEL, 31)


def warcinfo(
    filename: str, date: str, software: str, description: str, more: Iterable[tuple[str, str]] = ()
) -> tuple[str, bytes]:
    """The first record of a file, with ``more`` fields behind the usual; returns its id and the member."""
    identity = record_id("warcinfo", filename)
    block = fields(
        [
            ("software", software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
            ("description", description),
            *more,
        ]
    )
    headers = [("WARC-Record-ID", identity), ("WARC-Filename", filename), ("WARC-Date", date)]
    return identity, member("warcinfo", headers, block, FIELDS)


def resource_id(uri: str, date: str, sha256: str) -> str:
    """The id of a page's resource record: hangs on place, time and bytes only."""
    return record_id("resource", uri, date, sha256)


def resource(uri: str, date: str, data: bytes, content_type: str, info_id: str) -> bytes:
    """A page's bytes, as they came."""
    digest = labelled(sha256_hex(data))
    headers = [
        ("WARC-Record-ID", resource_id(uri, date, digest.partition(":")[2])),
        ("WARC-Date", date),
        ("WARC-Target-URI", uri),
        ("WARC-Warcinfo-ID", info_id),
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", digest),
    ]
    return member("resource", headers, data, content_type)


def metadata(uri: str, date: str, original: str, block: bytes, info_id: str, again: int = 0) -> bytes:
    """What we did with a page, beside its resource ``original``; ``again``: how often it was cleaned after it was taken in.

    ``application/warc-fields``: metadata of any other type hides the page from pywb.
    """
    headers = [
        ("WARC-Record-ID", record_id("metadata", original, *_nth(again))),
        ("WARC-Date", date),
        ("WARC-Target-URI", uri),
        ("WARC-Warcinfo-ID", info_id),
        ("WARC-Refers-To", original),
    ]
    return member("metadata", headers, block, FIELDS)


def revisit(uri: str, date: str, sha256: str, original: tuple[str, str, str], info_id: str) -> bytes:
    """The bytes of another record, met again.

    Args:
        uri: where they were met this time.
        date: when.
        sha256: of the bytes, hex.
        original: record id, target URI and date of the resource that holds them.
        info_id: id of the file's warcinfo record.
    """
    refers_to, refers_uri, refers_date = original
    headers = [
        ("WARC-Record-ID", revisit_id(uri, date, sha256)),
        ("WARC-Date", date),
        ("WARC-Target-URI", uri),
        ("WARC-Warcinfo-ID", info_id),
        ("WARC-Profile", REVISIT_PROFILE),
        ("WARC-Refers-To", refers_to),
        ("WARC-Refers-To-Target-URI", refers_uri),
        ("WARC-Refers-To-Date", refers_date),
        ("WARC-Payload-Digest", labelled(sha256)),
    ]
    return member("revisit", headers, b"", "")


def revisit_id(uri: str, date: str, sha256: str) -> str:
    """The id of a revisit record."""
    return record_id("revisit", uri, date, sha256)


def conversion(
    uri: str, date: str, original: str, block: bytes, content_type: str, info_id: str, again: int = 0
) -> bytes:
    """What we made of the resource ``original``: its text, or the article as JSON; ``again`` as for :func:`metadata`."""
    digest = labelled(sha256_hex(block))
    headers = [
        ("WARC-Record-ID", record_id("conversion", original, content_type, digest, *_nth(again))),
        ("WARC-Date", date),
        ("WARC-Target-URI", uri),
        ("WARC-Warcinfo-ID", info_id),
        ("WARC-Refers-To", original),
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", digest),
    ]
    return member("conversion", headers, block, content_type)


def _nth(again: int) -> tuple[str, ...]:
    return (str(again),) if again else ()


def fields(pairs: Iterable[tuple[str, str]]) -> bytes:
    """An ``application/warc-fields`` block. Values must hold no line break: none of ours comes from a page unescaped."""
    return "".join(f"{name}: {value}\r\n" for name, value in pairs).encode()
