"""Lists that need no weighing: hardly any body among many blocks, or headings that are links and no paragraph between them."""

from __future__ import annotations

from newsarchive.model import Kind, Role, Verdict
from newsarchive.verdict.page import LONG, SHORTEST, Page, density

_BLOCKS = 15  # fewer with hardly any text are a short page rather than a list
_LINKED = 0.8  # link density of a heading that is a link
_HEADINGS = 3


def teasers_alone(page: Page) -> Verdict | None:
    """Whether most of the page is links to other pages, and nothing is body."""
    teasers = page.by_role[Role.RELATED]
    if page.at or teasers * 2 <= page.total or len(page.blocks) < _BLOCKS:
        return None
    return Verdict("listing", f"{teasers} of {page.total} words are teasers, and none is body")


def plain_listing(page: Page) -> Verdict | None:
    """Whether the page is a list by its form alone."""
    body = sum(page.body_words)
    if body < SHORTEST:
        few = len(page.blocks) < _BLOCKS
        return (
            None if few else Verdict("listing", f"{len(page.blocks)} blocks, and only {body} words of body among them")
        )
    if max(page.body_words) >= LONG:
        return None
    headings = _linked_headings(page)
    if headings < _HEADINGS:
        return None
    return Verdict("listing", f"{headings} headings that are links, and no paragraph of {LONG} words")


def _linked_headings(page: Page) -> int:
    within = page.blocks[page.at[0] : page.at[-1] + 1]
    linked = [block for block in within if block.kind is Kind.HEADING and density(block) > _LINKED]
    return sum([block.role in (Role.BODY, Role.RELATED) for block in linked])
