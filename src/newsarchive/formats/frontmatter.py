"""Article to YAML front matter: the facts of an article above its Markdown, as Hugo, Jekyll, Pandoc and Obsidian read it.

Format: YAML 1.2 block mapping between two ``---`` lines. Every string is in double quotes with JSON's escapes, which YAML 1.2
takes (section 5.7) and YAML 1.1 too, so that no value is read as another type (``no``, ``2023-09-05``, ``1e3``), as an anchor,
a tag or a comment, or ends its line. Only what is known has a line. The body is markdown.py's business.
"""

from __future__ import annotations

import json

from newsarchive.formats.unseen import escape_unseen
from newsarchive.model import Article, Moment
from newsarchive.patterns import lazily
from newsarchive.textnorm import normalise

_SURROGATES = lazily("[\ud800-\udfff]")

Value = str | float | tuple[str, ...] | None


def front_matter(article: Article) -> str:
    """The facts of ``article`` between ``---`` lines, ending in a newline; what a page says is normalised, on one line each."""
    lines = (_line(key, value) for key, value in _facts(article).items() if value not in (None, "", ()))
    return "\n".join(["---", *lines, "---"]) + "\n"


def _facts(article: Article) -> dict[str, Value]:
    byline, source = article.byline, article.source
    return {
        "title": normalise(article.headline or ""),
        "description": normalise(article.standfirst or ""),
        "authors": _several(byline.authors if byline else ()),
        "agency": normalise(byline.agency or "") if byline else "",
        "date": _moment(article.published),
        "modified": _moment(article.modified),
        "section": normalise(article.section or ""),
        "tags": _several(article.tags),
        "language": normalise(article.language or ""),
        "site": normalise(article.site_name or ""),
        "url": article.canonical_url,
        "source": source.uri,
        "fetched": source.fetched,
        "sha256": source.sha256,
        "status": article.status.value,
        "verdict": normalise(article.verdict.kind) if article.verdict else "",
        "confidence": article.confidence,
        "software": article.software,
        "model": article.model,
    }


def _moment(moment: Moment | None) -> str:
    """ISO 8601, or nothing: a date that cannot be read without guessing would be none to a program."""
    return normalise(moment.value or "") if moment else ""


def _several(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(normalise, texts)))


def _line(key: str, value: Value) -> str:
    if isinstance(value, tuple):
        return "\n".join([f"{key}:", *(f"  - {quoted(text)}" for text in value)])
    return f"{key}: {quoted(value) if isinstance(value, str) else _number(value)}"


def _number(value: float | None) -> str:
    """A float that YAML 1.1 takes for one too: with a point, and no exponent without it."""
    return f"{value:.4f}".rstrip("0").ljust(3, "0") if value is not None else "null"


def quoted(text: str) -> str:
    """``text`` as a double-quoted scalar; a lone surrogate, which YAML cannot say, becomes U+FFFD."""
    return escape_unseen(json.dumps(_SURROGATES.sub("\ufffd", text), ensure_ascii=False))
