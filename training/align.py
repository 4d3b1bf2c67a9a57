"""Which blocks of a page are the gold body: by the longest common subsequence of their words.

Hunt and Szymanski's problem, solved bit-parallel by rapidfuzz (Hyyrö 2004). A block is as much body as its words stand
together in the gold: words that match here and there by chance do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_MOST = 60_000  # words of a page; longer ones take no part


def words(text: str) -> list[str]:
    """Words as the measure of the body counts them: letters and digits; ideographs, kana and hangul one by one."""
    return _WORD.findall(text.lower())


def shares(blocks: Sequence[str], gold: Sequence[str]) -> list[float] | None:
    """For each block the share of its words, 0 to 1, that stand together in ``gold``; None where the page is too long."""
    from rapidfuzz.distance import LCSseq

    owners: list[int] = []
    tokens: list[str] = []
    for i, block in enumerate(blocks):
        own = words(block)
        tokens += own
        owners += [i] * len(own)
    wanted = [word for line in gold for word in words(line)]
    if not tokens or len(tokens) > _MOST or len(wanted) > _MOST:
        return None
    matches: dict[int, list[int]] = {}
    for tag, a, b, c, _ in LCSseq.opcodes(tokens, wanted):
        if tag == "equal":
            for k in range(b - a):
                matches.setdefault(owners[a + k], []).append(c + k)
    sizes: dict[int, int] = {}
    for owner in owners:
        sizes[owner] = sizes.get(owner, 0) + 1
    return [_together(matches.get(i, [])) / sizes[i] if i in sizes else 0.0 for i in range(len(blocks))]


def _together(places: list[int]) -> int:
    """How many of the places, ascending, stand in one stretch with small gaps: the largest such stretch."""
    best = run = 0
    last = -10
    for place in places:
        run = run + 1 if place - last <= 4 else 1
        best = max(best, run)
        last = place
    return best
