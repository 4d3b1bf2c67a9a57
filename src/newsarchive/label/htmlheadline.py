"""Which block of an HTML page is its headline: the one that says what the page's title says, near the body.

Only the choice belongs here. Used by extraction.py for as long as no trained tagger chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsarchive.label.alignment import words
from newsarchive.model import Block, Document, Hints, Kind

_LONGEST = 300
"""Characters; the longest of 3,448 gold headlines in the corpus has 208."""

# Set by hand on 120 pages of four corpora, on which 102 headlines equal the gold one (108 gold ones stand in a block).

# What parts headline, section and site in a title element: "Headline - Section | Site".
_PART_ENDS = re.compile(r"\s+[-–—|:»«>·•/]+\s+|\||_|--|::")

_LEAST_SHARE = 0.35
"""A block that makes up less of the title is a site's or a section's name."""
_FEWEST_WORDS = 3
"""Of a part of the title, to be no site's or section's name."""
_MOST_PARTS = 8
_NEAR = 8
"""Blocks above the body in which a heading without agreement may be the headline."""


def choose_headline(document: Document, is_body: Sequence[bool]) -> tuple[int | None, str]:
    """The index of the headline block and why; None and an empty string if there is none.

    In this order: a heading that agrees with og:title or the title element; an ``h1`` close above the body; another block
    that agrees; another heading close above the body; an ``h1`` further up. Among equals the better agreement counts,
    then ``h1`` before other headings, then the shorter way to the first block of the body.
    """
    titles = list(_titles(document.hints))
    body = next((number for number, yes in enumerate(is_body) if yes), len(is_body))
    best: tuple[float, ...] = ()
    answer: tuple[int | None, str] = None, ""
    for number, block in enumerate(document.blocks):
        if len(block.text) > _LONGEST:
            continue
        rank, why = _rank(block, _agreement(words(block.text), titles), body - number)
        if rank > best:
            best, answer = rank, (number, f"rule html-headline: {why}")
    return answer


def _rank(block: Block, agreement: float, above: int) -> tuple[tuple[float, ...], str]:
    """How good a headline the block makes, to be compared; ``()`` is none. ``above``: blocks down to the body."""
    is_heading = block.kind is Kind.HEADING
    is_h1 = is_heading and block.markup is not None and "h1" in block.markup.path.split("/")
    nearness = 1 / (1 + abs(above)) + (above >= 0)
    if agreement and is_heading:
        return (4, agreement, is_h1, nearness), "a heading that agrees with the page's title"
    if is_h1 and 0 <= above <= _NEAR:
        return (3, nearness), "the h1 above the body"
    if agreement and (block.markup is None or block.markup.link_density < 0.5) and block.kind is not Kind.LIST_ITEM:
        return (2, agreement, nearness), "agrees with the page's title"
    if is_heading and 0 <= above <= _NEAR:
        return (1, nearness), "the heading above the body"
    if is_h1 and above >= 0:
        return (0, nearness), "the last h1 above the body"
    return (), ""


def _titles(hints: Hints) -> Iterator[tuple[list[str], float]]:
    """What the head may call the headline, as words, and how much each is worth."""
    for title in (hints.og_title, hints.title):
        if title:
            yield words(title), 1.0
            for number, part in enumerate(_PART_ENDS.split(title, maxsplit=_MOST_PARTS)):
                if len(found := words(part)) >= _FEWEST_WORDS:
                    yield found, 0.9 if number == 0 else 0.8


def _agreement(block: list[str], titles: Sequence[tuple[list[str], float]]) -> float:
    return max((_share(block, title) * worth for title, worth in titles), default=0.0)


def _share(block: list[str], title: list[str]) -> float:
    """Share of the longer that the shorter makes up, if its words stand in it in one run; else 0."""
    short, long = (block, title) if len(block) <= len(title) else (title, block)
    share = sum(map(len, short)) / max(1, sum(map(len, long)))
    if share < _LEAST_SHARE or f" {' '.join(short)} " not in f" {' '.join(long)} ":
        return 0.0
    return share
