"""The captures of a WARC, ARC or WET file: each as a page, or what it is instead, or what is wrong with it.

What a record says is read here; how the file is cut into records: rawrecords.py; what an HTTP body holds: payload.py. A capture
is a response, resource, revisit or conversion; warcinfo, request and metadata records speak of others and are no input.

Formats: WARC 1.1 (ISO 28500:2017); the ARC file format, version 1; the habits of Common Crawl (its WET files say the language in
WARC-Identified-Content-Language, ISO 639-3).
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

from newsarchive.digest import label_matches, record_id
from newsarchive.model import Captured, Failure, NoPage, RawPage
from newsarchive.patterns import lazily
from newsarchive.sources import magic, naming
from newsarchive.sources.compressed import coding_of, uncompressed
from newsarchive.sources.options import SourceOptions, normalise_date
from newsarchive.sources.payload import Message, entity, media_type_of, parse_message
from newsarchive.sources.rawrecords import MAX_HEAD, Damage, RawRecord, raw_records
from newsarchive.sources.stream import Stream, Unreadable

Captures = Iterator[RawPage | NoPage | Failure]

_STARTS = (b"WARC/1.", b"WARC/0.", b"filedesc://")
_PAGES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
"""Media type of a page of text -> as what it is read."""
_OTHER_SCHEME = lazily(r"(?!https?:|ftp:|file:|urn:)[a-z][a-z0-9+.-]{1,30}:", re.IGNORECASE)
"""``dns:``, and ``metadata:`` under which wget keeps its own log."""
_TAKEN = (200, 203)
"""HTTP status codes of a whole page (RFC 9110, section 15.3); 203: a proxy changed it."""
_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "eng:en deu:de fra:fr spa:es ita:it por:pt nld:nl pol:pl ces:cs rus:ru ukr:uk ell:el tur:tr ara:ar heb:he fas:fa "
        "hin:hi ben:bn zho:zh jpn:ja kor:ko ind:id vie:vi swe:sv fin:fi dan:da nor:no nob:no slk:sk msa:ms ron:ro hun:hu "
        "bul:bg hrv:hr cat:ca"
    ).split()
)
"""ISO 639-3 -> BCP 47 of the languages that label/phrases/ knows; any other code stays as it is."""


def is_web_archive(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a WARC or ARC file, plain or compressed."""
    if coding_of(head[:10]) is None:
        return head.startswith(_STARTS)
    if head.startswith(b"\x5d\x2a\x4d\x18"):  # the dictionary of a WARC in zstd; nothing else begins so
        return True
    try:
        stream, _ = uncompressed(Stream([head]))
        return stream.head(12).startswith(_STARTS)
    except Unreadable:
        return False


def captures(file: BinaryIO, uri: str, options: SourceOptions) -> Captures:
    """The captures in ``file``, in its order; one record is held at a time.

    Args:
        file: a real file, not empty.
        uri: what it is called; damage is named by it and the byte at which it stands.
        options: what the caller states; what a record says of itself comes first.
    """
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in raw_records(data, options.max_bytes + MAX_HEAD):
            if isinstance(found, Damage):
                yield Failure(f"{uri}/{found.offset}", "source", _told(found))
            elif (result := _capture(found, uri, options)) is not None:
                yield result


def _told(damage: Damage) -> str:
    on = f"reading goes on at byte {damage.resumed}" if damage.resumed is not None else "no further record begins in it"
    return f"record at byte {damage.offset}: {damage.problem}; {on}"


def _capture(found: RawRecord, file: str, options: SourceOptions) -> RawPage | NoPage | Failure | None:
    place = f"{file}/{found.offset}"
    try:
        record = _read(found, file)
        if record is None:
            return None
        if _OTHER_SCHEME.match(record.uri):
            return NoPage(place, f"{record.uri[:200]}: not the address of a page")
        place = naming.page_url(record.uri)
        return _page(record, place, options)
    except (Unreadable, ValueError) as error:
        return Failure(place, "source", f"record at byte {found.offset} of {file}: {error}")


