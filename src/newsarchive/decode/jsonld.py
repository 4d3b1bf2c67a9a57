"""What an HTML page's JSON-LD says of the article in it: schema.org's NewsArticle and its like.

Only reading belongs here: scripts of type ``application/ld+json`` in, claims out. Whether a claim is believed is for fields/.
JSON-LD 1.1 (W3C) is read as plain JSON, as search engines do: nothing is fetched, no context is expanded. Nodes are looked for
at the top, in lists, in ``@graph`` and where a page names its main entity; references by ``@id`` are followed one step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from newsarchive.model import Claim
from newsarchive.textnorm import normalise

Node = Mapping[str, Any]

LONGEST_SCRIPT = 1_000_000
"""Characters of JSON-LD that are read of a page; of 1,902 pages none has more than 44,000."""
_LONGEST = 2000
_MOST_NODES = 2000
_MOST_VALUES = 100
"""Values read of one property."""
_DEEPER = ("@graph", "mainEntity", "mainEntityOfPage")

_TEXTS = {
    "datePublished": "published",
    "dateCreated": "created",
    "dateModified": "modified",
    "articleSection": "section",
    "keywords": "tag",
    "headline": "headline",
    "description": "description",
    "inLanguage": "language",
}
"""Property of an article -> field of the claim."""
_NAMED = {"author": "author", "creator": "creator", "publisher": "publisher"}
"""Properties whose value is a thing with a name, or just the name."""


def claims(scripts: Iterable[str]) -> Iterator[Claim]:
    """The claims of the article that the page is about; of the page as a whole where it describes none.

    Any text is taken: what is no JSON, or nested too deep to be read, says nothing.
    """
    nodes = list(_nodes([value for script in scripts if (value := _parsed(script)) is not None]))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    for rank in (_is_article, _is_page):
        node = next((node for node in nodes if rank(_type(node)) and _is_dated(node)), None)
        if node is not None:
            yield from _claims_of(node, by_id)
    for node in nodes:
        if _type(node) == "WebSite":
            yield from _texts(node.get("name"), "site_name", "JSON-LD WebSite name")


def _parsed(script: str) -> Any:
    """The JSON of a script, which pages wrap in comments and end with a semicolon; None where it is none."""
    for start in sorted(at for at in (script.find("{"), script.find("[")) if at >= 0):  # "<![CDATA[" has a bracket too
        try:
            return json.JSONDecoder(strict=False).raw_decode(script, start)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(values: list[Any]) -> Iterator[Node]:
    """Nodes in the order of the page; breadth first, as the article stands near the top."""
    level = values
    left = _MOST_NODES
    while level and left > 0:
        inner: list[Any] = []
        for value in level[:left]:
            left -= 1
            if isinstance(value, list):
                inner += value[:_MOST_NODES]
            elif isinstance(value, dict):
                yield value
                inner += [value[name] for name in _DEEPER if name in value]
        level = inner


def _type(node: Node) -> str:
    """``NewsArticle`` of ``"NewsArticle"``, ``["NewsArticle", …]`` or ``"https://schema.org/NewsArticle"``."""
    said = node.get("@type")
    names = [name for name in (said if isinstance(said, list) else [said])[:10] if isinstance(name, str)]
    names = [name[:100].rpartition("/")[2].rpartition(":")[2] for name in names]
    return next(filter(_is_article, names), names[0] if names else "")


def _is_article(name: str) -> bool:
    return name.endswith(("Article", "Posting", "Report", "Review"))


def _is_page(name: str) -> bool:
    return name.endswith("Page") or name in ("HowTo", "Recipe")


def _is_dated(node: Node) -> bool:
    return any(name in node for name in ("datePublished", "dateCreated", "author", "headline"))


def _claims_of(node: Node, by_id: Mapping[str, Node]) -> Iterator[Claim]:
    what = f"JSON-LD {_type(node)}"
    for name, field in _TEXTS.items():
        if name in node:
            yield from _texts(node[name], field, f"{what} {name}")
    for name, field in _NAMED.items():
        for thing in _listed(node.get(name)):
            known = (
                by_id.get(thing.get("@id", ""))
                if isinstance(thing, dict) and isinstance(thing.get("@id"), str)
                else None
            )
            yield from _named(thing, known, field, f"{what} {name}")


def _named(thing: Any, known: Node | None, field: str, source: str) -> Iterator[Claim]:
    if isinstance(thing, str):
        yield from _texts(thing, field, source)
    elif isinstance(thing, dict):
        whole = {**(known or {}), **thing}
        kind = _type(whole)
        source = source if kind in ("", "Person") else f"{source} ({kind})"
        parts = [part for name in ("givenName", "familyName") if isinstance(part := whole.get(name), str)]
        yield from _texts(whole.get("name") or " ".join(parts), field, source)


def _listed(value: Any) -> list[Any]:
    return value[:_MOST_VALUES] if isinstance(value, list) else [value]


def _texts(value: Any, field: str, source: str) -> Iterator[Claim]:
    """A claim for every string of ``value``, a string or a list of strings; other JSON says nothing here."""
    for text in _listed(value):
        if isinstance(text, str) and (said := normalise(unescape(text[:_LONGEST]))):
            yield Claim(field, said, source)
