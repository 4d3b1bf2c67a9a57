"""What the markup of an HTML page adds to its measures: links, headings, addresses, class names."""

from __future__ import annotations

import re
from collections import Counter
from math import log1p
from urllib.parse import urlsplit

from newsarchive.model import Hints, Kind
from newsarchive.textnorm import fold
from newsarchive.verdict.measures import Measures, Page, density

_LINKED = 0.8  # link density of a heading or a line that is a link
_NAMES = {
    "shop": re.compile(r"product|price|cart|sku|shop|basket|swatch"),
    "card": re.compile(r"card|grid|teaser|listing|archive|carousel|slider|tile|catalog|collection"),
    "thread": re.compile(r"thread|repl(?:y|ies)|message|forum|topic|postbody|postprofile|bbwrapper|user-?name"),
    "article": re.compile(r"article|story|entry|post-content|post-body|post_content|blog"),
    "manual": re.compile(r"\bdocs?\b|markdown|highlight|codehilite|sphinx|\brst\b|method|\bapi\b|docblock|\btoc\b"),
    "landing": re.compile(r"hero|cta|section|testimonial|accordion|faq|feature|banner|elementor"),
}
_ARTICLES = ("Article", "Posting", "Report", "Review")
_TIME = "time element"
_LOOK = 300  # characters of class names: the nearest elements'
_DATED = re.compile(r"(?:^|/)(?:19|20)\d\d[/-]\d")
_NUMBER = re.compile(r"\d{4,}")
_WORD = re.compile(r"[^\W\d_]+")
_PLACES = re.compile(
    r"(?:^|/)(?:tags?|categor\w+|products?|shop|collections?|topics?|forums?|threads?|[tcp]|docs?|services?|solutions?|browse|search)(?:/|$)"
)


def measure_markup(page: Page) -> Measures:
    """The measures that only an HTML page has."""
    return (
        _links(page)
        | _title(page)
        | _claims(page.document.hints)
        | _address(page.document.hints.canonical)
        | _names(page)
    )


def _links(page: Page) -> Measures:
    blocks, at = page.blocks, page.at
    headings = [i for i, block in enumerate(blocks) if block.kind is Kind.HEADING]
    linked = [i for i in headings if density(blocks[i]) > _LINKED]
    words = sum(n * density(block) for n, block in zip(page.words, blocks, strict=True))
    return {
        "body_links": page.share(density),
        "page_links": words / page.total,
        "linked_lines": sum(density(block) > _LINKED for block in blocks) / (len(blocks) or 1),
        "headings": log1p(len(headings)),
        "linked_headings": log1p(len(linked)),
        "linked_heading_share": len(linked) / (len(headings) or 1),
        "linked_inside": log1p(sum(at[0] < i < at[-1] for i in linked)) if at else 0.0,
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


def _claims(hints: Hints) -> Measures:
    """What the page says that it is, by Open Graph (https://ogp.me/#types), other metadata and JSON-LD (https://schema.org)."""
    kind = hints.og_type.lower()
    fields = {claim.field for claim in hints.claims if claim.source != _TIME}
    types = [claim.source.split()[1] for claim in hints.claims if claim.source.startswith("JSON-LD ")]
    return {
        "og_article": float("article" in kind or "blog" in kind or kind == "news"),
        "og_website": float(kind in ("website", "site")),
        "og_product": float(kind.startswith(("product", "og:product"))),
        "og_none": float(not kind),
        "claims_article": float(any(each.endswith(_ARTICLES) for each in types)),
        "claims_page": float(any(each.endswith("Page") for each in types)),
        "claims_published": float("published" in fields),
        "claims_modified": float("modified" in fields),
        "claims_author": float("author" in fields),
        "claims_section": float("section" in fields),
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
