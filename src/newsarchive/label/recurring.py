"""Lines that recur on the pages of one site: what they are known by, and what becomes of a body line that is one.

A line that stands word for word on several articles of a site is none of theirs: a notice, a plug, spam that rotates. What is
known of a site is a value that the caller hands in (model/site.py); how it is learnt and kept is archive/sitememory.py's affair.
Repeated parts as a sign of boilerplate: Bar-Yossef and Rajagopalan 2002 (doi:10.1145/511446.511522). Measured in
docs/decisions/0011-site-memory.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from newsarchive.label.page import Finding, Page
from newsarchive.model import Role
from newsarchive.textnorm import fold

_SHORTEST = 20
"""Characters, folded, of the shortest line that is looked at; beyond :data:`_DENSE_FROM` each is worth two. Shorter ones are
subheads, answers and times of day, of which an article has its own."""
_DENSE_FROM = "\u2e80"
_LONGEST = 2000
"""Characters of a line that are looked at."""
_MOST = 0.3
"""Share of the body's words that may go so. A page of which more is known is no new article, but one that was met before under
another address."""


def line_key(text: str) -> int | None:
    """What a line is compared by: 64 bits, signed, of its folded text; None where it is too short to tell pages apart."""
    folded = fold(text[:_LONGEST])
    if len(folded) < _SHORTEST and len(folded) + sum(letter >= _DENSE_FROM for letter in folded) < _SHORTEST:
        return None
    digest = hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def recurring_lines(page: Page) -> Iterator[Finding]:
    """Lines of the body that recur on the page's site, unless they are too much of it."""
    if page.memory is None:
        return
    known = {line.key: line for line in page.memory.lines}
    keys = {i: line_key(page.blocks[i].text) for i in page.body if i not in page.settled}
    found = {i: known[key] for i, key in keys.items() if key is not None and key in known}
    words = sum(page.features[i].words for i in page.body)
    if sum(page.features[i].words for i in found) <= _MOST * words:
        for i, line in found.items():
            told = f"stands on {line.pages} of {line.of} pages of this site known when the run began"
            yield i, Role.OTHER, told
