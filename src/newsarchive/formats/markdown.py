"""Article to Markdown (CommonMark 0.31): text of the page is escaped, so that it cannot become markup, links or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from newsarchive.model import Article, Kind, Part, RelatedLink
from newsarchive.textnorm import normalise

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_AT_START = re.compile(r"^(#{1,6}(?=\s|$)|[-+=](?=\s|$)|-{2,}|={2,}|(?P<number>\d{1,9})(?P<mark>[.)])(?=\s|$))")
_CLOSING_HASHES = re.compile(r"(?<=\s)(#+)$")
_PREFIX = {Kind.HEADING: "## ", Kind.LIST_ITEM: "- ", Kind.QUOTE: "> "}
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NOT_IN_A_URL = re.compile(r"[^\w!#$%&'*+,\-./:;=?@\[\]~]+")


def render_markdown(article: Article) -> str:
    """``article`` as Markdown: headline as a first-level heading, then who and when, the body, links to other posts."""
    facts = [field.raw for field in (article.byline, article.published) if field]
    head = [
        ("# {}", _heading(article.headline or "")),
        ("**{}**", escape(article.standfirst or "")),
        ("*{}*", escape(" · ".join(dict.fromkeys(facts)))),
    ]
    blocks = [form.format(text) for form, text in head if text]
    blocks += _body(article.body)
    related = [_related(link) for link in article.related if normalise(link.title)]
    if related:
        blocks += [*(["---"] if blocks else []), "\n".join(related)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def escape(text: str) -> str:
    """``text`` on one line, with every character that CommonMark could read as markup escaped."""
    text = _SPECIAL.sub(r"\\\1", normalise(text))
    return _AT_START.sub(lambda m: f"{m['number']}\\{m['mark']}" if m["number"] else f"\\{m[0]}", text)


def _heading(text: str) -> str:
    """As :func:`escape`; number signs at the end of a heading would be taken for its closing ones."""
    return _CLOSING_HASHES.sub(r"\\\1", escape(text))


def _body(parts: Iterable[Part]) -> list[str]:
    blocks: list[str] = []
    previous = Kind.PARAGRAPH
    for part in parts:
        text = _heading(part.text) if part.kind is Kind.HEADING else escape(part.text)
        if not text:
            continue
        line = _PREFIX.get(part.kind, "") + text
        if part.kind is previous is Kind.LIST_ITEM:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
        previous = part.kind
    return blocks


def _related(link: RelatedLink) -> str:
    title = escape(link.title)
    shown = f"[{title}](<{_destination(link.url)}>)" if link.url and _WEB.match(link.url) else title
    return f"- {link.relation.value.capitalize()}: {shown}"


def _destination(url: str) -> str:
    """``url`` for angle brackets: what could end it is percent-encoded, and an entity stays letters."""
    return _NOT_IN_A_URL.sub(lambda bad: quote(bad[0], safe="", errors="replace"), url).replace("&", r"\&")
