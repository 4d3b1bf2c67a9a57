"""`verify` and `repair` through the real command: how much is checked, what is remembered, what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archives import ingest, page
from newsarchive.archive import Archive, planner
from newsarchive.archive.verify import Scope
from shell import Run

NOW = "2024-01-01T00:00:00Z"


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six segments of one page."""
    monkeypatch.setattr(planner, "MAX_ITEMS", 1)
    ingest(tmp_path / "archive", [page(n) for n in range(6)])
    return tmp_path / "archive"


def report(run: Run, archive: Path, *arguments: str) -> dict[str, object]:
    done = run("verify", "-a", archive, "--json", *arguments)
    value: dict[str, object] = json.loads(done.stdout)
    assert done.returncode == (0 if value["ok"] else 5)
    return value


def test_a_sample_looks_into_the_segments_that_were_not_checked_for_longest(run: Run, archive: Path) -> None:
    looked = [report(run, archive, "--sample", "34%")["segments"] for _ in range(3)]
    assert all(isinstance(names, list) and len(names) in (2, 3) for names in looked)
    names = sorted({name for part in looked if isinstance(part, list) for name in part})
    assert len(names) == 6
    assert report(run, archive)["segments"] is None


def test_only_what_is_due_is_looked_into(archive: Path) -> None:
    whole = Archive(archive)
    first, *_ = whole.verify(Scope(share=0.1), time=NOW).segments or []
    due = whole.verify(Scope(before="2024-01-01T00:00:01Z")).segments
    assert due is not None
    assert len(due) == 6
    later = whole.verify(Scope(before=NOW)).segments
    assert later is not None
    assert first not in later
    assert len(later) == 5


@pytest.mark.parametrize("damage", ["cut", "gone", "strange"])
def test_fast_sees_what_can_be_seen_without_reading(run: Run, archive: Path, damage: str) -> None:
    path = next((archive / "segments").glob("*.cdxj"))
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif damage == "gone":
        path.unlink()
    else:
        (archive / "segments" / "strange.jsonl").write_text("{}")
    assert report(run, archive, "--fast")["ok"] is False


def test_fast_reads_no_segment(run: Run, archive: Path) -> None:
    path = next((archive / "segments").glob("*.cdxj"))
    path.write_bytes(path.read_bytes().replace(b"a", b"b"))
    assert report(run, archive, "--fast")["ok"] is True
    assert report(run, archive)["ok"] is False


@pytest.mark.parametrize(
    "arguments", [["--sample", "0%"], ["--sample", "5"], ["--older-than", "x"], ["--fast", "--sample", "5%"]]
)
def test_what_makes_no_sense_is_a_usage_error(run: Run, archive: Path, arguments: list[str]) -> None:
    assert run("verify", "-a", archive, *arguments).returncode == 2


def test_a_check_and_its_outcome_are_remembered(run: Run, archive: Path) -> None:
    assert run("verify", "-a", archive).returncode == 0
    next((archive / "segments").glob("*.cdxj")).unlink()
    assert run("verify", "-a", archive, "--quiet").returncode == 5
    events = [json.loads(line) for line in (archive / "events.jsonl").read_text().splitlines()]
    assert [(event["event"], event["outcome"]) for event in events] == [
        ("ingestion", "success"),
        ("fixity check", "success"),
        ("fixity check", "2 damaged"),
    ]


def test_repair_says_what_it_did_and_ends_as_the_archive_is(run: Run, archive: Path) -> None:
    assert run("repair", "-a", archive).stdout == b"nothing to mend\n"
    next((archive / "segments").glob("*.jsonl")).unlink()
    done = run("repair", "-a", archive)
    assert done.returncode == 0
    assert done.stdout == b"2 files made anew, 0 taken out, nothing lost\n"
    assert b"made anew: segments/" in done.stderr
    next((archive / "segments").glob("*[0-9a-f].warc.gz")).unlink()
    done = run("repair", "-a", archive)
    assert done.returncode == 5
    assert b"lost, ingest it again: https://news.example/" in done.stderr
    assert run("verify", "-a", archive).returncode == 0


@pytest.mark.parametrize("command", ["verify", "repair"])
def test_where_there_is_no_archive_that_is_said(run: Run, tmp_path: Path, command: str) -> None:
    done = run(command, "-a", tmp_path / "nowhere")
    assert done.returncode == 6
    assert b"no archive here" in done.stderr


def test_a_broken_catalog_is_made_anew(run: Run, archive: Path) -> None:
    (archive / "catalog.sqlite3").write_bytes(b"x" * 5000)
    assert run("repair", "-a", archive, "--json").returncode == 0
    assert run("list", "-a", archive).stdout.count(b"news.example") == 6
