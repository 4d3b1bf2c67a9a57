"""Every published file damaged in every way: found, mended from the rest where that can be, and named where it cannot."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archives import DATE, ingest, page
from newsarchive.archive import Archive
from newsarchive.archive.repair import RepairReport

PAGES = 5
NOW = "2024-01-01T00:00:00Z"
WARC = "segments/*[0-9a-f].warc.gz"
DERIVED = [
    "segments/*.warc.wet.gz",
    "segments/*.jsonl",
    "segments/*.cdxj",
    "catalog.sqlite3",
    "manifest-sha256.txt",
    "README.txt",
]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine") / "archive"
    ingest(folder, [page(n) for n in range(PAGES)] + [page(0, uri="https://mirror.example/copy")])
    return folder


@pytest.fixture
def archive(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "archive"))


def one(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda path: path.stat().st_size)


def flip(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[len(data) // 2] ^= 4
    return bytes(changed)


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "a flipped bit": flip,
    "its end cut off": lambda data: data[:-7],
    "half of it cut off": lambda data: data[: len(data) // 2],
    "nothing left in it": lambda _: b"",
    "deleted": lambda _: None,
    "junk behind it": lambda data: data + b"junk",
    "NULs behind it": lambda data: data + bytes(100),
}


def damage(path: Path, how: str) -> None:
    changed = DAMAGES[how](path.read_bytes())
    path.unlink()
    if changed is not None:
        path.write_bytes(changed)


def repair(folder: Path) -> RepairReport:
    return Archive(folder).repair("mend-1", NOW)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "segments").iterdir()}


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("pattern", DERIVED)
def test_what_is_derived_is_made_anew_to_the_byte(pristine: Path, archive: Path, pattern: str, how: str) -> None:
    damage(one(archive, pattern), how)
    assert Archive(archive).verify().findings
    report = repair(archive)
    assert report.lost == []
    assert report.left is not None
    assert report.left.findings == []
    assert files(archive) == files(pristine)
    assert list(Archive(archive).captures()) == list(Archive(pristine).captures())


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_page_is_named_and_the_rest_stays(archive: Path, how: str) -> None:
    damage(one(archive, WARC), how)
    before = {row["uri"] for row in Archive(archive).captures()}
    report = repair(archive)
    after = {row["uri"] for row in Archive(archive).captures()}
    assert report.left is not None
    assert report.left.findings == []
    assert set(report.lost) == before - after
    again = ingest(archive, [page(n) for n in range(PAGES)], run="run-2")
    assert again["ok"] == len([uri for uri in report.lost if "news.example" in uri])
    assert {row["uri"] for row in Archive(archive).captures()} >= {f"https://news.example/{n}" for n in range(PAGES)}
    assert Archive(archive).verify().findings == []


def test_only_the_record_that_is_damaged_is_lost(archive: Path) -> None:
    path = one(archive, WARC)
    data = bytearray(path.read_bytes())
    data[3 * len(data) // 4] ^= 1
    path.unlink()
    path.write_bytes(bytes(data))
    report = repair(archive)
    assert len(report.lost) <= 1
    assert report.left is not None
    assert report.left.articles >= PAGES - 1


def test_an_article_that_stands_nowhere_any_more_is_made_anew_from_its_page(pristine: Path, archive: Path) -> None:
    one(archive, "segments/*.jsonl").unlink()
    one(archive, "segments/*.warc.wet.gz").unlink()
    report = repair(archive)
    assert len(report.cleaned_again) == PAGES
    assert report.left is not None
    assert report.left.findings == []
    assert {row["id"] for row in Archive(archive).captures()} == {row["id"] for row in Archive(pristine).captures()}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_ledger_is_taken_out_and_told(archive: Path, how: str) -> None:
    damage(one(archive, "runs/*.jsonl"), how)
    report = repair(archive)
    assert report.left is not None
    assert report.left.findings == []
    assert (how == "deleted") == (report.removed == [])


@pytest.mark.parametrize("how", ["a flipped bit", "its end cut off", "junk behind it"])
def test_a_damaged_line_of_the_events_is_found_and_the_others_kept(archive: Path, how: str) -> None:
    ingest(archive, [], run="run-2")
    damage(archive / "events.jsonl", how)
    (finding, *_) = Archive(archive).verify().findings
    assert finding.path == "events.jsonl"
    report = repair(archive)
    assert report.left is not None
    assert report.left.findings == []


def test_a_file_of_nobody_is_taken_out(archive: Path) -> None:
    (archive / "segments" / "notes.txt").write_text("What is this?")
    assert Archive(archive).verify().findings
    report = repair(archive)
    assert report.removed == ["segments/notes.txt"]
    assert (archive / "damaged" / "notes.txt.1").read_text() == "What is this?"
    assert report.left is not None
    assert report.left.findings == []


def test_an_archive_without_damage_is_left_alone(archive: Path) -> None:
    before = {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()}
    report = repair(archive)
    assert report.left is None
    assert {path: path.read_bytes() for path in archive.rglob("*") if path.is_file()} == before


def test_what_was_replaced_is_kept_as_it_was_found(archive: Path) -> None:
    path = one(archive, "segments/*.cdxj")
    damage(path, "a flipped bit")
    bad = path.read_bytes()
    repair(archive)
    assert (archive / "damaged" / f"{path.name}.1").read_bytes() == bad


@pytest.mark.parametrize("pattern", ["segments/*.warc.wet.gz", "segments/*.jsonl", "segments/*.cdxj"])
def test_of_a_joined_segment_too_all_is_made_anew_to_the_byte(tmp_path: Path, pattern: str) -> None:
    archive = tmp_path / "archive"
    for number in range(4):
        ingest(archive, [page(number)], run=f"run-{number}")
    Archive(archive).compact("run-8", NOW)
    before = files(archive)
    assert len(before) == 4
    damage(one(archive, pattern), "a flipped bit")
    report = repair(archive)
    assert report.left is not None
    assert report.left.findings == []
    assert files(archive) == before


def test_the_repair_is_remembered(archive: Path) -> None:
    from newsarchive.archive.events import read_events

    one(archive, "segments/*.cdxj").unlink()
    repair(archive)
    events, problems = read_events(Archive(archive).layout)
    assert problems == []
    assert [(event.value["event"], event.value["time"]) for event in events] == [("ingestion", DATE), ("recovery", NOW)]
