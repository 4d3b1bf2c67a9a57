"""Article to Markdown (CommonMark 0.31): text of the page is escaped, so that it cannot become markup, links or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsarchive.model import Article, Kind, Part, RelatedLink

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~])")
_AT_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=](?=\s|$)|-{2,}|={2,}|(?P<number>\d{1,9})(?P<mark>[.)])(?=\s|$))")
_PREFIX = {Kind.HEADING: "## ", Kind.LIST_ITEM: "- ", Kind.QUOTE: "> "}
_URL_UNSAFE = {ord(c): f"%{ord(c):02X}" for c in "<>()\\ "}


def render_markdown(article: Article) -> str:
    """``article`` as Markdown: headline as a first-level heading, then who and when, the body, links to other posts."""
    blocks: list[str] = []
    if article.headline:
        blocks.append(f"# {escape(article.headline)}")
    if article.standfirst:
        blocks.append(f"**{escape(article.standfirst)}**")
    facts = [field.raw for field in (article.byline, article.published) if field]
    if facts:
        blocks.append(f"*{escape(' · '.join(dict.fromkeys(facts)))}*")
    blocks += _body(article.body)
    if article.related:
        blocks += ["---", "\n".join(_related(link) for link in article.related)]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def escape(text: str) -> str:
    """``text`` with every character that CommonMark could read as markup escaped."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _AT_START.sub(lambda m: f"{m['number']}\\{m['mark']}" if m["number"] else f"\\{m[0]}", text)


def _body(parts: Iterable[Part]) -> list[str]:
    blocks: list[str] = []
    previous = Kind.PARAGRAPH
    for part in parts:
        line = _PREFIX.get(part.kind, "") + escape(part.text)
        if part.kind is previous is Kind.LIST_ITEM:
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
        previous = part.kind
    return blocks


def _related(link: RelatedLink) -> str:
    title = escape(link.title)
    shown = f"[{title}](<{link.url.translate(_URL_UNSAFE)}>)" if link.url else title
    return f"- {link.relation.value.capitalize()}: {shown}"
