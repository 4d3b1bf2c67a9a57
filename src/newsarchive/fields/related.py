"""Links to other posts: which of the blocks labelled previous, next or related are one, as typed links with absolute addresses.

Blocks come here cut so that each holds one title (linkparts.py, linklabel.py). What is refused stays a block with its role:
teasers, links to the page itself and to its further pages, what is listed already.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from newsarchive.fields.address import base_address, is_front_page, is_path, is_same_page, own_address, web_address
from newsarchive.fields.linklabel import RELATIONS, is_label, label_relation, title_runs
from newsarchive.label.folding import fold_lines
from newsarchive.label.language import page_language
from newsarchive.label.linktext import can_be_title
from newsarchive.label.phrases import phrases_for
from newsarchive.model import Block, Document, Neighbour, RelatedLink, Relation, Role
from newsarchive.textnorm import fold

_LONGEST_TITLE = 250  # characters; a longer block under "Related posts" is a teaser's text, not a title
_LINKED = 0.3  # link density below which a link is words of a sentence and no title
_NOWHERE = (0, 0)
"""Lines of a link that no block of the page shows: it stands in the head, or is a picture."""
_BY_MARKUP = ("rule rel-link", "rule neighbour-name")
_TOLD = (*RELATIONS, Role.RELATED_HEADING)
_NEIGHBOURS = (Relation.PREVIOUS, Relation.NEXT)


Told = tuple[int, Block]
"""A block that is a link to another post or the label of one, and its number."""


@dataclass(frozen=True, slots=True)
class Found:
    """The links of a page."""

    by_block: dict[int, RelatedLink] = field(default_factory=dict)
    """Number of the block -> the link that it is."""
    unseen: tuple[RelatedLink, ...] = ()
    """Links to the previous and next post that no block shows."""


def related_links(document: Document, uri: str) -> Found:
    """The links of a labelled ``document`` to other posts: one previous, one next, and each related post once.

    Args:
        document: blocks with roles, each of them one title at most.
        uri: where the page stands; relative addresses are relative to it, or to what the page states.
    """
    roles = _TOLD  # looked up here, for a page has hundreds of blocks
    told = [(i, block) for i, block in enumerate(document.blocks) if block.role in roles]
    if not document.hints.neighbours and not told:
        return Found()
    own, base = own_address(uri, document.hints), base_address(uri, document.hints)
    found: dict[int, RelatedLink] = {}
    listed: set[object] = set()
    for i, key, link in _in_order(document, told, base, own):
        marks = _marks(link, key)
        if not listed.intersection(marks):
            listed.update(marks)
            found[i] = link
    unseen: dict[Relation, RelatedLink] = {}
    for link in _unseen(document, told, base, own):
        if link.relation not in listed:
            unseen.setdefault(link.relation, link)
    return Found(dict(sorted(found.items())), tuple(unseen.values()))


def _in_order(document: Document, told: list[Told], base: str, own: str) -> Iterator[tuple[int, str, RelatedLink]]:
    """The candidates with their folded titles: previous and next posts first, those whose markup names them before the others."""
    candidates = [(i, block) for i, block in told if block.role is not Role.RELATED_HEADING]
    keys, _ = fold_lines([block.text if len(block.text) <= _LONGEST_TITLE else "" for _, block in candidates])
    order = sorted(zip(candidates, keys, strict=True), key=lambda each: _rank(*each[0]))
    stated = _stated(document, base, own)
    for (i, block), key in order:
        link = _link(block, base, own) if key else None
        if link and (block.why.startswith(_BY_MARKUP) or stated.get(link.relation, link.url) == link.url):
            yield i, key, link


def _rank(i: int, block: Block) -> tuple[bool, float, int]:
    return block.role is Role.RELATED, -block.probability, i


def _stated(document: Document, base: str, own: str) -> dict[Relation, str | None]:
    """Where the head says that the previous and the next post stand: a label on the page does not outweigh that."""
    stated = {each.relation: web_address(base, each.href) for each in document.hints.neighbours if each.in_head}
    return {relation: url for relation, url in stated.items() if _leads_on(url, own)}


def _marks(link: RelatedLink, key: str) -> list[object]:
    """By what a link is known to be listed: its relation where there can be but one, its address, else its title."""
    place = link.url.split("#")[0].rstrip("/") if link.url else key
    return [link.relation, place] if link.relation in _NEIGHBOURS else [place]


def _link(block: Block, base: str, own: str) -> RelatedLink | None:
    """``block`` as a link, or None where it is no title, or leads nowhere else."""
    relation = RELATIONS[block.role]
    if relation is Relation.RELATED and not can_be_title(block.text):
        return None
    url = block_address(block, base)
    if block.markup is not None and not _leads_on(url, own) and not (url is None and _is_relative(block, base)):
        return None
    return RelatedLink(relation, block.text, url, block.lines, block.why)


def block_address(block: Block, base: str) -> str | None:
    """The first web address among the links of ``block``."""
    links = block.markup.links if block.markup else ()
    return next((url for link in links if (url := web_address(base, link.href))), None)


def _is_relative(block: Block, base: str) -> bool:
    """Whether the links of ``block`` lead to another page of a site whose address is not known."""
    links = block.markup.links if block.markup else ()
    return not base and any(is_path(link.href) for link in links)


def _leads_on(url: str | None, own: str) -> bool:
    return url is not None and not is_front_page(url) and not is_same_page(url, own)


def _unseen(document: Document, told: list[Told], base: str, own: str) -> Iterator[RelatedLink]:
    """The links to the previous and next post that no block shows as a title, but that have one somewhere."""
    for each, why in _named(document, told):
        url = web_address(base, each.href)
        leads = _leads_on(url, own) or (not base and is_path(each.href))
        title = _title(each, url, document, base) if leads else ""
        if title:
            yield RelatedLink(each.relation, title[:_LONGEST_TITLE], url, _NOWHERE, why)


def _named(document: Document, told: list[Told]) -> Iterator[tuple[Neighbour, str]]:
    """What attributes name a link to the previous or next post, then the labels that are links; each with the reason."""
    for each in document.hints.neighbours:
        rel = "prev" if each.relation is Relation.PREVIOUS else "next"
        yield each, f"rule rel-link: rel={rel}, {'in the head' if each.in_head else 'not in words of its own'}"
    phrases = phrases_for(page_language(document))
    for _, block in told:
        is_label = block.role is Role.RELATED_HEADING and "neighbour-" in block.why
        for link in block.markup.links if is_label and block.markup else ():
            relation = label_relation(link.text, phrases)
            if relation:
                yield Neighbour(relation, (link.text,), "", link.href, in_head=False), block.why


def _title(link: Neighbour, url: str | None, document: Document, base: str) -> str:
    """The title of a link: its text, what its markup says besides, the text of another link to the same page, or its label."""
    phrases = phrases_for(page_language(document))
    for text in (" ".join(title_runs(link, phrases)), link.title):
        if fold(text) and not text.isdecimal() and not is_label(text, phrases):
            return text
    linked = (block.markup for block in document.blocks if block.markup and block.markup.link_density > _LINKED)
    others = (each.text for markup in linked for each in markup.links if _same(each.href, link, url, base))
    return next((text for text in others if can_be_title(text) and not is_label(text, phrases)), " ".join(link.parts))


def _same(href: str, link: Neighbour, url: str | None, base: str) -> bool:
    return href == link.href or (url is not None and href[-8:] == link.href[-8:] and web_address(base, href) == url)
