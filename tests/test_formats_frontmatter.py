"""YAML front matter, read back with a YAML reader: every value is what it was, whatever it looks like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.formats.frontmatter import front_matter, quoted
from newsarchive.formats.markdown import markdown_body, render_markdown
from newsarchive.model import Article, Byline, Moment, RawPage, Status
from newsarchive.pipeline import clean
from newsarchive.textnorm import normalise
from strategies import HOSTILE, articles

LOOKS_LIKE_SOMETHING_ELSE = [
    "no", "Yes", "on", "null", "~", "true", "2023-09-05", "2023-09-05T14:00:00Z", "1e3", "0x1F", "017", "1_000", "12:30:45", ".inf",
    "a: b", "a #b", "# a", "---", "...", "--- a", "- a", "? a", ": a", "@a", "`a`", "&a", "*a", "!a", "!!str a", "%YAML 1.1", "|",
    ">", "[a, b]", "{a: b}", "'a'", '"a"', "a\\", 'a"b', "\\n", "<<", "=", " a ", "", "a\nb", "a\r\nb", "\ta", "a\u2028b", "a\x85b",
    "\ufeffa", "\x00", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\ufffe", "😀", "\U000e0041", "é", "e\u0301", "x" * 5000,
]  # fmt: skip


def read(front: str) -> dict[str, Any]:
    start, inner, end = front.split("---\n", 2) if front.count("---\n") == 2 else ("", front[4:-4], "")
    assert start == end == ""
    value = yaml.safe_load(inner)
    assert isinstance(value, dict)
    return value


@pytest.fixture(scope="module")
def bridge() -> Article:
    path = Path(__file__).parent.parent / "seeds/harbour-bridge.html"
    article = clean(RawPage(path.read_bytes(), "https://www.example.org/harbour-bridge"))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("text", LOOKS_LIKE_SOMETHING_ELSE)
def test_a_string_is_a_string_and_the_same(text: str) -> None:
    assert yaml.safe_load(quoted(text)) == text
    assert yaml.safe_load(f"key: {quoted(text)}\nnext: 1") == {"key": text, "next": 1}
    assert yaml.safe_load(f"key:\n  - {quoted(text)}\n  - 2") == {"key": [text, 2]}


@given(st.text() | HOSTILE)
def test_any_string_is_a_string_and_the_same(text: str) -> None:
    shown = quoted(text)
    assert yaml.safe_load(f"key: {shown}") == {"key": text}
    assert "\n" not in shown


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert yaml.safe_load(quoted("a\ud800b")) == "a\ufffdb"


@given(articles())
def test_the_facts_of_any_article_are_read_back(article: Article) -> None:
    facts = read(front_matter(article))
    byline = article.byline
    assert facts.get("title", "") == normalise(article.headline or "")
    assert facts.get("authors", []) == [name for name in map(normalise, byline.authors if byline else ()) if name]
    assert facts.get("date", "") == normalise((article.published and article.published.value) or "")
    assert facts.get("source", "") == article.source.uri
    assert facts["sha256"] == article.source.sha256
    assert facts["status"] == article.status.value
    assert facts["confidence"] == pytest.approx(article.confidence, abs=0.0001)
    assert isinstance(facts["confidence"], float)


def test_what_is_not_known_has_no_line(bridge: Article) -> None:
    bare = replace(bridge, headline=None, standfirst=None, byline=None, published=None, modified=None, language=None)
    assert not {"title", "description", "authors", "agency", "date", "modified", "language"} & set(
        read(front_matter(bare))
    )


def test_a_date_that_cannot_be_read_is_no_date(bridge: Article) -> None:
    assert "date" not in read(front_matter(replace(bridge, published=Moment(None, "04/05/2023"))))


def test_authors_are_a_list_and_dates_strings(bridge: Article) -> None:
    byline = Byline("By A B and C: D, 5 May 2023", ("A B", "C: D"), "Coastwire")
    facts = read(front_matter(replace(bridge, byline=byline, published=Moment("2023-05-05", "5 May 2023"))))
    assert facts["authors"] == ["A B", "C: D"]
    assert facts["agency"] == "Coastwire"
    assert facts["date"] == "2023-05-05"


def test_the_body_follows_after_a_blank_line(bridge: Article) -> None:
    assert render_markdown(bridge) == front_matter(bridge) + "\n" + markdown_body(bridge)


def test_an_article_without_text_is_its_facts_alone(bridge: Article) -> None:
    empty = replace(bridge, headline=None, byline=None, published=None, body=(), related=(), status=Status.NOT_ARTICLE)
    assert render_markdown(empty) == front_matter(empty)
