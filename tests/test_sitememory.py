"""Site memory: lines that recur on a site leave the body of its next pages; learnt from the archive, the same whoever works."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import archives
from newsarchive.archive import Archive
from newsarchive.archive.ingest import RunOptions
from newsarchive.archive.layout import JSONL
from newsarchive.archive.sitememory import WINDOW, site_of
from newsarchive.label.recurring import line_key
from newsarchive.model import Article, RawPage, Recurring, Role, SiteMemory
from newsarchive.pipeline import clean

PLUGS = (
    "Old friends of the harbour like to sit at Brannoc's round tables on the quay when the evening boat has come in at last.",
    "Nobody in the county makes warmer jerseys than the people behind Tarnwool, who still spin every thread by the old mill.",
)
_TOWNS = ("Ellerby", "Marrow Bay", "Oldquay", "Wexcombe", "Tarn", "Saltholm", "Dunmere", "Fenwick")
_THINGS = (
    "bridge",
    "library",
    "ferry",
    "market hall",
    "school",
    "lighthouse",
    "tram line",
    "museum",
    "orchard",
    "canal",
)
_WHO = ("mayor", "headmaster", "harbour master", "gardener", "engineer", "librarian", "pilot")


def text_of(number: int, plug: str = "") -> str:
    """An article that shares no sentence with another one, and ``plug`` in its middle."""
    town, thing, who = (words[number % len(words)] for words in (_TOWNS, _THINGS, _WHO))
    body = [
        f"The {thing} of {town} will be mended before the winter of year {number}, the {who} told a full meeting on Tuesday night.",
        f"Some {number + 40} people had come to hear about the {thing}, and most of them stayed until the last question was put.",
        f"“We have waited {number + 2} years for this {thing},” said the {who}, “and {town} can wait a few more weeks if it must.”",
        f"Work on the {thing} costs {number * 7 + 90} crowns a day, which {town} pays from what a {who} of long ago left it.",
    ]
    body[2:2] = [plug] if plug else []
    return "\n\n".join([f"{town} mends its {thing} at last, says {who} number {number}", *body]) + "\n"


def page(number: int, plug: str = "", uri: str = "") -> RawPage:
    return RawPage(text_of(number, plug).encode(), uri or f"https://www.post.example/{number}", date=archives.DATE)


def rotating(numbers: range) -> list[RawPage]:
    return [page(number, PLUGS[number % 2]) for number in numbers]


def run(folder: Path, pages: list[RawPage], name: str, *, workers: int = 1, memory: bool = True) -> None:
    Archive(folder).ingest(pages, RunOptions(name, archives.DATE, workers, site_memory=memory))


def streams(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Archive(folder).layout.segments.glob(f"*{JSONL}")}


def sketch(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(Archive(folder).layout.catalog)) as db, db:
        query = "SELECT name, line, first, l.pages FROM site_lines l JOIN sites s ON number = site ORDER BY name, line"
        return db.execute(query).fetchall()


def archived(folder: Path, number: int) -> str:
    return next(
        line.decode()
        for data in streams(folder).values()
        for line in data.splitlines()
        if f'post.example/{number}"' in line.decode()
    )


def knowing(*lines: str) -> SiteMemory:
    return SiteMemory("post.example", tuple(Recurring(line_key(line) or 0, 14, 20) for line in lines))


def cleaned(one: RawPage, memory: SiteMemory | None) -> Article:
    article = clean(one, memory=memory)
    assert isinstance(article, Article)
    return article


def test_a_line_that_is_known_to_recur_is_no_text_and_the_reason_says_how_often_it_stood() -> None:
    one = page(3, PLUGS[0])
    assert PLUGS[0] in cleaned(one, None).text, "the labeller alone must take the line for text, or nothing is shown"
    article = cleaned(one, knowing(PLUGS[0]))
    assert PLUGS[0] not in article.text
    gone = next(each for each in article.removed if each.text == PLUGS[0])
    told = "rule recurring-line: stands on 14 of 20 pages of this site known when the run began"
    assert (gone.role, gone.why) == (Role.OTHER, told)


def test_what_is_known_of_other_lines_changes_nothing() -> None:
    one = page(3, PLUGS[0])
    assert cleaned(one, knowing(PLUGS[1])) == cleaned(one, None)


def test_a_line_is_known_again_by_its_letters_and_digits_alone() -> None:
    assert line_key("Subscribe   to OUR weekly letter!") == line_key("subscribe to our weekly letter") is not None


@pytest.mark.parametrize("line", ["“Yes.”", "What happens next", "10:45", "天气预报"])
def test_short_lines_are_never_compared(line: str) -> None:
    assert line_key(line) is None


def test_a_short_line_of_chinese_says_as_much_as_a_longer_one_of_letters() -> None:
    assert line_key("欢迎订阅本报的每周新闻简报") is not None


def test_a_page_of_which_most_is_known_stays_whole() -> None:
    """It is an article met before under other addresses, not a page of notices."""
    one = page(3)
    assert cleaned(one, knowing(*cleaned(one, None).text.split("\n\n"))) == cleaned(one, None)


def test_the_headline_stays_even_where_it_recurs() -> None:
    one = page(3)
    headline = cleaned(one, None).headline
    assert headline
    assert cleaned(one, knowing(headline)).headline == headline


def test_spam_that_rotates_over_a_site_goes_with_the_second_run(tmp_path: Path) -> None:
    run(tmp_path, rotating(range(8)), "run-1")
    run(tmp_path, rotating(range(20, 22)), "run-2")
    for number in (20, 21):
        assert "rule recurring-line: stands on 4 of " in archived(tmp_path, number)
    assert "recurring-line" not in archived(tmp_path, 7), "the first run began without knowing anything"


def test_another_site_is_not_told(tmp_path: Path) -> None:
    run(tmp_path, rotating(range(8)), "run-1")
    run(tmp_path, [page(20, PLUGS[0], uri="https://gazette.example/20")], "run-2")
    assert not any(b"recurring-line" in data for data in streams(tmp_path).values())


def test_the_memory_can_be_left_out(tmp_path: Path) -> None:
    run(tmp_path, rotating(range(8)), "run-1")
    run(tmp_path, rotating(range(20, 22)), "run-2", memory=False)
    assert not any(b"recurring-line" in data for data in streams(tmp_path).values())


def test_one_worker_and_two_write_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.archive.planner.MAX_ITEMS", 3)
    for workers in (1, 2):
        run(tmp_path / str(workers), rotating(range(8)), "run-1", workers=workers)
        run(tmp_path / str(workers), rotating(range(20, 30)), "run-2", workers=workers)
    assert streams(tmp_path / "1") == streams(tmp_path / "2")
    assert sketch(tmp_path / "1") == sketch(tmp_path / "2")


def test_only_what_was_known_at_the_start_of_the_run_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of one page, each committed before the next is cleaned: were the catalog asked as it is, the last would know."""
    monkeypatch.setattr("newsarchive.archive.planner.MAX_ITEMS", 1)
    run(tmp_path, rotating(range(10)), "run-1")
    assert not any(b"recurring-line" in data for data in streams(tmp_path).values())
    run(tmp_path, [page(20, PLUGS[0]), page(22, PLUGS[0])], "run-2")
    assert archived(tmp_path, 22).count("stands on 5 of ") == archived(tmp_path, 20).count("stands on 5 of ") == 1


