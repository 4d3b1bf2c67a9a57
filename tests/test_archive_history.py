"""All captures of a place: their order, what changed, pages that go back, and URIs that are nearly right."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives import ingest, page, page_text
from newsarchive.archive import Archive
from newsarchive.archive.history import changed_words, text_diff
from newsarchive.errors import NothingDone
from newsarchive.model import RawPage
from shell import Argument, Run, at_a_terminal, json_lines

PLACE = "https://news.example/ferry"
FIRST = page_text(0)
SECOND = FIRST.replace("three hours", "four hours")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that was corrected, and went back to what it was."""
    folder = tmp_path_factory.mktemp("archives") / "history"
    for number, text in enumerate((FIRST, SECOND, FIRST)):
        pages = [RawPage(text.encode(), PLACE, date=f"2023-09-0{number + 1}T14:00:00Z"), page(number + 10)]
        ingest(folder, pages, run=f"run-{number}")
    return folder


def test_captures_come_in_order_with_what_changed_in_each(archive: Path) -> None:
    versions = list(Archive(archive).history(PLACE))
    assert [version.number for version in versions] == [1, 2, 3]
    assert [version.facts["date"][:10] for version in versions] == ["2023-09-01", "2023-09-02", "2023-09-03"]
    assert [version.facts["kind"] for version in versions] == ["resource", "resource", "revisit"]
    assert versions[0].diff == []
    changed = [line for line in versions[1].diff[3:] if line[0] in "+-"]
    assert [line[0] for line in changed] == ["-", "+"]
    assert "three hours" in changed[0]
    assert "four hours" in changed[1]


def test_a_page_that_went_back_to_old_bytes_is_shown_as_such(archive: Path, run: Run) -> None:
    versions = list(Archive(archive).history(PLACE))
    assert [version.same_as for version in versions] == [None, None, 1]
    assert versions[2].facts["id"] == versions[0].facts["id"]
    assert b"went back to version 1: the same bytes" in run("history", "--archive", archive, PLACE).stdout


def test_json_is_one_object_a_capture(archive: Path, run: Run) -> None:
    result = run("history", "--archive", archive, "--json", PLACE)
    values = json_lines(result.stdout)
    assert result.returncode == 0
    assert [value["number"] for value in values] == [1, 2, 3]
    assert {"id", "uri", "date", "kind", "status", "headline", "near_duplicate_of", "same_as", "diff"} <= set(values[0])


def test_words_that_differ_stand_out_on_a_terminal_and_not_in_a_pipe(
    archive: Path, run: Run, environment: dict[str, str]
) -> None:
    arguments: list[Argument] = ["history", "--archive", archive, PLACE]
    assert b"\x1b" not in run(*arguments).stdout
    screen = at_a_terminal(arguments, ["stdout"], environment).screen
    assert b"\x1b[1;9;31mthree \x1b[0m" in screen
    assert b"\x1b[1;32mfour \x1b[0m" in screen
    assert b"\x1b" not in at_a_terminal(arguments, ["stdout"], environment | {"NO_COLOR": "1"}).screen


def test_a_uri_that_is_not_there_is_3_and_near_ones_are_named(archive: Path, run: Run) -> None:
    for typed in ("http://www.news.example/ferry", "https://news.example/fery", "news.example/ferry"):
        result = run("history", "--archive", archive, typed)
        assert (result.returncode, result.stdout) == (3, b"")
        assert result.stderr.splitlines()[1].strip() == PLACE.encode()
    assert b"`newsarchive list`" in run("history", "--archive", archive, "ftp://elsewhere.example/").stderr


def test_control_characters_in_what_was_typed_or_archived_reach_no_terminal(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "archive"
    ingest(folder, [page(1, uri=PLACE)])
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as db, db:
        db.execute("UPDATE articles SET headline = 'A \x1b[31mred' || char(10) || 'line'")
    assert b"\x1b" not in run("history", "--archive", folder, PLACE).stdout
    assert b"\x1b" not in run("history", "--archive", folder, "https://news.example/\x1b[31m").stderr


def test_an_archive_without_the_place_raises(archive: Path) -> None:
    with pytest.raises(NothingDone, match="no capture"):
        list(Archive(archive).history("https://news.example/nowhere"))


def test_texts_of_any_length_are_compared_in_little_time() -> None:
    long = [f"line {number % 7}" for number in range(50_000)]
    assert len(list(text_diff(long, long[::-1], "a", "b"))) == 2 * len(long) + 3
    assert list(text_diff(long, long, "a", "b")) == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_runs_of_words_give_the_paragraphs_again(before: str, after: str) -> None:
    old, new = changed_words(before, after)
    assert "".join(text for text, _ in old) == before
    assert "".join(text for text, _ in new) == after
    assert "".join(text for text, only in old if not only) == "".join(text for text, only in new if not only)
