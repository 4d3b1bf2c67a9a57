"""The article for people at a terminal: plain text, and the account of every line."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.formats import Format, render
from newsarchive.formats.explain import columns, cut, render_explain
from newsarchive.formats.text import render_text
from newsarchive.model import Article, Kind, Part, RawPage, Removed, Role
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise
from strategies import HOSTILE, articles

SGR = re.compile(r"\x1b\[[0-9;]*m")
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
TEXT = st.text() | HOSTILE | st.text("中é한\u0301👩\u200d🚒 a", max_size=80)


@pytest.fixture(scope="module")
def seed() -> Article:
    path = Path(__file__).parent.parent / "seeds/seed.txt"
    article = clean(RawPage(path.read_bytes(), "file:///seeds/seed.txt"))
    assert isinstance(article, Article)
    return article


def obeys_nothing(shown: str) -> bool:
    """Whether nothing in ``shown`` but newlines acts on a terminal."""
    return all(normalise(line) == " ".join(line.split()) for line in shown.split("\n"))


@given(articles(), st.sampled_from(Format))
def test_no_format_lets_a_page_act_on_the_terminal(article: Article, fmt: Format) -> None:
    shown = render(article, fmt)
    shown.encode("utf-8")
    assert obeys_nothing(shown) if fmt in {Format.TEXT, Format.EXPLAIN} else ACTS.search(shown) is None


@given(articles())
def test_the_only_escapes_are_our_own_colours(article: Article) -> None:
    shown = render_explain(article, colour=True)
    assert obeys_nothing(SGR.sub("", shown))
    assert SGR.sub("", shown) == render_explain(article)
    codes = set(SGR.findall(shown))
    assert all(re.fullmatch(r"\x1b\[(?:[0-2]|3[1-6]|1;3[1-6])m", code) for code in codes)


@given(articles())
def test_plain_text_is_headline_standfirst_and_body_one_blank_line_between(article: Article) -> None:
    paragraphs = tuple(part._replace(kind=Kind.PARAGRAPH) for part in article.body)
    wanted = [article.headline or "", article.standfirst or "", *(part.text for part in paragraphs)]
    shown = render_text(replace(article, body=paragraphs))
    assert shown == "\n\n".join(filter(None, map(normalise, wanted))) + "\n" * bool(shown)


def test_list_items_have_a_dash_in_plain_text(seed: Article) -> None:
    body = (Part(Kind.PARAGRAPH, "First:", (1, 1), ""), Part(Kind.LIST_ITEM, "an item", (2, 2), ""))
    assert render_text(replace(seed, headline="Title", body=body)) == "Title\n\nFirst:\n\n- an item\n"


def test_nothing_is_nothing(seed: Article) -> None:
    assert render_text(replace(seed, headline=None, standfirst=None, body=())) == ""


@given(articles(), st.integers(50, 200))
def test_every_block_has_its_two_lines_within_the_width(article: Article, width: int) -> None:
    lines = render_explain(article, width=width).split("\n")
    fields = {(place.lines, place.raw) for place in article.where.values()}  # byline and date may be one block
    blocks = len(article.body) + len(article.related) + len(article.removed) + len(fields)
    assert lines[2] == lines[-1] == ""
    assert len(lines) == 3 + 2 * blocks + 1
    assert all(columns(line) <= width for line in lines[3:])


def test_the_account_of_the_seed_names_every_line_that_is_not_blank(seed: Article) -> None:
    lines = render_explain(seed).split("\n")[3:-1:2]
    named = {number for line in lines for number in [int(line[:8])]}
    page = (Path(__file__).parent.parent / "seeds/seed.txt").read_text("utf-8").splitlines()
    assert named == {number for number, line in enumerate(page, 1) if line.strip()}


def test_the_account_is_in_the_order_of_the_page(seed: Article) -> None:
    numbers = [int(line[:8]) for line in render_explain(seed).split("\n")[3:-1:2]]
    assert numbers == sorted(numbers)


def test_every_role_keeps_its_column(seed: Article) -> None:
    removed = tuple(Removed(role, "text", (number, number), "why") for number, role in enumerate(Role, 1))
    shown = render_explain(replace(seed, headline=None, body=(), related=(), where={}, removed=removed))
    rows = shown.split("\n")[3:-1]
    assert [row.index("text") for row in rows[::2]] == [row.index("why") for row in rows[1::2]]


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("word", 4),
        ("中文", 4),
        ("한국", 4),
        ("ｗ", 2),
        ("ｱ", 1),
        ("é", 1),
        ("e\u0301", 1),
        ("שָׁ", 1),
        ("a\u200db", 2),
        ("…", 1),
    ],
)
def test_columns_are_those_of_a_terminal(text: str, wide: int) -> None:
    assert columns(text) == wide


@given(TEXT, st.integers(2, 60))
def test_a_cut_fits_and_begins_as_the_text_does(text: str, room: int) -> None:
    shown = cut(text, room)
    assert columns(shown) <= room
    assert shown == normalise(text) or (shown.endswith("…") and normalise(text).startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [
        ("a whole line", 12, "a whole line"),
        ("a whole line", 11, "a whole li…"),
        ("中文字中文字", 12, "中文字中文字"),
        ("中文字中文字", 11, "中文字中文…"),
        ("中文字中文字", 10, "中文字中…"),
        ("e\u0301" * 5, 5, "é" * 5),
        ("x" + "\u0323" * 99 + "y" * 9, 5, "x" + ("\u0323" * 30 + "\u034f") * 3 + "\u0323" * 9 + "…"),
    ],
)
def test_a_cut_counts_columns_not_characters(text: str, room: int, shown: str) -> None:
    assert cut(text, room) == shown


def test_a_text_of_marks_alone_is_cut_too() -> None:
    assert len(cut("\u0323" * 1_000_000, 80)) < 3000