def test_the_sketch_comes_back_from_the_segments_when_the_catalog_is_lost(tmp_path: Path) -> None:
    run(tmp_path, rotating(range(8)), "run-1")
    run(tmp_path, rotating(range(20, 26)), "run-2")
    before = sketch(tmp_path)
    Archive(tmp_path).layout.catalog.unlink()
    run(tmp_path, [], "run-3")
    assert sketch(tmp_path) == before != []


def test_a_page_in_many_versions_counts_once(tmp_path: Path) -> None:
    for number in range(3):
        run(tmp_path, [page(number, PLUGS[0], uri="https://post.example/live")], f"run-{number}")
    assert {row[3] for row in sketch(tmp_path)} == {1}


def test_an_article_under_several_addresses_counts_once(tmp_path: Path) -> None:
    copies = [
        RawPage(f"{text_of(3)}\nRead {n} times\n".encode(), f"https://post.example/{n}", date=archives.DATE)
        for n in range(5)
    ]
    run(tmp_path, copies, "run-1")
    assert {row[3] for row in sketch(tmp_path)} == {1}


def test_lines_that_do_not_recur_are_forgotten(tmp_path: Path) -> None:
    run(tmp_path, rotating(range(2 * WINDOW)), "run-1")
    lines = sketch(tmp_path)
    kept = {line for _, line, _, pages in lines if isinstance(pages, int) and pages > 10}
    assert kept >= {line_key(plug) for plug in PLUGS}
    assert len(lines) < 5 * WINDOW + 10, "the lines of the last pages, and those that recur"


@pytest.mark.parametrize(
    ("uri", "site"),
    [
        ("https://www.post.example/a/b", "post.example"),
        ("http://POST.example:8080/", "post.example"),
        ("https://news.post.example/", "news.post.example"),
        ("file:///feeds/post/1.txt", "file:///feeds/post/"),
        ("urn:sha256:00", ""),
        ("https://[broken/", ""),
    ],
)
def test_a_site_is_a_host_or_a_folder(uri: str, site: str) -> None:
    assert site_of(uri) == site
