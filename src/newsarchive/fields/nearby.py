"""Where in a page what is said of the article stands: around its headline, and behind its end. Blocks in, blocks out."""

from __future__ import annotations

from collections.abc import Sequence

from newsarchive.model import Block, Document, Role

_BEFORE = 4  # blocks above the headline: kicker, date, section
_BETWEEN = 25  # blocks between headline and text that are looked at; more is a menu
_WITHOUT_HEADLINE = 12  # blocks above the text
_INTO = 2  # blocks of the text, where a byline was taken for one
_BEHIND = 8  # blocks below the text
_LAST = 2  # closing credits are often the last of the text


_SURE = 0.5  # probability, by judgement: below it the networks label buttons and menu entries as bylines and dates


def is_sure(block: Block) -> bool:
    """Whether a rule gave the block its role, or a network that is sure of it."""
    return block.probability >= _SURE or not block.why.startswith("network")


def around_headline(document: Document) -> Sequence[Block]:
    """The blocks around the headline, down into the text; nearest the article first where it has no headline."""
    blocks = document.blocks
    roles = [block.role for block in blocks]
    headline = roles.index(Role.HEADLINE) if Role.HEADLINE in roles else None
    below = 0 if headline is None else headline + 1
    body = roles.index(Role.BODY, below) if Role.BODY in roles[below:] else None
    if headline is None:
        return () if body is None else blocks[max(0, body - _WITHOUT_HEADLINE) : body + _INTO]
    end = headline + _BETWEEN if body is None else min(body + _INTO, headline + _BETWEEN)
    return (*blocks[headline + 1 : end], *reversed(blocks[max(0, headline - _BEFORE) : headline]))


def text_start(document: Document) -> int:
    """The number of the headline's block, else of the first of the text, else 0; from 0."""
    roles = [block.role for block in document.blocks]
    return next((roles.index(role) for role in (Role.HEADLINE, Role.BODY) if role in roles), 0)


def behind_text(document: Document) -> Sequence[Block]:
    """The last blocks of the text and those below it."""
    blocks = document.blocks
    last = next((i for i in range(len(blocks) - 1, -1, -1) if blocks[i].role is Role.BODY), None)
    return () if last is None else blocks[max(0, last - _LAST + 1) : last + 1 + _BEHIND]
