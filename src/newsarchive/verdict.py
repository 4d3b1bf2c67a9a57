"""Is there a whole article in the page? A first verdict, from the roles and the form of the blocks.

The thresholds were set on 220 pages that are none (listings, shops, forums, manuals) and 200 articles of five data sets,
each as bare text and as HTML. Of the articles they call 0.5 % (text) and 1 % (HTML) not_article, of the others 31 % and
23 % then: a first verdict, which would rather keep a manual or a forum thread (most of what it misses) than lose an article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsarchive.model import Block, Document, Kind, Role, Verdict

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORTEST = 40  # words of body
_LISTING_BLOCKS = 15  # blocks; fewer with hardly any text are a short page rather than a list of teasers
_LONG = 20  # words: a paragraph rather than a teaser, a label or a table cell
_LINKED = 0.8  # link density of a heading that is a link
_MANY_HEADINGS = 4


def judge(document: Document) -> Verdict | None:
    """Why ``document`` holds no whole article, or None where it does."""
    if not any(block.text for block in document.blocks):
        return Verdict("empty", "the page has no visible text")
    facts = _measure(document.blocks)
    if facts.consent and facts.body < 2 * _SHORTEST and facts.consent * 2 > (total := _total(document)):
        return Verdict("consent", f"{facts.consent} of {total} words ask for consent, {facts.body} are body")
    if facts.body < _SHORTEST and len(document.blocks) >= _LISTING_BLOCKS:
        return Verdict("listing", f"{len(document.blocks)} blocks, and only {facts.body} words of body among them")
    if facts.body < _SHORTEST:
        return Verdict("short", f"{facts.body} words of body, fewer than {_SHORTEST}")
    return _listing(facts, document)


def count_words(text: str) -> int:
    """Words in ``text``; two Chinese, Japanese or Korean characters count as one word."""
    cjk = 0 if text.isascii() else len(_CJK.findall(text))
    return len(text.split()) + cjk // 2 if cjk else len(text.split())


@dataclass(frozen=True, slots=True)
class _Facts:
    """Words and blocks, counted."""

    consent: int
    body: int
    parts: int
    long_parts: int
    in_links: float
    """Words of the body that stand in links."""
    linked_headings: int
    """Between the first and the last block of the body."""


def _total(document: Document) -> int:
    """Words of the page. Few verdicts hang on it, and to count all takes longer than the rest of the verdict."""
    return sum(count_words(block.text) for block in document.blocks)


def _measure(blocks: Sequence[Block]) -> _Facts:
    at = [i for i, block in enumerate(blocks) if block.role is Role.BODY]
    within = blocks[at[0] : at[-1]] if at else ()
    body = [blocks[i] for i in at]
    words = [count_words(block.text) for block in body]
    return _Facts(
        consent=sum(count_words(block.text) for block in blocks if block.role is Role.COOKIE),
        body=sum(words),
        parts=len(body),
        long_parts=sum(n >= _LONG for n in words),
        in_links=sum(n * _link_density(block) for n, block in zip(words, body, strict=True)),
        linked_headings=sum(b.kind is Kind.HEADING and _link_density(b) > _LINKED for b in within),
    )


def _listing(facts: _Facts, document: Document) -> Verdict | None:
    if facts.in_links > 0.4 * facts.body:
        return Verdict("listing", f"{facts.in_links:.0f} of {facts.body} words of the body are links")
    if facts.linked_headings >= _MANY_HEADINGS and facts.linked_headings > 1.5 * facts.long_parts:
        return Verdict("listing", f"{facts.linked_headings} headings that are links, {facts.long_parts} paragraphs")
    if facts.body < 8 * facts.parts and facts.long_parts < 6:
        return Verdict(
            "listing", f"{facts.parts} parts of {facts.body / facts.parts:.0f} words, {facts.long_parts} paragraphs"
        )
    if facts.long_parts < 2 and facts.body < 0.1 * (total := _total(document)):
        return Verdict("listing", f"{facts.body} of {total} words are body, in {facts.long_parts} paragraph")
    return None


def _link_density(block: Block) -> float:
    return block.markup.link_density if block.markup else 0.0
