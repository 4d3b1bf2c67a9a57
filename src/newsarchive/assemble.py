"""A labelled Document to an Article: every block goes to exactly one place, and to ``removed`` where no field takes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsarchive.fields.byline import byline_field
from newsarchive.fields.dateline import split_orphan_dash
from newsarchive.fields.dates import date_field
from newsarchive.fields.headline import headline_field
from newsarchive.fields.linklabel import split_link_labels
from newsarchive.fields.related import RELATIONS, base_address, related_link
from newsarchive.model import (
    Article,
    Block,
    Document,
    Part,
    RelatedLink,
    Relation,
    Removed,
    Role,
    Source,
    Status,
    Where,
)
from newsarchive.verdict import judge

_SINGLE = (Role.HEADLINE, Role.STANDFIRST, Role.BYLINE, Role.DATE)
"""Roles of fields with one value: the first block is the value, any other goes to ``removed``."""
_LINKS = tuple(RELATIONS)  # a few comparisons are faster than the hash of an Enum


@dataclass(slots=True)
class _Places:
    single: dict[Role, Block] = field(default_factory=dict)
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
    document = split_link_labels(split_orphan_dash(document))
    places = _sort(document, source.uri)
    verdict = judge(document)
    headline, headline_where = headline_field(places.single.get(Role.HEADLINE), document)
    standfirst = places.single.get(Role.STANDFIRST)
    byline, byline_where = byline_field(places.single.get(Role.BYLINE))
    published, published_where = date_field(places.single.get(Role.DATE))
    if published is None and byline is not None:  # "By Nell Farrow, 5 September 2023" is one line
        dated, dated_where = date_field(places.single.get(Role.BYLINE))
        if dated is not None and dated.value is not None:
            published, published_where = dated, dated_where
    where = {
        "headline": headline_where,
        "standfirst": Where(standfirst.lines, standfirst.text, standfirst.why) if standfirst else None,
        "byline": byline_where,
        "published": published_where,
    }
    return Article(
        id=source.sha256,
        status=Status.ARTICLE if verdict is None else Status.NOT_ARTICLE,
        verdict=verdict,
        headline=headline,
        standfirst=standfirst.text if standfirst else None,
        byline=byline,
        published=published,
        modified=None,
        language=document.language,
        body=tuple(places.body),
        related=tuple(places.related),
        removed=tuple(places.removed),
        where={name: place for name, place in where.items() if place is not None},
        confidence=_confidence(document),
        source=source,
        software=software,
        model=model,
    )


def _sort(document: Document, uri: str) -> _Places:
    places = _Places()
    seen: set[Relation] = set()
    base = base_address(uri, document.hints)
    for block in document.blocks:
        if block.role is Role.BODY:
            path = block.markup.path if block.markup else None
            places.body.append(Part(block.kind, block.text, block.lines, block.why, path))
        elif block.role in _SINGLE and block.role not in places.single:
            places.single[block.role] = block
        elif block.role in _LINKS and (link := related_link(block, seen, base)):
            places.related.append(link)
        else:
            places.removed.append(Removed(block.role, block.text, block.lines, block.why))
    return places


def _confidence(document: Document) -> float:
    """How much of the page's text is rightly in the body or rightly left out, as the labeller sees it, 0 to 1."""
    weights = [len(block.text) for block in document.blocks]
    total = sum(weights)
    placed = sum([n * block.placement for n, block in zip(weights, document.blocks, strict=True)])
    return round(placed / total, 3) if total else 0.0
