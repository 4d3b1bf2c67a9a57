"""Any damage to a published file is found, and named by file and record."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archives import ingest, page
from newsarchive.archive import Archive
from newsarchive.archive.report import Report

PAGES = 4
WARC = "segments/*[0-9a-f].warc.gz"
WET = "segments/*.warc.wet.gz"
SEGMENT = [WARC, WET, "segments/*.jsonl", "segments/*.cdxj"]
EVERY_FILE = [
    "README.txt",
    "archive.json",
    "manifest-sha256.txt",
    "catalog.sqlite3",
    "events.jsonl",
    "runs/*.jsonl",
    *SEGMENT,
]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine") / "archive"
    ingest(folder, [page(n) for n in range(PAGES)] + [page(0, uri="https://mirror.example/copy")])
    return folder


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "archive"))


def verify(folder: Path) -> Report:
    return Archive(folder).verify()


def published(folder: Path) -> list[str]:
    names = [str(p.relative_to(folder)) for p in sorted(folder.rglob("*")) if p.is_file() and p.name != ".lock"]
    assert len(names) == 6 + 2 * 4, names  # two segments: the pages, and the copy that one run met after them
    return names


def one(folder: Path, pattern: str) -> Path:
    """The largest file of that pattern: of the two segments, the one with the pages."""
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def test_a_whole_archive_is_whole(archive: Path) -> None:
    report = verify(archive)
    assert report.findings == []
    assert report.unfinished == []
    assert (report.files, report.articles) == (12, PAGES)
    # warcinfo and for each page a resource, its metadata, text and JSON; the copy: warcinfo twice, a revisit
    assert report.records == (1 + 2 * PAGES) + (1 + 2 * PAGES) + (1 + 1) + 1


def test_a_text_of_the_catalog_that_is_no_utf_8_any_more_is_damage(archive: Path) -> None:
    path = archive / "catalog.sqlite3"
    data = path.read_bytes()
    place = data.index(b"segments/", data.index(b".warc.gz") - 60)
    path.write_bytes(data[:place] + b"\xe9" + data[place + 1 :])
    assert any(finding.path == "catalog.sqlite3" for finding in verify(archive).findings)


@pytest.mark.parametrize("pattern", EVERY_FILE)
def test_one_flipped_bit_anywhere_is_found_and_its_file_named(archive: Path, pattern: str) -> None:
    path = one(archive, pattern)
    name = str(path.relative_to(archive))
    whole = path.read_bytes()
    chosen = random.Random(pattern).sample(range(len(whole)), min(60, len(whole)))
    for position in {0, len(whole) - 1, *chosen}:
        damaged = bytearray(whole)
        damaged[position] ^= 1 << (position % 8)
        path.write_bytes(damaged)
        findings = verify(archive).findings
        assert any(name in str(f) for f in findings), f"byte {position} of {name}: {findings}"


@pytest.mark.parametrize("pattern", [WARC, WET])
def test_a_flipped_bit_in_a_warc_names_the_record_it_is_in(archive: Path, pattern: str) -> None:
    from newsarchive.archive.members import Record, read_members

    path = one(archive, pattern)
    whole = path.read_bytes()
    for record in list(read_members(path)):
        assert isinstance(record, Record)
        for position in {0, 3, 9, 12, record.length // 2, record.length - 9, record.length - 5, record.length - 1}:
            damaged = bytearray(whole)
            damaged[record.offset + position] ^= 0x10
            path.write_bytes(damaged)
            places = [f.place for f in verify(archive).findings if f.path.endswith(path.name)]
            assert any(f"record {record.number} " in place for place in places), (record.number, position, places)


def test_a_flipped_bit_in_the_gzip_header_of_a_files_only_record_names_it(archive: Path) -> None:
    path = min(archive.glob(WET), key=lambda path: path.stat().st_size)  # of the copies' segment: a warcinfo alone
    damaged = bytearray(path.read_bytes())
    damaged[9] ^= 1
    path.write_bytes(damaged)
    assert any("record 1 " in f.place for f in verify(archive).findings if f.path.endswith(path.name))


def test_a_flipped_bit_in_an_article_names_the_page(archive: Path) -> None:
    path = one(archive, "segments/*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b"winter", b"vinter", 1) + b"".join(lines[2:]))
    places = [f.place for f in verify(archive).findings if f.path.endswith(".jsonl")]
    assert any("line 2" in place and "https://news.example/1" in place for place in places), places


def test_a_flipped_bit_in_the_index_names_the_line(archive: Path) -> None:
    path = one(archive, "segments/*.cdxj")
    path.write_bytes(path.read_bytes().replace(b"news.example/2", b"news.example/7", 1))
    assert any("line" in f.place for f in verify(archive).findings if f.path.endswith(".cdxj"))


@pytest.mark.parametrize("cut", [1, 4, 9, 40, 300])
@pytest.mark.parametrize("pattern", [WARC, WET])
def test_a_truncated_last_record_is_found_and_named(archive: Path, pattern: str, cut: int) -> None:
    path = one(archive, pattern)
    path.write_bytes(path.read_bytes()[:-cut])
    findings = [f for f in verify(archive).findings if f.path.endswith(path.name)]
    assert any("cut off" in f.problem and "record " in f.place for f in findings), findings


def test_a_truncated_last_record_is_found_even_where_the_manifest_was_made_to_fit(archive: Path) -> None:
    import hashlib

    path = one(archive, WET)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[:-1])
    manifest = archive / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace(before, hashlib.sha256(path.read_bytes()).hexdigest()))
    assert any("cut off" in f.problem for f in verify(archive).findings)


@pytest.mark.parametrize("junk", [b"\0" * 512, b"junk", b"\x1f\x8b\x08"], ids=["NULs", "text", "gzip magic"])
@pytest.mark.parametrize("name", [WARC, "segments/*.jsonl", "segments/*.cdxj", "runs/*.jsonl"])
def test_bytes_behind_the_end_are_found(archive: Path, name: str, junk: bytes) -> None:
    path = one(archive, name)
    path.write_bytes(path.read_bytes() + junk)
    assert str(path.relative_to(archive)) in {f.path for f in verify(archive).findings}


def test_a_record_taken_out_whole_is_missed(archive: Path) -> None:
    from newsarchive.archive.members import Record, read_members

    path = one(archive, WARC)
    data = path.read_bytes()
    last = [r for r in read_members(path) if isinstance(r, Record)][-1]
    path.write_bytes(data[: last.offset])
    problems = [str(f) for f in verify(archive).findings]
    assert any("news.example/3" in problem for problem in problems), problems


@pytest.mark.parametrize("action", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["deleted", "emptied"])
def test_every_file_deleted_or_emptied_is_found(
    pristine: Path, tmp_path: Path, action: Callable[[Path], object]
) -> None:
    for number, name in enumerate(published(pristine)):
        folder = Path(shutil.copytree(pristine, tmp_path / str(number)))
        if (folder / name).stat().st_size == 0:  # the copies' segment has no articles
            continue
        action(folder / name)
        assert any(name in str(f) for f in verify(folder).findings), name


def test_a_file_that_nobody_listed_is_found(archive: Path) -> None:
    (archive / "segments" / "20230905140000-0000000000000000.jsonl").write_text("{}\n")
    assert any("is not in manifest-sha256.txt" in f.problem for f in verify(archive).findings)


def test_a_catalog_that_tells_otherwise_is_found_though_its_digest_was_made_to_fit(archive: Path) -> None:
    import hashlib
    import sqlite3

    path = archive / "catalog.sqlite3"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE articles SET text = text || ' and more' WHERE uri = 'https://news.example/3'")
        db.execute("UPDATE captures SET offset = offset + 1 WHERE uri = 'https://news.example/2'")
    db.close()
    manifest = archive / "manifest-sha256.txt"
    manifest.write_text(manifest.read_text().replace(before, hashlib.sha256(path.read_bytes()).hexdigest()))
    places = {f.place for f in verify(archive).findings if f.path == "catalog.sqlite3"}
    assert any(place.startswith("article ") for place in places)
    assert any("https://news.example/2" in place for place in places)


def test_verify_changes_nothing(archive: Path) -> None:
    before = {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in archive.rglob("*") if p.is_file()}
    verify(archive)
    assert {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in archive.rglob("*") if p.is_file()} == before
