"""What an HTTP response carries: its body with the transfer and content codings undone, and what its headers say of it.

Only the message belongs here (RFC 9112, RFC 9110 section 8.4); the record around it is read in webarchive.py. Crawlers store
bodies that are decoded already beside headers that say they are not (CC-NEWS before May 2019), and bodies that are cut off: where
a coding cannot be undone, the bytes stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import NamedTuple

from newsarchive.patterns import lazily
from newsarchive.sources.compressed import uncompressed
from newsarchive.sources.stream import CHUNK, Stream, Unreadable, bytes_written

MAX_CODINGS = 3
_STATUS = lazily(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHARSET = lazily(r"charset\s{0,5}=\s{0,5}[\"']?([\x21-\x7e]{1,40}?)(?:[\"';,]|$|\s)", re.IGNORECASE)
_CHUNK_SIZE = lazily(rb"[ \t]{0,8}([0-9A-Fa-f]{1,12})[ \t]{0,8}(?:;[^\n]{0,1000})?\r?\n")


class Message(NamedTuple):
    """An HTTP response as it was stored."""

    status: int
    """0 where the first line is none of HTTP."""
    headers: dict[str, str]
    """Names in lower case; the last of several of one name."""
    body: bytes

    @property
    def media_type(self) -> str:
        """Of Content-Type, lower case, without parameters; empty where there is none."""
        return media_type_of(self.headers.get("content-type", ""))

    @property
    def charset(self) -> str | None:
        """The charset that Content-Type declares."""
        return charset_of(self.headers.get("content-type", ""))


def parse_message(block: bytes) -> Message:
    """The response in the block of a record; one without an HTTP head is all body."""
    status = _STATUS.match(block)
    if status is None:
        return Message(0, {}, block)
    head, body = _split(block)
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return Message(int(status[1]), headers, body)


def _split(block: bytes) -> tuple[bytes, bytes]:
    ends = [(block.find(mark), len(mark)) for mark in (b"\r\n\r\n", b"\n\n")]
    place, size = min((end for end in ends if end[0] >= 0), default=(len(block), 0))
    return block[:place], block[place + size :]


def entity(message: Message, limit: int) -> bytes:
    """The body as the server meant it.

    Raises:
        Unreadable: it has more than ``limit`` bytes.
    """
    body = message.body
    if "chunked" in message.headers.get("transfer-encoding", "").lower():
        body = unchunked(body)
    names = [name.strip().lower() for name in message.headers.get("content-encoding", "").split(",")]
    for name in list(reversed([name for name in names if name not in ("", "identity")]))[:MAX_CODINGS]:
        if (decode := _CODINGS.get(name)) is not None:
            body = _undone(body, decode, limit)
    if len(body) > limit:
        raise Unreadable(f"more than {bytes_written(limit)}")
    return body


def unchunked(body: bytes) -> bytes:
    """``body`` without its chunks; as it is where it is not in chunks, up to the cut where it is cut off."""
    parts: list[bytes] = []
    position = 0
    while size := _CHUNK_SIZE.match(body, position):
        length = int(size[1], 16)
        parts.append(body[size.end() : size.end() + length])
        position = size.end() + length
        if not length:
            break
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return b"".join(parts) if parts else body


def _undone(body: bytes, decode: Callable[[bytes], Iterable[bytes]], limit: int) -> bytes:
    """The decoded bytes, up to where they are cut off; ``body`` itself where it is not in that coding."""
    decoded = BytesIO()
    try:
        for piece in decode(body):
            if decoded.tell() + len(piece) > limit:
                raise _TooLarge
            decoded.write(piece)
    except _TooLarge:
        raise Unreadable(f"more than {bytes_written(limit)} after its Content-Encoding is undone") from None
    except (Unreadable, OSError, ValueError, EOFError):
        pass
    return decoded.getvalue() or body


class _TooLarge(Exception):
    pass


def _by_magic(body: bytes) -> Iterator[bytes]:
    """gzip or zstd, told by their first bytes."""
    stream, coding = uncompressed(Stream([body]))
    if coding:
        yield from stream


def _deflate(body: bytes) -> Iterator[bytes]:
    """zlib (RFC 1950), or the bare deflate stream (RFC 1951) that some servers send under that name."""
    import zlib

    for wbits in (15, -15):
        decoder = zlib.decompressobj(wbits)
        try:
            piece = decoder.decompress(body, CHUNK)
        except zlib.error:
            continue
        while piece:
            yield piece
            try:
                piece = decoder.decompress(decoder.unconsumed_tail, CHUNK)
            except zlib.error:
                return
        return


def _brotli(body: bytes) -> Iterator[bytes]:
    from fastwarc.stream_io import BrotliReader

    reader = BrotliReader(BytesIO(body))
    while piece := reader.read(CHUNK):
        yield piece


_CODINGS: dict[str, Callable[[bytes], Iterable[bytes]]] = {
    "gzip": _by_magic,
    "x-gzip": _by_magic,
    "zstd": _by_magic,
    "deflate": _deflate,
    "br": _brotli,
}


def media_type_of(content_type: str) -> str:
    """``text/html`` of ``Text/HTML; charset=utf-8``."""
    return content_type[:200].partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str | None:
    """The charset that a Content-Type declares, as it is written."""
    found = _CHARSET.search(content_type[:1000])
    return found[1] if found else None
