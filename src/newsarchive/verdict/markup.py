"""What the markup of an HTML page adds to its measures: headings that are links, its title, its address, class names."""

from __future__ import annotations

from collections import Counter
from math import log1p
from urllib.parse import urlsplit

from newsarchive.model import Kind
from newsarchive.patterns import lazily
from newsarchive.textnorm import fold
from newsarchive.verdict.glance import Measures
from newsarchive.verdict.page import Page

_LINKED = 0.8  # link density of a heading or a line that is a link
_NAMES = {
    "shop": lazily(r"product|price|cart|sku|shop|basket|swatch"),
    "card": lazily(r"card|grid|teaser|listing|archive|carousel|slider|tile|catalog|collection"),
    "thread": lazily(r"thread|repl(?:y|ies)|message|forum|topic|postbody|postprofile|bbwrapper|user-?name"),
    "article": lazily(r"article|story|entry|post-content|post-body|post_content|blog"),
    "manual": lazily(r"\bdocs?\b|markdown|highlight|codehilite|sphinx|\brst\b|method|\bapi\b|docblock|\btoc\b"),
    "landing": lazily(r"hero|cta|section|testimonial|accordion|faq|feature|banner|elementor"),
}
_LOOK = 300  # characters of class names: the nearest elements'
_DATED = lazily(r"(?:^|/)(?:19|20)\d\d[/-]\d")
_NUMBER = lazily(r"\d{4,}")
_WORD = lazily(r"[^\W\d_]+")
_PLACES = lazily(
    r"(?:^|/)(?:tags?|categor\w+|products?|shop|collections?|topics?|forums?|threads?|[tcp]|docs?|services?|solutions?|browse|search)(?:/|$)"
)


def measure_markup(page: Page) -> Measures:
    """The measures that only an HTML page has, besides those of the first look."""
    return _linked(page) | _title(page) | _address(page.document.hints.canonical) | _names(page)


def _linked(page: Page) -> Measures:
    blocks, at, shares = page.blocks, page.at, page.densities
    headings = [i for i, block in enumerate(blocks) if block.kind is Kind.HEADING]
    linked = [i for i in headings if shares[i] > _LINKED]
    return {
        "linked_lines": sum([share > _LINKED for share in shares]) / (len(blocks) or 1),
        "headings": log1p(len(headings)),
        "linked_headings": log1p(len(linked)),
        "linked_heading_share": len(linked) / (len(headings) or 1),
        "linked_inside": log1p(sum([at[0] < i < at[-1] for i in linked])) if at else 0.0,
    }


def _title(page: Page) -> Measures:
    """How far the headline is the page's title."""
    hints = page.document.hints
    title = set(fold(hints.title or hints.og_title).split())
    headline = set(fold(page.blocks[page.headline].text).split()) if page.headline is not None else set()
    both = len(title & headline)
    return {
        "headline_in_title": both / (len(headline) or 1),
        "title_in_headline": both / (len(title) or 1),
        "title_words": log1p(len(title)),
    }


def _address(canonical: str) -> Measures:
    path = _path(canonical)
    steps = [step for step in path.split("/") if step]
    return {
        "canonical": float(bool(canonical)),
        "address_steps": float(min(len(steps), 10)),
        "address_words": log1p(len(_WORD.findall(steps[-1])) if steps else 0),
        "address_dated": float(_DATED.search(path) is not None),
        "address_number": float(_NUMBER.search(path) is not None),
        "address_root": float(bool(canonical) and not steps),
        "address_place": float(_PLACES.search(path) is not None),
    }


def _path(address: str) -> str:
    try:
        return urlsplit(address).path.strip("/")
    except ValueError:
        return ""


def _names(page: Page) -> Measures:
    """The share of the body that stands in elements of such class names."""
    words: Counter[str] = Counter()
    for block, n in zip(page.body, page.body_words, strict=True):
        words[block.markup.names[:_LOOK] if block.markup else ""] += n
    return {
        f"names_{what}": sum(n for names, n in words.items() if pattern.search(names)) / page.in_body
        for what, pattern in _NAMES.items()
    }
