"""A labelled Document to an Article: every block goes to exactly one place, and to ``removed`` where no field takes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from newsarchive.fields.byline import find_byline
from newsarchive.fields.dateline import split_orphan_dash
from newsarchive.fields.dates import find_dates
from newsarchive.fields.found import Found
from newsarchive.fields.headline import headline_field
from newsarchive.fields.linklabel import split_link_labels
from newsarchive.fields.linkparts import split_links
from newsarchive.fields.metadata import find_canonical, find_section, find_site_name, find_standfirst, find_tags
from newsarchive.fields.related import related_links
from newsarchive.model import (
    Article,
    Block,
    Document,
    Part,
    RelatedLink,
    Removed,
    Role,
    Source,
    Status,
)
from newsarchive.verdict import judge

_BODY = Role.BODY  # a member of an enumeration is slow to look up for every block
_new = tuple.__new__
"""``_new(Removed, (…))`` is ``Removed(…)`` in half the time."""


@dataclass(slots=True)
class _Places:
    body: list[Part] = field(default_factory=list)
    related: list[RelatedLink] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)


def assemble(document: Document, source: Source, software: str, model: str) -> Article:
    """The Article of a labelled document.

    Args:
        document: blocks with role, why and probability.
        source: the bytes it came from.
        software: name and version, for the provenance.
        model: name and version of what labelled it.
    """
    document = split_link_labels(split_links(split_orphan_dash(document)))
    fields = _fields(document, source.uri)
    places = _sort(document, source.uri, [each.takes for each in fields.values() if each.takes])
    verdict = judge(document)
    values = {name: each.value for name, each in fields.items()}
    return Article(
        id=source.sha256,
        status=Status.ARTICLE if verdict is None else Status.NOT_ARTICLE,
        verdict=verdict,
        headline=values.get("headline"),
        standfirst=values.get("standfirst"),
        byline=values.get("byline"),
        published=values.get("published"),
        modified=values.get("modified"),
        language=document.language,
        body=tuple(places.body),
        related=tuple(places.related),
        removed=tuple(places.removed),
        where={name: each.where for name, each in fields.items()},
        confidence=_confidence(document),
        source=source,
        software=software,
        model=model,
        section=values.get("section"),
        tags=values.get("tags", ()),
        site_name=values.get("site_name"),
        canonical_url=values.get("canonical_url"),
    )


def _fields(document: Document, uri: str) -> dict[str, Found[Any]]:
    """The single fields that the page has, by name."""
    dates = find_dates(document, uri)
    found = {
        "headline": _headline(document),
        "standfirst": find_standfirst(document),
        "byline": find_byline(document),
        "published": dates.published,
        "modified": dates.modified,
        "section": find_section(document),
        "tags": find_tags(document),
        "site_name": find_site_name(document),
        "canonical_url": find_canonical(document, uri),
    }
    return {name: each for name, each in found.items() if each is not None}


def _headline(document: Document) -> Found[str] | None:
    block = next((block for block in document.blocks if block.role is Role.HEADLINE), None)
    headline, where = headline_field(block, document)
    return Found(headline, where, block) if headline is not None and where is not None else None


def _sort(document: Document, uri: str, taken: Collection[Block]) -> _Places:
    """Every block that is not ``taken`` by a field."""
    places = _Places()
    links = related_links(document, uri)
    spans = {block.span for block in taken}
    for i, block in enumerate(document.blocks):
        if block.span in spans:
            continue
        if block.role is _BODY:
            path = block.markup.path if block.markup else None
            places.body.append(_new(Part, (block.kind, block.text, block.lines, block.why, path)))
        elif i in links.by_block:
            places.related.append(links.by_block[i])
        else:
            places.removed.append(_new(Removed, (block.role, block.text, block.lines, block.why)))
    places.related += links.unseen
    return places


def _confidence(document: Document) -> float:
    """How much of the page's text is rightly in the body or rightly left out, as the labeller sees it, 0 to 1."""
    weights = [len(block.text) for block in document.blocks]
    total = sum(weights)
    placed = sum([n * block.placement for n, block in zip(weights, document.blocks, strict=True)])
    return round(placed / total, 3) if total else 0.0
