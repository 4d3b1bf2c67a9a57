"""Pages cleaned again: an archive of this version would not change, one that says otherwise is shown to, and nothing is written."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archives import ingest, page
from newsarchive.archive import Archive
from newsarchive.archive.reprocess import compared, page_again
from newsarchive.model import Article, Failure, RawPage, Role
from newsarchive.pipeline import clean
from shell import Run, json_lines, story_html
from test_archive_captures import crawl, take


@pytest.fixture(scope="module")
def made_now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Text in two charsets, HTML, a copy, and records of a web archive."""
    folder = tmp_path_factory.mktemp("archives") / "archive"
    latin = "Café de la mer\n\n" + "Le port a décidé de repeindre la vieille grue avant l’hiver, a dit le maire. " * 4
    pages = [
        page(0),
        page(0, uri="https://mirror.example/0"),
        RawPage(latin.encode("cp1252"), "https://news.example/fr", encoding_given="windows-1252", input_id="seven"),
        RawPage(story_html().encode(), "https://news.example/html", date="2023-09-05T14:00:00Z"),
    ]
    ingest(folder, pages, run="run-1")
    take(folder, crawl(tmp_path_factory.mktemp("crawl")), run="run-2")
    return folder


@pytest.fixture
def made_otherwise(made_now: Path, tmp_path: Path) -> Path:
    """The same, as if an older version had read one headline otherwise."""
    folder = Path(shutil.copytree(made_now, tmp_path / "archive"))
    for path in (folder / "segments").glob("*.jsonl"):
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(_otherwise(line) if b'"text/plain"' in line else line for line in lines))
    return folder


def _otherwise(line: bytes) -> bytes:
    return line.replace(b'"headline":"Ellerby keeps', b'"headline":"Ellerby loses')


def test_what_this_version_has_archived_it_would_archive_again(made_now: Path) -> None:
    again = list(Archive(made_now).reprocess())
    assert len(again) == 6
    assert [(one.uri, one.fields, one.roles, one.failure) for one in again if one.changed or one.failure] == []


def test_the_command_shows_what_would_change_and_writes_nothing(made_otherwise: Path, run: Run) -> None:
    before = {path: path.read_bytes() for path in made_otherwise.rglob("*") if path.is_file()}
    result = run("reprocess", "--archive", made_otherwise, "--dry-run", "--diff")
    shown = result.stdout.decode()
    assert result.returncode == 0
    assert "headline: Ellerby loses" in shown
    assert "\n-Ellerby loses its ferry" in shown
    assert "\n+Ellerby keeps its ferry" in shown
    assert b"6 pages: 5 same, 1 changed; nothing was written" in result.stderr
    assert {path: path.read_bytes() for path in made_otherwise.rglob("*") if path.is_file()} == before


def test_json_is_an_object_a_page_that_would_change_and_a_summary(made_otherwise: Path, run: Run) -> None:
    result = run("reprocess", "--archive", made_otherwise, "--dry-run", "--json")
    page_value, summary = json_lines(result.stdout)
    assert page_value["fields"]["headline"]["would_be"].startswith("Ellerby keeps")
    assert (page_value["status"], page_value["diff"]) == ("changed", [])
    assert summary == {"summary": {"pages": 6, "same": 5, "changed": 1, "failed": 0}}


def test_a_page_whose_record_is_damaged_is_named_and_the_rest_goes_on(made_now: Path, tmp_path: Path, run: Run) -> None:
    folder = Path(shutil.copytree(made_now, tmp_path / "archive"))
    path = max((folder / "segments").glob("*.warc.gz"), key=lambda path: path.stat().st_size)
    path.write_bytes(b"\0" * path.stat().st_size)
    result = run("reprocess", "--archive", folder, "--dry-run", "--json", "--quiet")
    values = json_lines(result.stdout)
    assert result.returncode == 1
    assert {value["status"] for value in values[:-1]} == {"failed"}
    assert 0 < values[-1]["summary"]["failed"] < 6


def test_without_dry_run_the_new_article_is_written_beside_the_old(made_otherwise: Path, run: Run) -> None:
    """The archive is whole to look-up, but not to `verify`: its older version was made up. See test_archive_again.py."""
    result = run("reprocess", "--archive", made_otherwise, "--json")
    [summary] = json_lines(result.stdout)
    assert (result.returncode, summary["inputs"], summary["ok"], summary["unchanged"]) == (0, 6, 1, 5)
    shown = run("show", "https://news.example/0", "--archive", made_otherwise).stdout.decode()
    assert shown.startswith("Ellerby keeps its ferry")
    result = run("reprocess", "--archive", made_otherwise)
    assert b"6 pages: 6 unchanged" in result.stderr


def test_pages_that_this_version_made_can_be_left_alone(made_otherwise: Path, run: Run) -> None:
    result = run("reprocess", "--archive", made_otherwise, "--outdated", "--dry-run", "--json")
    assert json_lines(result.stdout) == [{"summary": {"pages": 0, "same": 0, "changed": 0, "failed": 0}}]
    assert result.returncode == 0


def test_a_diff_is_of_what_would_change(made_now: Path, run: Run) -> None:
    result = run("reprocess", "--archive", made_now, "--diff")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"--dry-run" in result.stderr


def test_there_must_be_an_archive_to_clean_again(tmp_path: Path, run: Run) -> None:
    assert run("reprocess", "--archive", tmp_path / "none").returncode == 6
    assert not (tmp_path / "none").exists()


def test_lines_that_change_their_role_are_counted() -> None:
    was = clean(page(0))
    assert isinstance(was, Article)
    paragraph = was.body[-1]
    gone = was.removed[0]._replace(lines=paragraph.lines, role=Role.AD)
    now = replace(was, body=was.body[:-1], removed=(*was.removed, gone))
    again = compared(was, now, was.source.uri)
    assert again.roles == {"body -> ad": 1}
    assert (again.added, again.removed) == (0, 1)
    assert json.dumps(again.value())


def test_a_failure_is_told_as_such() -> None:
    was = clean(page(0))
    assert isinstance(was, Article)
    again = compared(was, Failure(was.source.uri, "limit", "it took too long"), was.source.uri)
    assert again.value()["error"] == "it took too long"
    assert page_again(was, b"x", was.source.uri, "2023-09-05T14:00:00Z").media_type == "text/plain"
