"""What a run writes, and what a second run makes of the same input, other names, and changed bytes."""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archives import DATE, ingest, ingest_files, page, page_text, write_pages
from newsarchive.archive import Archive, planner
from newsarchive.archive.members import Record, read_members
from newsarchive.digest import sha256_hex
from newsarchive.errors import StorageError
from newsarchive.model import Failure, RawPage


def ledger(folder: Path, run: str = "run-1") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "runs" / f"{run}.jsonl").read_text().splitlines()]


def segment_bytes(folder: Path) -> dict[str, bytes]:
    """Every segment file by name; WARC and WET uncompressed."""
    paths = sorted((folder / "segments").iterdir())
    return {p.name: gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths}


def records(folder: Path, suffix: str = ".warc.gz") -> list[Record]:
    found = [r for p in sorted((folder / "segments").glob(f"*[0-9a-f]{suffix}")) for r in read_members(p)]
    assert all(isinstance(r, Record) for r in found)
    return [r for r in found if isinstance(r, Record)]


def types(folder: Path, suffix: str = ".warc.gz") -> Counter[str]:
    return Counter(r.headers["warc-type"] for r in records(folder, suffix))


def test_a_page_becomes_a_resource_its_metadata_its_text_and_its_json(tmp_path: Path) -> None:
    summary = ingest(tmp_path, [page(1)])
    assert {k: summary[k] for k in ("inputs", "ok", "failed")} == {"inputs": 1, "ok": 1, "failed": 0}
    _, resource, metadata = records(tmp_path)
    _, text, article = records(tmp_path, ".warc.wet.gz")
    assert resource.block == page_text(1).encode()
    assert resource.headers["warc-target-uri"] == "https://news.example/1"
    assert resource.headers["content-type"] == "text/plain; charset=utf-8"
    assert b"removed: ad 1-1\r\n" in metadata.block
    assert json.loads(article.block)["text"] == text.block.decode()
    for record in (metadata, text, article):
        assert record.headers["warc-refers-to"] == resource.headers["warc-record-id"]


def test_the_same_input_again_is_unchanged_and_changes_no_segment(tmp_path: Path) -> None:
    ingest(tmp_path, [page(1), page(2)])
    before = segment_bytes(tmp_path), (tmp_path / "catalog.sqlite3").read_bytes()
    summary = ingest(tmp_path, [page(1), page(2)], run="run-2")
    assert (summary["unchanged"], summary["segments"]) == (2, [])
    assert (segment_bytes(tmp_path), (tmp_path / "catalog.sqlite3").read_bytes()) == before
    assert Archive(tmp_path).verify().findings == []


def test_the_same_bytes_under_another_name_are_a_revisit_of_the_first(tmp_path: Path) -> None:
    ingest(tmp_path, [page(1)])
    summary = ingest(tmp_path, [page(1, uri="https://mirror.example/1")], run="run-2")
    assert summary["duplicate"] == 1
    (revisit,) = (r for r in records(tmp_path) if r.headers["warc-type"] == "revisit")
    (resource,) = (r for r in records(tmp_path) if r.headers["warc-type"] == "resource")
    assert revisit.headers["warc-refers-to"] == resource.headers["warc-record-id"]
    assert revisit.headers["warc-refers-to-target-uri"] == "https://news.example/1"
    assert revisit.headers["warc-refers-to-date"] == DATE
    assert revisit.headers["warc-payload-digest"] == resource.headers["warc-payload-digest"]
    assert ledger(tmp_path, "run-2")[0]["reason"] == "same bytes as https://news.example/1"


def test_changed_bytes_under_the_same_name_are_a_new_version(tmp_path: Path) -> None:
    ingest(tmp_path, [page(1)])
    changed = RawPage(page_text(1).replace("three hours", "four hours").encode(), "https://news.example/1", DATE)
    assert ingest(tmp_path, [changed], run="run-2")["ok"] == 1
    assert types(tmp_path)["resource"] == 2
    assert "four hours" in Archive(tmp_path).article("https://news.example/1").text


def test_going_back_to_an_earlier_version_is_noted_too(tmp_path: Path) -> None:
    changed = RawPage(page_text(2).encode(), "https://news.example/1", DATE)
    ingest(tmp_path, [page(1)])
    ingest(tmp_path, [changed], run="run-2")
    assert ingest(tmp_path, [page(1)], run="run-3")["duplicate"] == 1
    assert Archive(tmp_path).article("https://news.example/1").id == sha256_hex(page(1).data)


def test_copies_within_one_run_are_a_resource_and_revisits_and_the_same_name_twice_is_unchanged(tmp_path: Path) -> None:
    pages = [
        page(1),
        page(1, uri="https://mirror.example/a"),
        page(1),
        page(2),
        page(1, uri="https://mirror.example/b"),
    ]
    summary = ingest(tmp_path, pages)
    assert [summary[s] for s in ("inputs", "ok", "duplicate", "unchanged")] == [5, 2, 2, 1]
    assert (
        types(tmp_path) == {"warcinfo": 1, "resource": 2, "metadata": 2, "revisit": 2}
        or types(tmp_path)["revisit"] == 2
    )


def test_copies_of_a_page_that_fails_fail_for_the_same_reason(tmp_path: Path) -> None:
    jpeg = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
    pages = [RawPage(jpeg, f"https://news.example/{n}.jpg", DATE) for n in range(3)]
    summary = ingest(tmp_path, pages)
    assert summary["failed"] == 3
    assert len({line["reason"] for line in ledger(tmp_path)[:-1]}) == 1


