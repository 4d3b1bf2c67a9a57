"""Article to what people and programs read. One module a format, and the table of them."""

from __future__ import annotations

from enum import StrEnum

from newsarchive.model import Article


class Format(StrEnum):
    """The formats of ``clean`` and ``show``."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    JSONLD = "jsonld"
    EXPLAIN = "explain"
    HTML = "html"


TELLS_ALL = frozenset({Format.JSON, Format.EXPLAIN, Format.HTML})
"""Formats that tell also what was removed, and of a page that holds no article why it holds none."""
TELLS_WHY = frozenset({Format.EXPLAIN, Format.HTML})
"""Formats for people, in which reasons say also what the network went by (:func:`newsarchive.pipeline.clean`)."""


def render(article: Article, fmt: Format, *, colour: bool = False, width: int = 100) -> str:
    """``article`` in ``fmt``; only ``explain`` heeds ``colour`` and ``width`` (columns)."""
    from newsarchive.formats.articlejson import dumps
    from newsarchive.formats.explain import render_explain
    from newsarchive.formats.html import render_html
    from newsarchive.formats.jsonld import render_jsonld
    from newsarchive.formats.markdown import render_markdown
    from newsarchive.formats.text import render_text

    if fmt is Format.EXPLAIN:
        return render_explain(article, colour=colour, width=width)
    return {
        Format.TEXT: render_text,
        Format.MARKDOWN: render_markdown,
        Format.JSON: dumps,
        Format.JSONLD: render_jsonld,
        Format.HTML: render_html,
    }[fmt](article)