class _Record(NamedTuple):
    """What a record says, WARC or ARC."""

    kind: str
    uri: str
    date: str
    content_type: str
    block: bytes
    captured: Captured
    languages: str = ""
    refers_to: str = ""
    is_http: bool = False


_KINDS = ("response", "resource", "conversion", "revisit")


def _read(found: RawRecord, file: str) -> _Record | None:
    """The record; None where it is no capture.

    Raises:
        Unreadable: its block is not what its digest says.
        ValueError: it lacks what every record must have.
    """
    if not found.data.startswith(b"WARC/"):
        return _read_arc(found, file)
    from warcio.statusandheaders import StatusAndHeadersParser

    stream = BytesIO(found.data)
    get = (
        StatusAndHeadersParser(["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"], verify=False)
        .parse(stream)
        .get_header
    )
    kind = (get("WARC-Type") or "").lower()
    if kind not in _KINDS:
        return None
    block = stream.read()
    stated = get("WARC-Block-Digest")
    if stated and label_matches(stated, block) is False:
        raise Unreadable(f"its block is damaged: WARC-Block-Digest is {stated}, and that is not what it has")
    identity = get("WARC-Record-ID") or record_id("capture", file, str(found.offset))
    return _Record(
        kind=kind,
        uri=(get("WARC-Target-URI") or "").strip("<>"),  # wget 1.19 writes it in brackets
        date=normalise_date(get("WARC-Date") or ""),
        content_type=get("Content-Type") or "",
        block=block,
        captured=Captured(file, found.offset, kind, identity, found.data),
        languages=get("WARC-Identified-Content-Language") or "",
        refers_to=get("WARC-Refers-To-Target-URI") or "",
        is_http=media_type_of(get("Content-Type") or "") == "application/http",
    )


def _read_arc(found: RawRecord, file: str) -> _Record | None:
    line, _, block = found.data.partition(b"\n")
    uri, _, date, content_type, _ = line.decode("utf-8", "replace").rstrip("\r").rsplit(" ", 4)
    if uri.startswith("filedesc:"):
        return None
    moment = normalise_date(f"{date[:8]}T{date[8:14].ljust(6, '0')}Z")
    captured = Captured(file, found.offset, "response", record_id("capture", file, str(found.offset), uri), b"")
    return _Record("response", uri, moment, content_type, block, captured, is_http=block.startswith(b"HTTP/"))


def _page(record: _Record, uri: str, options: SourceOptions) -> RawPage | NoPage:
    if record.kind == "revisit":
        of = record.refers_to or uri
        return NoPage(uri, f"a revisit record: the crawler met the bytes of {of} again", status="duplicate")
    message = _message(record)
    if message.status and message.status not in _TAKEN:
        return NoPage(uri, f"HTTP {message.status}")
    data = entity(message, options.max_bytes)
    if reason := _no_page(message.media_type, data):
        return NoPage(uri, reason)
    return RawPage(
        data=data,
        uri=uri,
        date=record.date,
        media_type=_PAGES.get(message.media_type),
        encoding=message.charset or ("utf-8" if record.kind == "conversion" else None),
        encoding_given=options.encoding,
        language=options.language or _language(record.languages),
        captured=record.captured,
    )


def _message(record: _Record) -> Message:
    """The HTTP message of a record; of one that has none, its block as the body of one."""
    if record.is_http:
        return parse_message(record.block)
    headers = {"content-type": record.content_type}
    return Message(0, headers, record.block)


def _no_page(media_type: str, data: bytes) -> str:
    """Why these are not the bytes of a page of text; empty where they may be."""
    if not data:
        return "an empty body"
    if media_type and media_type not in _PAGES:
        return f"{media_type}: no page of text"
    name = magic.name_of(data[:4096])
    return f"{media_type or 'no media type'}, but the bytes are of a {name}" if name else ""


def _language(stated: str) -> str | None:
    """The one language that Common Crawl found; of several none is the page's."""
    codes = [code.strip().lower() for code in stated.split(",") if code.strip()]
    return _LANGUAGES.get(codes[0], codes[0]) if len(codes) == 1 and codes[0].isalpha() else None
