"""Article to one self-contained review page: the clean article, and beside it the page line by line with roles and reasons.

The page holds no script, loads nothing and sends nothing; its Content-Security-Policy (CSP 3) allows its own style sheet, by
hash, and nothing else. The two sides are html_article.py and html_lines.py; the style is review.css.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from newsarchive.formats.html_article import article_column, fields_section, ids, source_section
from newsarchive.formats.html_lines import Anchors, lines_column, shown_rows
from newsarchive.formats.limits import LONGEST_FIELD, shorten
from newsarchive.formats.markup import Markup, document, element, style
from newsarchive.formats.rows import account
from newsarchive.formats.weblink import host, web_address
from newsarchive.model import Article
from newsarchive.textnorm import normalise

_LONGEST_TITLE = 150  # characters of the window's title

_SKIPS = (("article", "the article"), ("fields", "the fields"), ("page", "the page line by line"))


def render_html(article: Article) -> str:
    """``article`` as a page that anybody can open, whatever the page it was made from tries."""
    rows = account(article)
    shown = shown_rows(rows)
    anchors = Anchors(shown).of_parts
    body = element(
        "body",
        element(
            "nav",
            [element("a", f"Skip to {name}", href=f"#{key}") for key, name in _SKIPS],
            class_="skip",
            aria_label="Skip",
        ),
        _bar(article),
        element(
            "main",
            _banner(article),
            article_column(article, anchors),
            element("div", fields_section(article, anchors), source_section(article), class_="provenance"),
            class_="left",
        ),
        element(
            "aside",
            lines_column(article, rows, shown, ids(article)),
            class_="right",
            aria_label="The page it was made from",
        ),
    )
    return document(element("html", _head(article), body, lang="en"))


@cache
def _style() -> tuple[str, str]:
    """The style sheet and its hash, as a policy names it."""
    from importlib.resources import files

    css = (files("newsarchive.formats") / "review.css").read_text("utf-8")
    return css, base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def _head(article: Article) -> Markup:
    css, digest = _style()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = normalise(shorten(article.headline or "No headline", _LONGEST_TITLE))
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="robots", content="noindex"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=shorten(article.software, LONGEST_FIELD)),
        element("title", f"{title} – review"),
        style(css),
    )


def _bar(article: Article) -> Markup:
    uri = article.source.uri
    address = web_address(uri)
    where = (host(address) if address else "") or uri.rpartition("/")[2] or uri
    return element(
        "header",
        element("p", element("strong", "newsarchive"), " review", class_="brand"),
        element("p", element("bdi", shorten(where, _LONGEST_TITLE)), class_="from"),
        element("p", f"confidence {article.confidence:.3f}", class_="confidence"),
        class_="bar",
    )


def _banner(article: Article) -> Markup | str:
    if article.verdict is None:
        return ""
    kind, why = (shorten(text, LONGEST_FIELD) for text in (article.verdict.kind, article.verdict.why))
    said = element("p", element("strong", "Not a whole article: ", kind), element("br"), why)
    return element("section", said, class_="verdict", aria_label="Verdict")
