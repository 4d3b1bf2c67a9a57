"""The archive as other people's tools see it: warcio, FastWARC, gzip and sha256sum, and every record by the letter of WARC 1.1.

What needs other environments (pywb, cdxj-indexer, the whole command line) stands in tests/slow/.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archives import DATE, ingest, ingest_files, page, page_text
from newsarchive.model import RawPage

LATER = "2023-10-01T06:30:00Z"
BIN = Path(sys.executable).parent

EVERY = {"WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Block-Digest", "Content-Length"}
FIELDS_OF = {
    "warcinfo": EVERY | {"WARC-Filename", "Content-Type"},
    "resource": EVERY | {"WARC-Target-URI", "WARC-Warcinfo-ID", "WARC-Payload-Digest", "Content-Type"},
    "metadata": EVERY | {"WARC-Target-URI", "WARC-Warcinfo-ID", "WARC-Refers-To", "Content-Type"},
    "revisit": EVERY
    | {"WARC-Target-URI", "WARC-Warcinfo-ID", "WARC-Refers-To", "WARC-Payload-Digest"}
    | {"WARC-Profile", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"},
    "conversion": EVERY
    | {"WARC-Target-URI", "WARC-Warcinfo-ID", "WARC-Refers-To", "WARC-Payload-Digest", "Content-Type"},
}
"""The named fields of a record of each type: these and no others. ISO 28500:2017, section 5; which of the optional ones the
readers of the field choke on: docs/decisions/0004-archive-format.md."""
CONTENT_TYPES = {
    "warcinfo": r"application/warc-fields",
    "resource": r"text/(plain|html); charset=[a-z0-9_-]+",
    "metadata": r"application/warc-fields",
    "revisit": r"",
    "conversion": r"text/plain; charset=utf-8|application/json",
}
PATTERNS = {
    "WARC-Record-ID": r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>",
    "WARC-Date": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "WARC-Block-Digest": r"sha256:[0-9a-f]{64}",
    "WARC-Payload-Digest": r"sha256:[0-9a-f]{64}",
    "WARC-Target-URI": r"(https://|file:///|urn:)[!-~]+",
    "WARC-Profile": r"http://netpreserve\.org/warc/1\.1/revisit/identical-payload-digest",
}


@dataclass(frozen=True)
class Seen:
    """A record as warcio reads it, and the gzip member it stands in."""

    file: str
    fields: dict[str, str]
    names: list[str]
    block: bytes
    member: bytes

    @property
    def type(self) -> str:
        return self.fields["WARC-Type"]


def build(folder: Path, files: Path) -> Path:
    """Three runs: text, HTML in windows-1252, a page that is no article, a file, a copy under another name, a new version."""
    html = f"<html><head><title>Ferry</title></head><body><article><h1>Café keeps its ferry</h1><p>{page_text(2)}</p>"
    first = [
        page(0),
        RawPage(
            html.encode("cp1252", "replace"),
            "https://news.example/html?b=2&a=%C3%BC",
            date=DATE,
            media_type="text/html",
            encoding="cp1252",
        ),
        RawPage(b"Home\n", "urn:sha256:00", date=DATE, media_type="text/plain"),
        page(0, uri="https://mirror.example/0"),
    ]
    archive = folder / "archive"
    ingest(archive, first, run="run-1")
    ingest(archive, [page(7, uri="https://news.example/0", date=LATER)], run="run-2")
    files.mkdir(exist_ok=True)
    (files / "Über uns.txt").write_text(page_text(9), encoding="utf-8")
    os.utime(files / "Über uns.txt", (1_693_922_400, 1_693_922_400))
    ingest_files(archive, files, run="run-3")
    return archive


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tools")


@pytest.fixture(scope="module")
def archive(folder: Path) -> Path:
    return build(folder, folder / "pages")


@pytest.fixture(scope="module")
def records(archive: Path) -> list[Seen]:
    return [record for path in warcs(archive) for record in read(path)]


def warcs(archive: Path) -> list[Path]:
    """The WARC and the WET files."""
    return sorted((archive / "segments").glob("*.gz"))


def read(path: Path) -> Iterator[Seen]:
    data = path.read_bytes()
    with open(path, "rb") as stream:
        records = ArchiveIterator(stream)
        for record in records:
            fields = record.rec_headers.headers
            block = record.raw_stream.read()
            start = records.get_record_offset()
            member = data[start : start + records.get_record_length()]
            yield Seen(path.name, dict(fields), [name for name, _ in fields], block, member)


def tool(*command: str | Path, cwd: Path | None = None) -> str:
    """What a tool prints; its exit status must be 0."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def of_type(records: list[Seen], kind: str) -> list[Seen]:
    found = [record for record in records if record.type == kind]
    assert found
    return found


def test_warcio_check_passes_every_digest(archive: Path, records: list[Seen]) -> None:
    said = tool(BIN / "warcio", "check", "-v", *warcs(archive))
    passed = len(re.findall(r"\bdigest pass\b", said))
    assert passed == len(records) - len(of_type(records, "revisit"))
    assert "fail" not in said.lower()


def test_fastwarc_check_passes_every_file(archive: Path) -> None:
    for path in warcs(archive):
        assert "FAIL" not in tool(BIN / "fastwarc", "check", path)


@pytest.mark.skipif(not shutil.which("gzip"), reason="no gzip here")
def test_gzip_finds_every_file_whole(archive: Path) -> None:
    tool("gzip", "-t", *warcs(archive))


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_sha256sum_checks_the_manifest_and_the_manifest_lists_every_file(archive: Path) -> None:
    said = tool("sha256sum", "--strict", "-c", "manifest-sha256.txt", cwd=archive)
    unlisted = {".lock", "manifest-sha256.txt", "events.jsonl"}
    files = {path.relative_to(archive).as_posix() for path in archive.rglob("*") if path.is_file()} - unlisted
    assert set(said.splitlines()) == {f"{name}: OK" for name in files}


