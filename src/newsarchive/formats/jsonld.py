"""Article to JSON-LD 1.1 in schema.org's terms: a NewsArticle that says which source it is based on.

Terms: https://schema.org/NewsArticle. Only what is known has a member. A page that holds no whole article is a WebPage, not a
NewsArticle. The whole account of a page, with places and reasons, is articlejson.py's business.
"""

from __future__ import annotations

import json
from typing import Any

from newsarchive.formats.unseen import escape_unseen
from newsarchive.formats.weblink import web_address
from newsarchive.model import Article, Byline, Moment, Status
from newsarchive.textnorm import normalise

_AS_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def to_jsonld(article: Article) -> dict[str, Any]:
    """``article`` as a JSON-LD node object; what is unknown is left out."""
    is_article = article.status is Status.ARTICLE
    address = web_address(article.canonical_url) or web_address(article.source.uri)
    standfirst, body = normalise(article.standfirst or ""), _body(article)
    members = {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if is_article else "WebPage",
        "headline": normalise(article.headline or ""),
        "description": standfirst,
        "articleBody" if is_article else "text": body,
        "datePublished": _moment(article.published),
        "dateModified": _moment(article.modified),
        "inLanguage": normalise(article.language or ""),
        "keywords": _several(article.tags),
        **_credits(article.byline),
        "publisher": _named("Organization", article.site_name),
        "url": address,
        "isBasedOn": article.source.uri,
        "identifier": {"@type": "PropertyValue", "propertyID": "sha256", "value": article.source.sha256},
    }
    if is_article:
        members["articleSection"] = normalise(article.section or "")
        members["mainEntityOfPage"] = _page(article, address)
    return {name: value for name, value in members.items() if value}


def render_jsonld(article: Article) -> str:
    """Indented JSON-LD, ending in a newline.

    ``<``, ``>`` and ``&`` are escaped, so that it can stand in a ``script`` element of type ``application/ld+json`` as it is
    (HTML, section 4.12.1.3), and so is what would act on a terminal.
    """
    shown = json.dumps(to_jsonld(article), ensure_ascii=False, indent=2)
    return escape_unseen(shown).translate(_AS_ESCAPES) + "\n"  # all of these stand in strings only


def _body(article: Article) -> str:
    return "\n\n".join(filter(None, (normalise(part.text) for part in article.body)))


def _moment(moment: Moment | None) -> str:
    return normalise(moment.value or "") if moment else ""


def _credits(byline: Byline | None) -> dict[str, Any]:
    """Who wrote it. An agency alone is the author; beside names it is who they wrote it for."""
    if byline is None:
        return {}
    people = [{"@type": "Person", "name": name} for name in _several(byline.authors)]
    agency = _named("Organization", byline.agency)
    return {
        "author": people or agency,
        "sourceOrganization": agency if people else None,
        "creditText": normalise(byline.raw),
    }


def _page(article: Article, address: str | None) -> dict[str, Any] | None:
    """The page that the article is the main thing of, and where it leads."""
    others = [web_address(link.url) for link in article.related]
    links = list(dict.fromkeys(other for other in others if other))
    if address is None:
        return None
    return {"@type": "WebPage", "@id": address} | ({"relatedLink": links} if links else {})


def _named(kind: str, name: str | None) -> dict[str, str] | None:
    shown = normalise(name or "")
    return {"@type": kind, "name": shown} if shown else None


def _several(texts: tuple[str, ...]) -> list[str]:
    return list(filter(None, map(normalise, texts)))
