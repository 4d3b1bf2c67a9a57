"""Lines that recur on the pages of one site: what counts as one, and what becomes of a body line that is one.

A line that stands word for word on several articles of a site is none of theirs: a notice, a plug, spam that rotates. What is
known of a site is a :class:`SiteMemory`, a value that the caller hands in; how it is learnt and kept is archive/sitememory.py's
affair. Repeated lines as a sign of boilerplate: Bar-Yossef and Rajagopalan 2002 (doi:10.1145/511446.511522), section 4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from newsarchive.label.page import Finding, Page
from newsarchive.model import Role
from newsarchive.textnorm import fold

PAGES = 3
"""A line recurs that stood on so many pages of the site, and on one of :data:`OF` of those seen since it first did."""
OF = 20
_SHORTEST = 20
"""Characters, folded, of the shortest line that is looked at; a Chinese or Japanese one is worth :data:`_DENSE`. Shorter ones are
subheads, answers and times of day, of which an article has its own."""
_DENSE = 2
_LONGEST = 2000
"""Characters of a line that are looked at."""
_MOST = 0.3
"""Share of the body's words that may go so. A page of which more is known is no new article, but one that was met before under
another address."""


class Recurring(NamedTuple):
    """A line that recurs on a site."""

    key: int
    """:func:`line_key` of its text."""
    pages: int
    """On which it stood."""
    of: int
    """Pages seen since it first did, that one included."""


class SiteMemory(NamedTuple):
    """What is known of a site before a page of it is cleaned."""

    site: str
    lines: tuple[Recurring, ...]
    """Those that recur, by key."""


def line_key(text: str) -> int | None:
    """What a line is compared by: 64 bits, signed, of its folded text; None where it is too short to tell pages apart."""
    folded = fold(text[:_LONGEST])
    if len(folded) < _SHORTEST and (folded.isascii() or _worth(folded) < _SHORTEST):
        return None
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _worth(folded: str) -> int:
    return sum(_DENSE if letter >= "\u2e80" else 1 for letter in folded)


def recurring_lines(page: Page) -> Iterator[Finding]:
    """Lines of the body that recur on the page's site, unless they are too much of it."""
    known = {line.key: line for line in page.memory.lines} if page.memory else {}
    if not known:
        return
    found = [(i, known[key]) for i in page.body if (key := line_key(page.blocks[i].text)) in known and key is not None]
    words = sum(page.features[i].words for i in page.body)
    if sum(page.features[i].words for i, _ in found) > _MOST * words:
        return
    for i, line in found:
        told = f"stands on {line.pages} of {line.of} pages of this site known when the run began"
        yield i, Role.OTHER, told
