"""Which block before the text is the article's headline. Only that choice belongs here; fields/headline.py cleans its text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from newsarchive.label.features import Features
from newsarchive.label.phrases import Cue
from newsarchive.model import Block

_FAR = 60  # blocks before the text in which the headline is looked for
_TEXT = 60  # blocks of text whose words are compared with the title's
_AFTER_TITLE = {Cue.DATE, Cue.BYLINE, Cue.SHARE, Cue.CAPTION, Cue.OTHER}
_LEAST = 0.0


def find_headline(blocks: tuple[Block, ...], features: tuple[Features, ...], body: Sequence[int]) -> tuple[int | None, float]:
    """The number of the headline's block and how sure that is (0 to 1), or None.

    Candidates are the blocks from :data:`_FAR` before the first body block. A title has 3 to 30 words, does not read as a
    sentence or a label, stands near the text, and its words return in the text; what else the page repeats speaks for it.
    """
    if not body:
        return None, 0.0
    first = body[0]
    spoken = _vocabulary(features, body[:_TEXT])
    best, chosen = _LEAST, None
    between = 0.0
    for i in range(first - 1, max(-1, first - 1 - _FAR), -1):
        score = _title_score(features[i], spoken) - 0.25 * min(8.0, between) + _setting(i, first, features)
        if score > best:
            best, chosen = score, i
        between += 0.2 if _passes(features[i]) else 1.0
    return chosen, 1 / (1 + math.exp(-best)) if chosen is not None else 0.0


def _vocabulary(features: tuple[Features, ...], body: Sequence[int]) -> Counter[str]:
    return Counter(piece for i in body for piece in _pieces(features[i].key))


def _pieces(key: str) -> set[str]:
    """Words of four letters and more, and pairs of characters where there are no spaces between words."""
    found: set[str] = set()
    for word in key.split():
        if word[0] >= "\u2e80":
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) >= 4:
            found.add(word[:7])
    return found


def _title_score(f: Features, spoken: Counter[str]) -> float:
    if f.bare or f.words < 2 or f.words > 40:
        return -9.0
    pieces = _pieces(f.key)
    echo = sum(1 for piece in pieces if _heard(piece, spoken)) / len(pieces) if pieces else 0.0
    score = 2.5 * echo - 0.5 + (0.6 if 4 <= f.words <= 22 else -0.8) - (0.7 if f.ends and f.words > 12 else 0.0)
    score -= 1.0 * f.listed + 0.8 * min(2, f.separators) + 0.5 * max(0, f.twins - 2)
    return score - (3.0 if f.match else 0.0)


def _heard(piece: str, spoken: Counter[str]) -> bool:
    return piece in spoken


def _setting(i: int, first: int, features: tuple[Features, ...]) -> float:
    """What stands after a title: the text itself, or a date, a byline, share links."""
    if i + 1 == first:
        return 0.5
    follower = features[i + 1].match
    return 0.8 if follower and follower.cue in _AFTER_TITLE else 0.0


def _passes(f: Features) -> bool:
    return f.bare or (f.match is not None and f.match.cue in _AFTER_TITLE)