def test_the_records_are_as_many_as_the_ledger_says(archive: Path, records: list[Seen]) -> None:
    lines = [json.loads(line) for path in (archive / "runs").iterdir() for line in path.read_bytes().splitlines()]
    ledger = Counter(line["status"] for line in lines if "status" in line)
    seen = Counter(record.type for record in records)
    assert seen["resource"] == seen["metadata"] == ledger["ok"] + ledger["not_article"] == 5
    assert seen["revisit"] == ledger["duplicate"] == 1
    assert seen["warcinfo"] == len(warcs(archive))


def test_a_record_has_the_fields_of_its_type_each_once_and_no_others(records: list[Seen]) -> None:
    for record in records:
        assert Counter(record.names) == Counter(FIELDS_OF[record.type]), record
    assert {record.type for record in records} == set(FIELDS_OF)


def test_every_field_is_written_in_the_spelling_that_every_reader_accepts(records: list[Seen]) -> None:
    for record in records:
        for name, pattern in PATTERNS.items():
            if name in record.fields:
                assert re.fullmatch(pattern, record.fields[name]), f"{name}: {record.fields[name]}"
        assert re.fullmatch(CONTENT_TYPES[record.type], record.fields.get("Content-Type", ""))
        assert int(record.fields["Content-Length"]) == len(record.block)


def test_the_charset_of_a_resource_is_the_one_it_can_be_read_in(records: list[Seen]) -> None:
    types = {record.fields["WARC-Target-URI"]: record.fields["Content-Type"] for record in of_type(records, "resource")}
    assert types["https://news.example/html?b=2&a=%C3%BC"] == "text/html; charset=windows-1252"
    assert types["file:///pages/%C3%9Cber%20uns.txt"] == "text/plain; charset=utf-8"


def test_a_file_opens_with_a_warcinfo_of_its_own_name_to_which_every_record_points(records: list[Seen]) -> None:
    for name in {record.file for record in records}:
        first, *rest = (record for record in records if record.file == name)
        assert (first.type, first.fields["WARC-Filename"]) == ("warcinfo", name)
        assert {record.fields["WARC-Warcinfo-ID"] for record in rest} <= {first.fields["WARC-Record-ID"]}
        assert "warcinfo" not in {record.type for record in rest}


def test_what_came_in_and_what_was_made_of_it_stand_in_files_of_their_own(records: list[Seen]) -> None:
    wet = {record.type for record in records if record.file.endswith(".warc.wet.gz")}
    warc = {record.type for record in records if record.file.endswith(".warc.gz")}
    assert wet == {"warcinfo", "conversion"}
    assert warc == set(FIELDS_OF) - {"conversion"}


def test_every_reference_leads_to_a_resource_of_the_same_place_and_time(records: list[Seen]) -> None:
    resources = {record.fields["WARC-Record-ID"]: record for record in of_type(records, "resource")}
    for record in of_type(records, "conversion") + of_type(records, "metadata"):
        original = resources[record.fields["WARC-Refers-To"]]
        assert original.file.partition(".")[0] == record.file.partition(".")[0]
        for name in ("WARC-Target-URI", "WARC-Date"):
            assert original.fields[name] == record.fields[name]


def test_a_revisit_names_the_place_time_and_digest_of_the_bytes_it_stands_for(records: list[Seen]) -> None:
    resources = {record.fields["WARC-Record-ID"]: record.fields for record in of_type(records, "resource")}
    for record in of_type(records, "revisit"):
        original = resources[record.fields["WARC-Refers-To"]]
        assert record.block == b""
        assert record.fields["WARC-Refers-To-Target-URI"] == original["WARC-Target-URI"]
        assert record.fields["WARC-Refers-To-Date"] == original["WARC-Date"]
        assert record.fields["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]


def test_no_two_records_have_one_id(records: list[Seen]) -> None:
    assert max(Counter(record.fields["WARC-Record-ID"] for record in records).values()) == 1


def test_a_gzip_member_is_one_record_without_time_or_name_at_zlib_level_6(archive: Path, records: list[Seen]) -> None:
    """RFC 1952: flags, four bytes of time, then XFL, which zlib sets to 2 or 4 at its best or fastest level and else to 0."""
    for record in records:
        assert record.member[:9] == b"\x1f\x8b\x08" + bytes(6)
        assert gzip.decompress(record.member).count(b"WARC/1.1\r\n") == 1
    assert sum(len(record.member) for record in records) == sum(path.stat().st_size for path in warcs(archive))


def test_neither_host_name_nor_absolute_path_stands_anywhere(archive: Path, records: list[Seen], folder: Path) -> None:
    text = b"".join(gzip.decompress(record.member) for record in records)
    text += b"".join(path.read_bytes() for path in archive.rglob("*.*") if path.suffix not in (".gz", ".sqlite3"))
    for name in (str(folder), str(Path.cwd()), f" {socket.gethostname()}\r\n"):
        assert name.encode() not in text
    info = b"".join(record.block for record in of_type(records, "warcinfo"))
    assert {line.partition(b":")[0] for line in info.splitlines()} == {
        b"software",
        b"format",
        b"conformsTo",
        b"description",
    }


def test_the_same_runs_again_elsewhere_write_the_same_bytes(archive: Path, folder: Path, tmp_path: Path) -> None:
    again = build(tmp_path, folder / "pages")
    segments = {path.name: path.read_bytes() for path in (archive / "segments").iterdir()}
    assert {path.name: path.read_bytes() for path in (again / "segments").iterdir()} == segments
