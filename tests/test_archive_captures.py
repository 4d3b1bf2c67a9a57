"""Web archives into the archive: their records copied byte for byte, or only referred to, and verified either way."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archives import DATE, ingest, page_text
from newsarchive.archive import Archive
from newsarchive.archive.ingest import RunOptions
from newsarchive.errors import NothingDone
from newsarchive.sources import SourceOptions, read_sources
from test_sources_webarchive import record, response

BIN = Path(sys.executable).parent


def html(number: int) -> bytes:
    paragraphs = "".join(f"<p>{part}</p>" for part in page_text(number).split("\n\n")[1:])
    return f"<html><head><title>Ferry</title></head><body><article>{paragraphs}</article></body></html>".encode()


def crawl(folder: Path) -> Path:
    """A crawl of three pages: one gzipped and in chunks, one a WET conversion; a picture; a page that is gone."""
    packed = gzip.compress(html(1), mtime=0)
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    coded = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
    )
    parts = [
        record("warcinfo", b"software: a crawler\r\n", media_type="application/warc-fields"),
        response("https://news.example/plain", html(0)),
        response("https://news.example/coded", chunks, *coded),
        record(
            "conversion", page_text(2).encode(), "WARC-Target-URI: https://news.example/text", media_type="text/plain"
        ),
        response("https://news.example/a.png", b"\x89PNG\r\n\x1a\n", ("Content-Type", "image/png")),
        response("https://news.example/gone", b"<p>Gone.</p>", status="404 Not Found"),
    ]
    path = folder / "crawl.warc.gz"
    path.write_bytes(b"".join(map(gzip.compress, parts)))
    return path


def take(archive: Path, source: Path, *, by_reference: bool = False, run: str = "run-1") -> dict[str, object]:
    pages = read_sources([str(source)], SourceOptions())
    return Archive(archive).ingest(pages, RunOptions(run, DATE, by_reference=by_reference))


def records_of(path: Path) -> dict[str, bytes]:
    """Record id -> the record as it stands, of every capture in a WARC."""
    found: dict[str, bytes] = {}
    data = path.read_bytes()
    with path.open("rb") as file:
        iterator = ArchiveIterator(file)
        for each in iterator:
            kind, identity = each.rec_type, each.rec_headers.get_header("WARC-Record-ID")
            each.raw_stream.read()
            iterator.read_to_end()
            start = iterator.get_record_offset()
            if kind in ("response", "resource", "conversion"):
                found[identity] = gzip.decompress(data[start : start + iterator.get_record_length()])
    return found


def test_captures_are_copied_byte_for_byte_and_the_rest_is_accounted_for(tmp_path: Path) -> None:
    source = crawl(tmp_path)
    summary = take(tmp_path / "archive", source)
    assert {key: summary[key] for key in ("inputs", "ok", "not_article", "failed")} == {
        "inputs": 5,
        "ok": 3,
        "not_article": 2,
        "failed": 0,
    }
    (warc,) = (tmp_path / "archive" / "segments").glob("*-*.warc.gz")
    kept, came = records_of(warc), records_of(source)
    assert len(kept) == 3
    assert all(came[identity] == plain for identity, plain in kept.items())
    report = Archive(tmp_path / "archive").verify()
    assert [str(finding) for finding in report.findings] == []


def test_what_the_page_was_is_given_back_decoded(tmp_path: Path) -> None:
    take(tmp_path / "archive", crawl(tmp_path))
    archive = Archive(tmp_path / "archive")
    assert archive.source_bytes("https://news.example/coded") == html(1)
    article = archive.article("https://news.example/coded")
    assert article.source.record is not None
    assert article.source.record.file == f"file:///{tmp_path.name}/crawl.warc.gz"
    assert "The council of Marrow Bay voted on Tuesday" in article.text


def test_the_index_says_what_the_server_said(tmp_path: Path) -> None:
    take(tmp_path / "archive", crawl(tmp_path))
    (cdxj,) = (tmp_path / "archive" / "segments").glob("*.cdxj")
    values = [json.loads(line.split(" ", 2)[2]) for line in cdxj.read_text().splitlines()]
    assert [(value["url"].rpartition("/")[2], value["mime"], value.get("status")) for value in values] == [
        ("coded", "text/html", "200"),
        ("plain", "text/html", "200"),
        ("text", "text/plain", None),
    ]


@pytest.mark.parametrize("by_reference", [False, True])
def test_the_same_crawl_again_changes_nothing(by_reference: bool, tmp_path: Path) -> None:
    source = crawl(tmp_path)
    take(tmp_path / "archive", source, by_reference=by_reference)
    again = take(tmp_path / "archive", source, by_reference=by_reference, run="run-2")
    assert (again["unchanged"], again["ok"], again["segments"]) == (3, 0, [])


def test_by_reference_the_pages_stay_where_they_are(tmp_path: Path) -> None:
    source = crawl(tmp_path)
    take(tmp_path / "archive", source, by_reference=True)
    archive = Archive(tmp_path / "archive")
    (warc,) = (tmp_path / "archive" / "segments").glob("*-*.warc.gz")
    assert records_of(warc) == {}
    assert archive.verify().findings == []
    with pytest.raises(
        NothingDone, match=r"only referred to; the page is record <urn:uuid:.*> at byte \d+ of file:///"
    ):
        archive.source_bytes("https://news.example/plain")
    assert archive.article("https://news.example/plain").text


def test_the_catalog_is_built_anew_from_copies_and_references(tmp_path: Path) -> None:
    for name, by_reference in (("copies", False), ("references", True)):
        archive = Archive(tmp_path / name)
        take(archive.folder, crawl(tmp_path), by_reference=by_reference)
        before = list(archive.captures())
        archive.layout.catalog.unlink()
        ingest(archive.folder, [], run="run-2")
        assert list(archive.captures()) == before
        assert archive.verify().findings == []


def test_what_no_checker_takes_is_kept_as_a_resource(tmp_path: Path) -> None:
    """Lines that end in LF: warcio reads them, FastWARC does not."""
    source = tmp_path / "odd.warc"
    source.write_bytes(response("https://news.example/odd", html(3)).replace(b"\r\n", b"\n", 9))
    summary = take(tmp_path / "archive", source)
    assert summary["ok"] == 1
    (warc,) = (tmp_path / "archive" / "segments").glob("*-*.warc.gz")
    (plain,) = records_of(warc).values()
    assert b"WARC-Type: resource" in plain
    assert Archive(tmp_path / "archive").verify().findings == []


def test_the_checkers_of_the_field_accept_an_archive_with_copies(tmp_path: Path) -> None:
    take(tmp_path / "archive", crawl(tmp_path))
    for path in (tmp_path / "archive" / "segments").glob("*.gz"):
        for command in ([BIN / "warcio", "check", path], [BIN / "fastwarc", "check", path], ["gzip", "-t", path]):
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
            assert done.returncode == 0, (command, done.stdout, done.stderr)


def test_a_flipped_bit_in_a_copy_is_found(tmp_path: Path) -> None:
    take(tmp_path / "archive", crawl(tmp_path))
    (warc,) = (tmp_path / "archive" / "segments").glob("*-*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 3] ^= 1
    warc.chmod(0o644)
    warc.write_bytes(bytes(data))
    assert any(finding.path.endswith(".warc.gz") for finding in Archive(tmp_path / "archive").verify().findings)