def test_the_ledger_says_at_which_stage_an_input_failed(tmp_path: Path) -> None:
    lost = Failure("https://news.example/lost", "access", "no such file")
    ingest(
        tmp_path / "archive",
        [page(0), RawPage(b"", "https://news.example/a"), RawPage(b"", "https://news.example/b"), lost],
    )
    lines = map(json.loads, (tmp_path / "archive" / "runs" / "run-1.jsonl").read_text().splitlines()[:-1])
    stages = {line["input"].rpartition("/")[2]: line.get("stage") for line in lines}
    assert stages == {"0": None, "a": "source", "b": "source", "lost": "access"}


def test_every_input_has_one_line_in_the_ledger_and_the_counts_add_up(tmp_path: Path) -> None:
    failure = Failure("file:///pages/broken", "source", "broken symbolic link")
    listing = RawPage(
        b"<html><body><ul>" + b"<li><a href=/a>Short item</a>" * 40 + b"</ul></body></html>", "https://x.example/", DATE
    )
    summary = ingest(tmp_path, [page(1), failure, listing, page(1, uri="https://mirror.example/")])
    *lines, last = ledger(tmp_path)
    assert last == {"summary": summary}
    assert [line["input"] for line in lines].count("file:///pages/broken") == 1
    assert Counter(line["status"] for line in lines) == {"ok": 1, "failed": 1, "not_article": 1, "duplicate": 1}
    counts = ("ok", "duplicate", "unchanged", "not_article", "failed")
    assert sum(summary[name] for name in counts) == summary["inputs"] == len(lines)
    assert all(line["reason"] for line in lines if line["status"] != "ok")
    assert all(line["segment"] for line in lines if line["status"] in ("ok", "not_article", "duplicate"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = write_pages(tmp_path / "corpus", range(23))
    for number, target in ((3, "a-copy"), (3, "b-copy"), (20, "c-copy")):
        shutil.copy2(folder / f"page-{number}.txt", folder / f"{target}.txt")
    return folder


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_and_the_order_of_the_arguments_change_no_byte(
    tmp_path: Path, corpus: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "MAX_ITEMS", 5)
    names = sorted(corpus.iterdir())
    ingest_files(tmp_path / "one", *names)
    ingest_files(tmp_path / "other", *reversed(names), workers=workers)
    ingest_files(tmp_path / "folder", corpus, workers=workers)
    first = segment_bytes(tmp_path / "one")
    assert len(first) == 4 * 6  # 23 pages in fives, then the copies
    assert segment_bytes(tmp_path / "other") == first
    assert segment_bytes(tmp_path / "folder") == first


def test_a_page_without_a_date_gets_the_one_of_the_run(tmp_path: Path) -> None:
    ingest(tmp_path, [RawPage(page_text(1).encode(), "https://news.example/1")])
    assert {r.headers["warc-date"] for r in records(tmp_path)} == {DATE}


def test_nothing_of_this_machine_stands_in_the_records(tmp_path: Path, corpus: Path) -> None:
    import socket

    ingest_files(tmp_path / "archive", corpus)
    for name, data in segment_bytes(tmp_path / "archive").items():
        for secret in (socket.gethostname(), str(tmp_path), str(Path.cwd())):
            assert secret.encode() not in data, name


def test_the_manifest_lists_every_file_but_itself_the_events_and_the_lock(tmp_path: Path) -> None:
    ingest(tmp_path, [page(1)])
    listed = {line.split("  ")[1] for line in (tmp_path / "manifest-sha256.txt").read_text().splitlines()}
    there = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert there - listed == {"manifest-sha256.txt", "events.jsonl", ".lock"}
    assert listed <= there


def test_a_catalog_that_was_deleted_is_rebuilt_by_the_next_run(tmp_path: Path) -> None:
    ingest(tmp_path, [page(n) for n in range(3)] + [page(1, uri="https://mirror.example/1")])
    before = list(Archive(tmp_path).captures())
    (tmp_path / "catalog.sqlite3").unlink()
    assert ingest(tmp_path, [page(0)], run="run-2")["unchanged"] == 1
    assert list(Archive(tmp_path).captures()) == before
    assert Archive(tmp_path).verify().findings == []


def test_a_catalog_of_an_earlier_version_is_made_anew_by_the_next_run(tmp_path: Path) -> None:
    import sqlite3

    archive = tmp_path / "archive"
    ingest(archive, [page(0), page(1)])
    before = list(Archive(archive).captures())
    with closing(sqlite3.connect(archive / "catalog.sqlite3")) as db, db:
        db.executescript("DROP TABLE near_bands; DROP TABLE near_duplicates; PRAGMA user_version = 1;")
    db.close()
    with pytest.raises(StorageError, match="a catalog of version 1, not 2; the next ingest makes it anew"):
        list(Archive(archive).captures())
    summary = ingest(archive, [page(0), page(2)], run="run-2")
    assert (summary["unchanged"], summary["ok"]) == (1, 1)
    assert [row["id"] for row in before] == [row["id"] for row in list(Archive(archive).captures())[1:]]
    assert Archive(archive).verify().findings == []


def test_a_catalog_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    import sqlite3

    archive = tmp_path / "archive"
    ingest(archive, [page(0)])
    with closing(sqlite3.connect(archive / "catalog.sqlite3")) as db, db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StorageError, match="a newer newsarchive made it"):
        ingest(archive, [page(1)], run="run-2")
    assert (archive / "catalog.sqlite3").exists()
