"""The article as Markdown, read back with a CommonMark parser: whatever the page says is text, and only our own marks are marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from newsarchive.formats.markdown import escape, markdown_body
from newsarchive.model import Article, Kind, Part, RelatedLink, Relation, Source, Status
from newsarchive.textnorm import normalise
from strategies import HOSTILE, articles

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SOURCE = Source("urn:x:y", None, "text/plain", "utf-8", "valid", 1, "ab" * 32)
EMPTY = Article(
    id=SOURCE.sha256,
    status=Status.ARTICLE,
    verdict=None,
    headline=None,
    standfirst=None,
    byline=None,
    published=None,
    modified=None,
    language=None,
    body=(),
    related=(),
    removed=(),
    where={},
    confidence=1.0,
    source=SOURCE,
    software="newsarchive 0",
    model="model 0",
)
WRAPPERS = {
    Kind.PARAGRAPH: ["paragraph"],
    Kind.TABLE_ROW: ["paragraph"],
    Kind.HEADING: ["heading"],
    Kind.LIST_ITEM: ["bullet_list", "list_item", "paragraph"],
    Kind.QUOTE: ["blockquote", "paragraph"],
}
TRICKS = [
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "[x][y]", "[x]: http://a", "![x](http://a/b.png)",
    "<http://a.example>", "# heading", "#", "### ends with hashes ###", "text #", "1. first", "12) twelfth", "0.",
    "- item", "+ item", "* item", "-", "+", "***", "---", "_ _ _", "* * *", "===", "=", "--", "text\n===",
    "text\n---", "> quote", "```", "~~~ python", "`code`", "``a`b``", "| a | b |", "a | b\n--|--", ":-- | --:",
    " code", "\tcode", "a \nb", "a\\\nb", "back\\slash", "ends with \\", "*a*", "_a_", "**a**", "__a__",
    "snake_case_name", "2*3*4", "~~a~~", "&lt;b&gt;", "&amp;lt;", "&#35; x", "&copy;", "\\# x", "\\*", "!", "![",
    "](", "<!-- x -->", "<?x?>", "<a href='x'>", "</div>", "<![CDATA[", "^a^", "$x$", ":smile:", "[ ] todo",
    "[^1]: note", "a\u2028# b", "\x0c# b", "\u00a0# b",
]  # fmt: skip


def tokens(markdown: str) -> list[Token]:
    return PARSER.parse(markdown)


def shape(markdown: str) -> list[str]:
    """The block tokens that open, in order: what a reader would lay out."""
    return [
        token.type.removesuffix("_open")
        for token in tokens(markdown)
        if token.nesting == 1 or token.type in {"hr", "fence", "code_block", "html_block"}
    ]


def inline(markdown: str) -> Iterator[Token]:
    for token in tokens(markdown):
        yield from token.children or ()


def text_of(markdown: str) -> list[str]:
    """What each run of inline text says to a reader."""
    return [
        "".join(child.content for child in token.children or ()) for token in tokens(markdown) if token.type == "inline"
    ]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", TRICKS)
def test_what_looks_like_markup_comes_out_as_text(text: str, kind: Kind) -> None:
    markdown = markdown_body(replace(EMPTY, body=(Part(kind, text, (1, 1), ""),)))
    assert shape(markdown) == WRAPPERS[kind]
    assert text_of(markdown) == [normalise(text)]
    assert {child.type for child in inline(markdown)} == {"text"}


@pytest.mark.parametrize("text", TRICKS)
def test_headline_standfirst_and_byline_are_text_too(text: str) -> None:
    markdown = markdown_body(replace(EMPTY, headline=text, standfirst=text))
    assert shape(markdown) == ["heading", "paragraph"]
    assert text_of(markdown) == [normalise(text)] * 2
    assert {child.type for child in inline(markdown)} == {"text", "strong_open", "strong_close"}


@given(HOSTILE)
def test_any_text_is_one_paragraph_that_says_the_same(text: str) -> None:
    assert text_of(escape(text)) == [normalise(text)] * bool(normalise(text))
    assert {child.type for child in inline(escape(text))} <= {"text"}


@given(articles())
def test_of_any_article_only_our_own_marks_are_marks(article: Article) -> None:
    markdown = markdown_body(article)
    parts = [part for part in article.body if normalise(part.text)]
    links = [link for link in article.related if normalise(link.title)]
    found = shape(markdown)
    assert found.count("heading") == bool(normalise(article.headline or "")) + sum(
        p.kind is Kind.HEADING for p in parts
    )
    assert found.count("list_item") == len(links) + sum(p.kind is Kind.LIST_ITEM for p in parts)
    assert found.count("blockquote") == sum(p.kind is Kind.QUOTE for p in parts)
    assert set(found) <= {"heading", "paragraph", "bullet_list", "list_item", "blockquote", "hr"}
    ours = {"text", "em_open", "em_close", "strong_open", "strong_close", "link_open", "link_close"}
    assert {child.type for child in inline(markdown)} <= ours
    said = text_of(markdown)
    for part in parts:
        assert normalise(part.text) in said


@given(articles())
def test_markdown_holds_no_control_character_but_newline(article: Article) -> None:
    markdown = markdown_body(article).replace("\n", "")
    assert markdown == "" or normalise(markdown) == " ".join(markdown.split())


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org/a?x=1&copy=2", "https://example.org/a?x=1&copy=2"),
        ("https://example.org/a?x&lt;y", "https://example.org/a?x&lt;y"),
        ("https://example.org/a b<c>(d)", "https://example.org/a%20b%3Cc%3E%28d%29"),
        (
            "https://example.org/)\n[x](javascript:alert(1))",
            "https://example.org/%29%0A[x]%28javascript:alert%281%29%29",
        ),
        ("https://example.org/`a`*b*_c_", "https://example.org/%60a%60*b*_c_"),
        ("https://example.org/\x1b[31m", "https://example.org/%1B[31m"),
        ("https://example.org/\\", "https://example.org/%5C"),
        ("https://пример.example/путь", "https://пример.example/путь"),
        ("https://example.org/\u202e", "https://example.org/%E2%80%AE"),
        ("HTTPS://example.org/", "HTTPS://example.org/"),
    ],
)
def test_a_link_leads_where_the_article_says_and_nowhere_else(url: str, target: str) -> None:
    article = replace(EMPTY, related=(RelatedLink(Relation.NEXT, "a [title]", url, (1, 1), ""),))
    (opened,) = [token for token in inline(markdown_body(article)) if token.type == "link_open"]
    assert opened.attrs["href"] == MarkdownIt().normalizeLink(target)
    assert text_of(markdown_body(article)) == ["Next: a [title]"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//a", "file:///etc/passwd", "", None]
)
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    article = replace(EMPTY, related=(RelatedLink(Relation.RELATED, "title", url, (1, 1), ""),))
    assert "link_open" not in {token.type for token in inline(markdown_body(article))}


@given(st.lists(st.sampled_from(Kind), min_size=1, max_size=6))
def test_items_in_a_row_are_one_list(kinds: list[Kind]) -> None:
    body = tuple(Part(kind, f"part {number}", (number, number), "") for number, kind in enumerate(kinds, 1))
    runs = sum(kind is Kind.LIST_ITEM and (not at or kinds[at - 1] is not kind) for at, kind in enumerate(kinds))
    assert shape(markdown_body(replace(EMPTY, body=body))).count("bullet_list") == runs


def test_nothing_is_nothing() -> None:
    assert markdown_body(EMPTY) == ""
