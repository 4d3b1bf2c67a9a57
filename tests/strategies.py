"""What hypothesis draws from, shared by the tests: texts that somebody would write or forge, whole Articles, labelled Documents.

Strategies only; what must hold of them stands in the tests.
"""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from newsarchive.model import (
    Article,
    Block,
    Byline,
    Document,
    Hints,
    Kind,
    LineRange,
    Link,
    Markup,
    Moment,
    Part,
    RelatedLink,
    Relation,
    Removed,
    Role,
    Source,
    Status,
    Verdict,
    Where,
)
from newsarchive.textnorm import normalise

T = TypeVar("T")

HOSTILE_PIECES = [
    "\x1b[31m", "\x1b]0;x\x07", "\x9b2J", "\x00", "\x07", "\r", "\n", "\t", "\x7f", "\u202e", "\u2028", "\u200b", "\u0301",
    "<script>alert(1)</script>", "<!-- ", "-->", "<b>", "&lt;", "&#60;", "&amp;", "[x](javascript:alert(1))", "![x](http://a/b.png)",
    "[x]: http://a", "[^1]", "<http://a.example>", "http://a.example/", "www.a.example", "a@b.example", "# ", "###### ",
    "1. ", "1) ",
    "- ", "* ", "+ ", "***", "---", "___", "===", "> ", "```", "~~~", "`", "``", "|a|b|", "|-|-|", ":--", "    ", "\t", "\\", "**",
    "*a*", "_a_", "~~a~~", "$x$", "{x}", "=1+1", "@x", "=", "-", "+", "中文字", "한국어", "שלום", "😀", "👩‍🚒", "e\u0301",
    "word", "two words",
]  # fmt: skip
"""What has a meaning to a terminal, a Markdown or HTML reader, or a spreadsheet."""

HOSTILE = st.lists(st.sampled_from(HOSTILE_PIECES), min_size=1, max_size=5).map("".join) | st.text(max_size=30)
"""Text of a page as it may stand in an archive's JSON, whoever wrote it; no lone surrogates, JSON in UTF-8 has none."""

NORMAL = HOSTILE.map(normalise)
"""Text as the decoder gives it."""

LINES: st.SearchStrategy[LineRange] = st.tuples(st.integers(1, 999), st.integers(0, 9)).map(
    lambda p: (p[0], p[0] + p[1])
)
SHA256 = st.binary(min_size=32, max_size=32).map(bytes.hex)
CHANCE = st.floats(0, 1)


def urls() -> st.SearchStrategy[str]:
    """Web addresses with anything in their path."""
    return st.builds(lambda scheme, rest: f"{scheme}://example.org/{rest}", st.sampled_from(["http", "https"]), HOSTILE)


def articles(text: st.SearchStrategy[str] = HOSTILE) -> st.SearchStrategy[Article]:
    """Whole Articles with ``text`` everywhere that a page has a say."""
    maybe = st.none() | text
    moment = st.builds(Moment, value=maybe, raw=text)
    where = st.builds(Where, lines=LINES | st.just((0, 0)), raw=text, why=text)
    source = st.builds(
        Source,
        uri=text,
        fetched=maybe,
        media_type=text,
        encoding=text,
        encoding_from=text,
        bytes=st.integers(0, 2**40),
        sha256=SHA256,
    )
    return st.builds(
        Article,
        id=SHA256,
        status=st.sampled_from(Status),
        verdict=st.none() | st.builds(Verdict, kind=text, why=text),
        headline=maybe,
        standfirst=maybe,
        byline=st.none() | st.builds(Byline, raw=text, authors=st.lists(text, max_size=3).map(tuple), agency=maybe),
        published=st.none() | moment,
        modified=st.none() | moment,
        language=maybe,
        body=_tuples(st.builds(Part, kind=st.sampled_from(Kind), text=text, lines=LINES, why=text, path=maybe)),
        related=_tuples(
            st.builds(
                RelatedLink,
                relation=st.sampled_from(Relation),
                title=text,
                url=st.none() | urls(),
                lines=LINES,
                why=text,
            )
        ),
        removed=_tuples(st.builds(Removed, role=st.sampled_from(Role), text=text, lines=LINES, why=text)),
        where=st.dictionaries(
            st.sampled_from(["headline", "standfirst", "byline", "published", "modified"]), where, max_size=3
        ),
        confidence=CHANCE,
        source=source,
        software=text,
        model=text,
        input_id=maybe,
    )


def _tuples(of: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(of, max_size=3).map(tuple)


def sources() -> st.SearchStrategy[Source]:
    """The bytes of a page as the pipeline states them."""
    uri = st.sampled_from(["https://example.org/news/1", "file:///seeds/a.html", "urn:newsarchive:1"])
    return st.builds(
        Source,
        uri=uri,
        fetched=st.none(),
        media_type=st.sampled_from(["text/plain", "text/html"]),
        encoding=st.just("utf-8"),
        encoding_from=st.just("valid"),
        bytes=st.integers(0, 2**40),
        sha256=SHA256,
    )


HREFS = st.sampled_from(
    ["/next", "other.html", "https://example.org/2", "//cdn.example.org/x", "?p=2", "#top", "", "javascript:alert(1)",
     " javascript:alert(1)", "JAVASCRIPT:x", "java\nscript:x", "data:text/html,x", "mailto:a@example.org", "tel:1",
     "http://[", "http://a b/",
     "http:///x", "ftp://example.org/x"]
)  # fmt: skip


@st.composite
def labelled_documents(draw: st.DrawFn, text: st.SearchStrategy[str] = NORMAL) -> Document:
    """Documents as the labeller gives them: blocks that tile the text, one a line, each with a role, a reason, a probability."""
    blocks: list[Block] = []
    whole = ""
    for number in range(1, 1 + draw(st.integers(0, 8))):
        shown = draw(
            text.filter(bool) | st.sampled_from(["- a dash", "– and a dash", "—", "-- two", "-none", "plain words"])
        )
        raw = draw(st.sampled_from(["", " ", "\ufeff"])) + shown + "\n"
        links = draw(st.lists(st.builds(Link, text=text, href=HREFS), max_size=2)) if draw(st.booleans()) else None
        blocks.append(
            Block(
                text=shown,
                span=(len(whole), len(whole) + len(raw)),
                lines=(number, number),
                kind=draw(st.sampled_from(Kind)),
                markup=None if links is None else Markup("div/p", "story", 0.5, tuple(links)),
                role=draw(st.sampled_from(Role) | st.just(Role.BODY)),
                why=draw(st.sampled_from(["rule a: b", "model 1 p=0.5"])),
                probability=draw(CHANCE),
            )
        )
        whole += raw
    hints = draw(st.builds(Hints, title=text, og_title=text, canonical=HREFS, base=HREFS))
    return Document(whole, tuple(blocks), "text/plain", "utf-8", "valid", draw(st.none() | st.just("en")), hints)
