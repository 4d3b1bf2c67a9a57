"""Blocks of links to other posts cut into one block a link, so that each title stands for itself: "Related: A | B | C".

Where the cuts go follows from the links of the markup, or from an address in a line of text. Labels and arrows around a
title are linklabel.py's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from newsarchive.fields.splitting import replace_some, split_block
from newsarchive.label.linkmarkup import link_type
from newsarchive.label.linktext import can_be_title, direction
from newsarchive.model import Block, Document, Link, Markup, Relation, Role
from newsarchive.patterns import lazily

_NEIGHBOURS = (Role.RELATED_PREVIOUS, Role.RELATED_NEXT)
_SIDES = {Relation.PREVIOUS: Role.RELATED_PREVIOUS, Relation.NEXT: Role.RELATED_NEXT}
_ROLES = (*_NEIGHBOURS, Role.RELATED)
_LONGEST_BLOCK = 4000
"""Characters of a block that is cut; each cut reads it anew."""
_LEAST_LINKED = 0.3
"""Link density below which a block is a teaser with a link in it, and no list."""
_LONGEST_LABEL = 60
_MARKDOWN = lazily(
    r"(?P<before>.{0,60}?)\[(?P<title>[^\[\]]{3,300})\]\((?P<href>https?://[^\s()]{3,2000})\)(?P<after>.{0,60})"
)
_WITH_ADDRESS = lazily(r"(?P<title>.{8,300}?)(?P<after>\s[-–—:(<]{0,2}\s?(?P<href>https?://[^\s<>()]{3,2000})[)>]?)")


def split_links(document: Document) -> Document:
    """``document`` with each block of several links to other posts, or of a link and more, cut into its parts."""
    text = document.text
    named = {each.href: _SIDES[each.relation] for each in document.hints.neighbours if not each.in_head}
    return replace(
        document, blocks=tuple(replace_some(document.blocks, _ROLES, lambda block: _parts(text, block, named)))
    )


def _parts(text: str, block: Block, named: dict[str, Role]) -> Iterable[Block]:
    if len(block.text) > _LONGEST_BLOCK:
        return (block,)
    if block.markup is None:
        return _text_parts(text, block) if "://" in block.text else (block,)
    if block.markup.link_density < _LEAST_LINKED or not block.markup.links:
        return (block,)
    return _link_parts(text, block, block.markup, named)


def _link_parts(text: str, block: Block, markup: Markup, named: dict[str, Role]) -> Iterator[Block]:
    spans = _places(block.text, markup.links)
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)} - {0, len(block.text)})
    first = spans[0][0] if spans else 0
    for start, part in _cut(text, block, edges):
        link = next((each for at, _, each in spans if at == start), None)
        if link is not None:
            yield part._replace(
                role=_direction(link, block.role, named), markup=markup._replace(links=(link,), link_density=1.0)
            )
        else:
            is_label = block.role in _NEIGHBOURS or (start < first and len(part.text) <= _LONGEST_LABEL)
            role = Role.RELATED_HEADING if is_label and edges else block.role
            yield part._replace(role=role, markup=markup._replace(links=(), link_density=0.0) if edges else markup)


def _direction(link: Link, role: Role, named: dict[str, Role]) -> Role:
    """Previous or next, as the link itself says in a block of the two; else the block's role."""
    if role not in _NEIGHBOURS:
        return role
    said = {-1: Role.RELATED_PREVIOUS, 1: Role.RELATED_NEXT}.get(direction(link.text), role)
    return link_type((link,)) or named.get(link.href) or said


def _places(text: str, links: tuple[Link, ...]) -> list[tuple[int, int, Link]]:
    """Where in ``text`` each link that is a title stands; links that follow each other to the same page are one."""
    found: list[tuple[int, int, Link]] = []
    cursor = 0
    for link in links:
        start = text.find(link.text, cursor)
        if start < 0:
            continue
        cursor = start + len(link.text)
        if found and found[-1][2].href == link.href and not text[found[-1][1] : start].strip():
            found[-1] = found[-1][0], cursor, found[-1][2]
        else:
            found.append((start, cursor, link))
    titles = [each for each in found if can_be_title(each[2].text)]
    return titles or found[:1]


def _cut(text: str, block: Block, edges: list[int]) -> list[tuple[int, Block]]:
    """``block`` cut at each of ``edges`` where that can be, each part with where it began; from the last to the first."""
    parts: list[tuple[int, Block]] = []
    for edge in reversed(edges):
        if (pair := split_block(text, block, edge)) is not None:
            block, tail = pair
            parts.append((edge, tail))
    return [(0, block), *reversed(parts)]


def _text_parts(text: str, block: Block) -> Iterator[Block]:
    """A line of text that carries the address with the title: as markdown, or behind it."""
    match = _MARKDOWN.fullmatch(block.text) or _WITH_ADDRESS.fullmatch(block.text)
    start, end = match.span("title") if match else (0, 0)
    for at, part in _cut(text, block, sorted({start, end} - {0, len(block.text)})):
        if match and at == start and part.text == match["title"].strip():
            yield part._replace(markup=Markup("", "", 1.0, (Link(part.text, match["href"]),)))
        else:
            yield part._replace(role=Role.RELATED_HEADING if match else block.role)
