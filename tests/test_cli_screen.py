"""The article as a person at a terminal reads it: lines that fit, whatever the script; no escape sequence but our own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.cli.screen import MEASURE, render_screen
from newsarchive.cli.wrapping import wrap
from newsarchive.formats.explain import columns
from newsarchive.model import Article, Byline, Kind, Moment, Part, RelatedLink, Relation
from newsarchive.textnorm import normalise
from strategies import HOSTILE, articles

SGR = re.compile(r"\x1b\[(?:0|1|2|3|36)m")
TEXT = st.text() | HOSTILE | st.text("中、。「」é한\u0301👩\u200d🚒 a-", max_size=200)


@given(TEXT, st.integers(1, 100))
def test_lines_fit_and_nothing_but_space_is_lost(text: str, room: int) -> None:
    line = normalise(text)
    lines = wrap(line, room)
    assert all(columns(each) <= max(room, 8) for each in lines)
    assert "".join("".join(lines).split()) == "".join(line.split())
    assert lines == [each.strip() for each in lines if each.strip()]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("the milk float came first", ["the milk", "float came", "first"]),
        ("abcdefghijklmnop", ["abcdefghij", "klmnop"]),
        ("渡船每晚在江面上来回开", ["渡船每晚在", "江面上来回", "开"]),
        ("渡船每晚在。江面上", ["渡船每晚", "在。江面上"]),
        ("渡船每晚「江」面上", ["渡船每晚", "「江」面上"]),
        ("배를 타고 강을 건넌다", ["배를 타고", "강을", "건넌다"]),
        ("e\u0301" * 12, ["e\u0301" * 10, "e\u0301" * 2]),
    ],
)
def test_lines_break_where_the_script_breaks_them(text: str, lines: list[str]) -> None:
    assert wrap(text, 10) == lines


def test_a_megabyte_without_a_space_takes_no_longer_than_one_with() -> None:
    for text in "x" * 1_000_000, "「" * 1_000_000, "。" * 1_000_000, "\u0301" * 1_000_000:
        assert sum(map(len, wrap(text, 80))) == 1_000_000


@given(articles(), st.integers(1, 250))
def test_every_line_fits_the_terminal_and_the_measure(article: Article, width: int) -> None:
    shown = render_screen(article, colour=False, width=width)
    addresses = {normalise(link.url).replace(" ", "%20") for link in article.related if link.url}
    lines = [line for line in shown.split("\n") if line.strip() not in addresses]
    assert all(columns(line) <= max(min(width, MEASURE), 20) for line in lines if not line.startswith(" " * 10))


@given(articles())
def test_the_only_escapes_are_our_own_and_without_colour_there_are_none(article: Article) -> None:
    plain, coloured = (render_screen(article, colour=colour, width=80) for colour in (False, True))
    assert SGR.sub("", coloured) == plain
    assert all(line.isprintable() or normalise(line) == " ".join(line.split()) for line in plain.split("\n"))


@pytest.fixture
def crane() -> Article:
    from newsarchive.model import RawPage
    from newsarchive.pipeline import clean
    from shell import story

    article = clean(RawPage(story().encode(), "file:///crane.txt"))
    assert isinstance(article, Article)
    return replace(article, body=(), related=(), byline=None, published=None, modified=None, standfirst=None)


def test_who_and_when_stand_under_the_headline(crane: Article) -> None:
    article = replace(
        crane,
        headline="Crane",
        standfirst="It will be blue.",
        byline=Byline("By Nell Farrow, APX", ("Nell Farrow",), "APX"),
        published=Moment("2023-09-05T14:00:00+02:00", "5 Sept"),
        modified=Moment(None, "on Tuesday"),
    )
    assert render_screen(article, colour=False, width=80) == (
        "Crane\nNell Farrow, APX · 2023-09-05 14:00 +02:00 · updated on Tuesday\n\nIt will be blue.\n"
    )


def test_lists_keep_together_and_quotes_have_a_bar(crane: Article) -> None:
    kinds = (Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.LIST_ITEM, Kind.QUOTE)
    body = tuple(Part(kind, f"text {number}", (number, number), "") for number, kind in enumerate(kinds, 1))
    shown = render_screen(replace(crane, headline=None, body=body), colour=False, width=80)
    assert shown == "text 1\n\n- text 2\n- text 3\n\n│ text 4\n"


def test_links_stand_at_the_end_whole_and_only_those_of_the_web(crane: Article) -> None:
    address = "https://a.example/" + "x" * 100
    related = (
        RelatedLink(Relation.RELATED, "A bell", "javascript:alert(1)", (8, 8), ""),
        RelatedLink(Relation.PREVIOUS, "A boat", address, (7, 7), ""),
    )
    shown = render_screen(replace(crane, related=related), colour=False, width=40)
    assert shown.endswith(f"{'─' * 24}\nPrevious  A boat\n          {address}\nRelated   A bell\n")


def test_a_hundred_links_do_not_push_the_article_off_the_screen(crane: Article) -> None:
    related = tuple(RelatedLink(Relation.RELATED, f"Title {n}", None, (n, n), "") for n in range(1, 101))
    shown = render_screen(replace(crane, related=related), colour=False, width=80)
    assert shown.count("Related") == 12
    assert "and 88 more" in shown
