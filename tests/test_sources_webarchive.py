"""WARC, ARC and WET as input: captures become pages, damage is named and passed, and nothing ends in silence."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import subprocess
import sys
import threading
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which

import pytest
import zstandard

from newsarchive.model import Failure, NoPage, RawPage
from newsarchive.sources import InputKind, SourceOptions, read_sources

HTML = b"<html><head><title>The tram</title></head><body><p>The tram is back.</p></body></html>"
DATE = "2024-03-05T06:07:08Z"


def read(path: Path, options: SourceOptions = SourceOptions()) -> list[RawPage | NoPage | Failure]:  # noqa: B008 - frozen
    return list(read_sources([str(path)], options))


def pages(path: Path) -> list[RawPage]:
    return [found for found in read(path) if isinstance(found, RawPage)]


def failures(path: Path) -> list[Failure]:
    return [found for found in read(path) if isinstance(found, Failure)]


def record(kind: str, block: bytes, *fields: str, media_type: str = "application/http; msgtype=response") -> bytes:
    """A record as crawlers write it, with its digest in SHA-1."""
    digest = base64.b32encode(hashlib.sha1(block, usedforsecurity=False).digest()).decode()
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>",
        f"WARC-Date: {DATE}",
        f"WARC-Block-Digest: sha1:{digest}",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(block)}",
        *fields,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(url: str, body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> bytes:
    stated = headers or (("Content-Type", "text/html; charset=utf-8"),)
    head = "".join(f"{name}: {value}\r\n" for name, value in stated)
    return record("response", f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body, f"WARC-Target-URI: {url}")


def warc(*bodies: bytes, compressed: bool = True) -> bytes:
    """A WARC of one response a body, and the warcinfo and request records that a crawler writes beside them."""
    parts = [record("warcinfo", b"software: a crawler\r\n", media_type="application/warc-fields")]
    for number, body in enumerate(bodies):
        url = f"https://news.example/{number}"
        parts += [record("request", b"GET / HTTP/1.1\r\n\r\n", f"WARC-Target-URI: {url}"), response(url, body)]
    return b"".join(map(gzip.compress, parts) if compressed else parts)


def members(data: bytes) -> list[bytes]:
    """The gzip members of ``data``."""
    found = []
    while data:
        engine = zlib.decompressobj(31)
        engine.decompress(data)
        found.append(data[: len(data) - len(engine.unused_data)])
        data = engine.unused_data
    return found


def in_zstd(data: bytes) -> bytes:
    return b"".join(zstandard.compress(gzip.decompress(each)) for each in members(data))


def in_zstd_with_dictionary(data: bytes) -> bytes:
    plain = [gzip.decompress(each) for each in members(data)]
    dictionary = zstandard.ZstdCompressionDict(b"".join(plain)[:4000], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    held = zstandard.compress(dictionary.as_bytes())
    frame = b"\x5d\x2a\x4d\x18" + len(held).to_bytes(4, "little") + held
    return frame + b"".join(map(compressor.compress, plain))


WRITTEN: dict[str, Callable[..., bytes]] = {
    "a.warc.gz": warc,
    "a.warc": partial(warc, compressed=False),
    "a.warc.zst": lambda *bodies: in_zstd(warc(*bodies)),
    "dictionary.warc.zst": lambda *bodies: in_zstd_with_dictionary(warc(*bodies)),
    "one-member.warc.gz": lambda *bodies: gzip.compress(warc(*bodies, compressed=False)),
    "no-suffix": warc,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_capture_is_a_page_with_its_url_its_date_and_its_record(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(WRITTEN[name](HTML, b"<p>Another page.</p>"))
    first, second = pages(path)
    assert (first.data, first.uri, first.date, first.media_type) == (HTML, "https://news.example/0", DATE, "text/html")
    assert first.encoding == "utf-8"
    assert second.data == b"<p>Another page.</p>"
    captured = first.captured
    assert captured is not None
    assert captured.file == f"file:///{tmp_path.name}/{name}"
    assert captured.kind == "response"
    assert captured.record.startswith(b"WARC/1.0\r\n")
    assert captured.record.endswith(HTML)
    assert captured.record_id.encode() in captured.record


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc", "a.warc.zst"])
def test_the_offset_is_where_warcio_and_fastwarc_find_the_record(name: str, tmp_path: Path) -> None:
    from fastwarc import ArchiveIterator, WarcRecordType

    path = tmp_path / name
    path.write_bytes(WRITTEN[name](HTML, HTML + b"1", HTML + b"2"))
    with path.open("rb") as file:
        expected = [
            record.stream_pos
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False)
        ]
    assert [page.captured.offset for page in pages(path) if page.captured] == expected


def chunked(body: bytes) -> bytes:
    return b"5;x=y\r\n" + body[:5] + b"\r\n%x\r\n" % (len(body) - 5) + body[5:] + b"\r\n0\r\n\r\n"


TRANSFER, CONTENT = "Transfer-Encoding", "Content-Encoding"
BODIES = {
    "gzip": ([(CONTENT, "gzip")], gzip.compress(HTML)),
    "zlib": ([(CONTENT, "deflate")], zlib.compress(HTML)),
    "bare deflate": ([(CONTENT, "deflate")], zlib.compress(HTML)[2:-4]),
    "zstd": ([(CONTENT, "zstd")], zstandard.compress(HTML)),
    "chunked": ([(TRANSFER, "chunked")], chunked(HTML)),
    "chunked gzip": ([(TRANSFER, "chunked"), (CONTENT, "gzip")], chunked(gzip.compress(HTML))),
    "says gzip and is not": ([(CONTENT, "gzip")], HTML),
    "says chunked and is not": ([(TRANSFER, "chunked")], HTML),
    "unknown coding": ([(CONTENT, "unheard-of")], HTML),
    "masked by the crawler": ([("X-Crawler-Content-Encoding", "gzip")], HTML),
}


@pytest.mark.parametrize(("headers", "body"), BODIES.values(), ids=BODIES)
def test_the_body_is_as_the_server_meant_it(headers: list[tuple[str, str]], body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(response("https://news.example/", body, ("Content-Type", "text/html"), *headers)))
    (page,) = pages(path)
    assert page.data == HTML


def test_brotli_is_undone(tmp_path: Path) -> None:
    from fastwarc.stream_io import BrotliWriter

    packed = io.BytesIO()
    writer = BrotliWriter(packed)
    writer.write(HTML)
    writer.close()
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "br"))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(response("https://news.example/", packed.getvalue(), *headers)))
    assert [page.data for page in pages(path)] == [HTML]


def test_a_bomb_in_a_record_is_named_and_the_next_page_is_read(tmp_path: Path) -> None:
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
    bomb = response("https://news.example/bomb", gzip.compress(bytes(8 * 1024 * 1024)), *headers)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(bomb) + gzip.compress(response("https://news.example/good", HTML)))
    bad, good = read(path, SourceOptions(max_bytes=1024 * 1024))
    assert isinstance(bad, Failure)
    assert "more than 1 MiB after its Content-Encoding is undone" in bad.reason
    assert isinstance(good, RawPage)


NO_PAGES = {
    "HTTP 404": ("text/html", "404 Not Found", HTML),
    "HTTP 301": ("text/html", "301 Moved Permanently", b""),
    "image/png: no page of text": ("image/png", "200 OK", b"\x89PNG\r\n\x1a\n"),
    "an empty body": ("text/html", "200 OK", b""),
    "text/html, but the bytes are of a PDF document": ("text/html", "200 OK", b"%PDF-1.7 ..."),
}


@pytest.mark.parametrize("reason", NO_PAGES)
def test_a_capture_that_is_no_page_is_told_and_is_no_failure(reason: str, tmp_path: Path) -> None:
    media_type, status, body = NO_PAGES[reason]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        gzip.compress(response("https://news.example/x", body, ("Content-Type", media_type), status=status))
    )
    assert read(path) == [NoPage("https://news.example/x", reason)]


def test_a_revisit_counts_as_a_duplicate(tmp_path: Path) -> None:
    fields = ("WARC-Target-URI: https://news.example/a", "WARC-Refers-To-Target-URI: https://news.example/b")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record("revisit", b"", *fields)))
    (found,) = read(path)
    assert isinstance(found, NoPage)
    assert found.status == "duplicate"
    assert "https://news.example/b" in found.reason


WET = (
    b"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://zeitung.example/1\r\nWARC-Date: 2024-03-05T06:07:08Z\r\n"
    b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\nWARC-Identified-Content-Language: deu\r\n"
    b"Content-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)
TEXT = "Die Straßenbahn fährt wieder\nSeit Montag fährt sie wieder bis zum Hafen.".encode()


def test_a_wet_file_gives_text_in_the_language_that_common_crawl_found(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.wet.gz"
    path.write_bytes(gzip.compress(WET % (len(TEXT), TEXT)))
    (page,) = pages(path)
    assert (page.data, page.media_type, page.language, page.encoding) == (TEXT, "text/plain", "de", "utf-8")
    assert page.uri == "https://zeitung.example/1"


ARC_VERSION = b"1 0 Alexa Internet\nURL IP-address Archive-date Content-type Archive-length\n"
ARC_HEAD = b"filedesc://crawl.arc 0.0.0.0 20040305060708 text/plain %d\n" % len(ARC_VERSION) + ARC_VERSION


@pytest.mark.parametrize("compressed", [True, False], ids=["arc.gz", "arc"])
def test_an_arc_file_is_read(compressed: bool, tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML
    parts = [
        ARC_HEAD + b"\n",
        b"http://news.example/1 192.0.2.1 20040305060708 text/html %d\n" % len(block) + block + b"\n",
        b"http://news.example/2 192.0.2.1 20040305060709 text/html %d\n" % len(block) + block + b"\n",
    ]
    path = tmp_path / "crawl.arc"
    path.write_bytes(b"".join(map(gzip.compress, parts) if compressed else parts))
    first, second = pages(path)
    assert (first.data, first.uri, first.date) == (HTML, "http://news.example/1", "2004-03-05T06:07:08Z")
    assert first.captured is not None
    assert second.captured is not None
    assert first.captured.record_id != second.captured.record_id


class TestDamage:
    """Each is named with its byte, and everything whole behind it is read."""

    BODIES = (HTML + b"0", HTML + b"1", HTML + b"2")

    def damaged(self, tmp_path: Path, name: str, data: bytes) -> tuple[list[bytes], list[str]]:
        path = tmp_path / name
        path.write_bytes(data)
        return [page.data for page in pages(path)], [each.reason for each in failures(path)]

    @pytest.mark.parametrize("flipped", [20, 150, -6])
    def test_a_flipped_bit_in_a_gzip_member_costs_that_record_only(self, flipped: int, tmp_path: Path) -> None:
        parts = members(warc(*self.BODIES))
        bad = bytearray(parts[4])
        bad[flipped] ^= 0x40
        data = b"".join([*parts[:4], bytes(bad), *parts[5:]])
        left, told = self.damaged(tmp_path, "a.warc.gz", data)
        assert left == [self.BODIES[0], self.BODIES[2]]
        (reason,) = told
        start = len(b"".join(parts[:4]))
        assert f"record at byte {start}: " in reason
        assert f"reading goes on at byte {start + len(bad)}" in reason

    @pytest.mark.parametrize("cut", [1, 9, 100])
    def test_a_file_that_is_cut_off_says_so(self, cut: int, tmp_path: Path) -> None:
        left, told = self.damaged(tmp_path, "a.warc.gz", warc(*self.BODIES)[:-cut])
        assert left == [*self.BODIES[:2]]
        assert len(told) == 1
        assert "no further record begins in it" in told[0]

    def test_a_plain_file_that_is_cut_off_says_how_much_is_there(self, tmp_path: Path) -> None:
        left, told = self.damaged(tmp_path, "a.warc", warc(*self.BODIES, compressed=False)[:-20])
        assert left == [*self.BODIES[:2]]
        assert re.search(r"cut off: \d+ of \d+ bytes of the block are there", told[0])

    @pytest.mark.parametrize("length", [b"5", b"500", b"99999999"])
    def test_a_wrong_length_swallows_no_other_record(self, length: bytes, tmp_path: Path) -> None:
        data = warc(*self.BODIES, compressed=False)
        place = data.index(b"WARC-Type: response", data.index(self.BODIES[0]))
        place = data.index(b"Content-Length: ", place) + len(b"Content-Length: ")
        end = data.index(b"\r\n", place)
        left, told = self.damaged(tmp_path, "a.warc", data[:place] + length + data[end:])
        assert left == [self.BODIES[0], self.BODIES[2]]
        assert len(told) == 1

    def test_a_byte_changed_in_a_plain_file_is_found_by_its_digest(self, tmp_path: Path) -> None:
        data = warc(*self.BODIES, compressed=False)
        left, told = self.damaged(
            tmp_path, "a.warc", data.replace(self.BODIES[1], self.BODIES[1].replace(b"back", b"bock"))
        )
        assert left == [self.BODIES[0], self.BODIES[2]]
        assert "WARC-Block-Digest is sha1:" in told[0]

    @pytest.mark.parametrize("junk", [bytes(100), b"junk " * 50, b"\x1f\x8b\x08" * 40])
    def test_what_stands_between_records_is_told(self, junk: bytes, tmp_path: Path) -> None:
        parts = members(warc(*self.BODIES))
        left, told = self.damaged(tmp_path, "a.warc.gz", b"".join([*parts[:5], junk, *parts[5:]]))
        assert left == list(self.BODIES)
        assert len(told) == 1

    def test_a_record_that_is_too_large_is_passed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.warc.gz"
        path.write_bytes(warc(b"<p>" + b"long " * 100_000, HTML))
        large, good = read(path, SourceOptions(max_bytes=100_000))
        assert isinstance(large, Failure)
        assert "larger than" in large.reason
        assert isinstance(good, RawPage)


def test_standard_input_may_be_a_web_archive() -> None:
    found = list(read_sources(["-"], SourceOptions(), io.BytesIO(warc(HTML, HTML + b"1"))))
    assert [page.uri for page in found] == ["https://news.example/0", "https://news.example/1"]


def test_what_is_said_to_be_a_warc_and_is_none_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A page.")
    (found,) = read(tmp_path / "a.txt", SourceOptions(InputKind.WARC))
    assert isinstance(found, Failure)
    assert "not a WARC" in found.reason


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.skipif(which("wget") is None, reason="wget is not installed")
@pytest.mark.skipif(sys.platform == "win32", reason="wget of another world")
def test_a_crawl_of_wget_goes_through_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text(
        '<html><body><a href="a.html">A</a> <a href="gone.html">B</a> <img src="i.png"></body></html>'
    )
    (site / "a.html").write_bytes(HTML)
    (site / "i.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with served(site) as address:
        subprocess.run(
            ["wget", "--quiet", "--recursive", "--warc-file=crawl", f"{address}/index.html"], cwd=tmp_path, check=False
        )
    found = read(tmp_path / "crawl.warc.gz")
    from warcio.archiveiterator import ArchiveIterator

    with (tmp_path / "crawl.warc.gz").open("rb") as file:
        captures = [r for r in ArchiveIterator(file) if r.rec_type in ("response", "resource", "revisit", "conversion")]
    assert len(found) == len(captures)
    assert not [each for each in found if isinstance(each, Failure)]
    assert HTML in [page.data for page in found if isinstance(page, RawPage)]
    assert "HTTP 404" in [each.reason for each in found if isinstance(each, NoPage)]
