"""HTML to text as different scrapers yield it, so that no scraper's habits are learnt."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_BLANKS = re.compile(r"\n\s*\n+")


def _resiliparse(html: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=False))


def _strings(html: str) -> list[str]:
    """The text nodes of the page as ``BeautifulSoup.get_text`` strings them together (lxml finds the same, ten times faster)."""
    from lxml import html as parser

    tree = parser.document_fromstring(
        html.encode("utf-8", "ignore"), parser=parser.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    etree_strip(tree)
    return [str(text) for text in tree.itertext()]


def etree_strip(tree: Any) -> None:
    """Take scripts, styles and comments out of ``tree``."""
    from lxml import etree

    etree.strip_elements(
        tree, "script", "style", "noscript", "template", etree.Comment, etree.ProcessingInstruction, with_tail=False
    )


def _soup(html: str) -> str:
    return "".join(_strings(html))


def _soup_lines(html: str) -> str:
    return "\n".join(text for text in (string.strip() for string in _strings(html)) if text)


@lru_cache(1)
def _inscriptis(html: str) -> str:
    from inscriptis import get_text

    return str(get_text(html))


def _wrapped(html: str) -> str:
    """As lynx -dump lays it out: three columns in, wrapped at 72."""
    lines = _inscriptis(html).split("\n")
    return "\n".join(
        textwrap.fill(line.strip(), 72, initial_indent="   ", subsequent_indent="   ", break_on_hyphens=False)
        for line in lines
    )


RENDERERS: dict[str, Callable[[str], str]] = {
    "resiliparse": _resiliparse,
    "inscriptis": _inscriptis,
    "soup-lines": _soup_lines,
    "soup": _soup,
    "wrapped": _wrapped,
}
"""Name -> a function from HTML to text."""


def render(html: str, name: str) -> str:
    """``html`` as text; what a renderer cannot read gives nothing."""
    try:
        return RENDERERS[name](html).replace("\r", "")
    except Exception:  # any of five foreign parsers, on any page: a rendering less
        return ""
