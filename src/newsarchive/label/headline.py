"""Which block before the text is the article's headline. Only that choice belongs here; fields/headline.py cleans its text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Sequence

from newsarchive.label.features import Features
from newsarchive.label.phrases import Cue
from newsarchive.model import Block

_FAR = 60  # blocks before the text in which the headline is looked for
_TEXT = 60  # blocks of text whose words are compared with the title's
_TOP = 6  # blocks at the head of the page that may carry "Title | Site"
_AFTER_TITLE = {Cue.DATE, Cue.BYLINE, Cue.SHARE, Cue.CAPTION, Cue.OTHER, Cue.COMMENT_HEADING, Cue.AD_LABEL}
_LEAST = 0.2
# Weights set by hand on 172 pages whose title stands in the page as a line (five corpora, two renderings): 0.57 found with
# echo and nearness alone, 0.8 with the copies that pages print of their title and a softer distance.
_ECHO, _COPY, _TWIN, _DATED_AFTER, _FIRST_LINE_OF_TEXT = 2.2, 1.6, 0.6, 0.8, -1.2


def find_headline(blocks: tuple[Block, ...], features: tuple[Features, ...], body: Sequence[int]) -> tuple[int | None, float]:
    """The number of the headline's block and how sure that is (0 to 1), or None.

    Candidates are the blocks from :data:`_FAR` before the first body block up to it. A title has 2 to 40 words, does not read
    as a sentence or a label, stands near the text, and its words return in the text; copies of it in the page speak for it.
    """
    if not body:
        return None, 0.0
    first = body[0]
    spoken = _vocabulary(features, body[:_TEXT])
    top = [each.key for each in features[:_TOP]]
    best, chosen, distance = _LEAST, None, 0.0
    for i in range(first, max(-1, first - 1 - _FAR), -1):
        f = features[i]
        score = _title_score(f, spoken) + _setting(i, first, features) + _copies(i, f, top) - 0.3 * min(6.0, distance)
        if score > best:
            best, chosen = score, i
        distance += _weight(f)
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


def _title_score(f: Features, spoken: Container[str]) -> float:
    if f.bare or not 1.5 <= f.words <= 40:
        return -9.0
    pieces = _pieces(f.key)
    echo = sum(1 for piece in pieces if piece in spoken) / len(pieces) if pieces else 0.0
    score = _ECHO * min(1.0, echo / 0.7) - 0.5 + (0.6 if 4 <= f.words <= 22 else -0.6)
    score -= (1.0 if f.ends and f.full_stop else 0.0) + (1.0 if f.sentences and f.full_stop else 0.0)
    score -= 1.0 * f.listed + 0.6 * min(2, f.separators) + (1.0 if f.dated and f.words <= 6 else 0.0)
    score -= 0.8 if f.opens_low else 0.0
    return score - (3.0 if f.match else 0.0)


def _copies(i: int, f: Features, top: Sequence[str]) -> float:
    """The page's title at its very top begins with the headline; other copies stand in lists and share links."""
    own = f.key
    at_top = len(own) >= 8 and any(j != i and key.startswith(own) for j, key in enumerate(top))
    return (_COPY if at_top else 0.0) + (_TWIN if 2 <= f.twins <= 4 and f.words >= 4 else 0.0)


def _setting(i: int, first: int, features: tuple[Features, ...]) -> float:
    """What stands after a title: the text itself, or a date, a byline, share links."""
    if i == first:
        return _FIRST_LINE_OF_TEXT
    after = [features[j].match for j in range(i + 1, min(i + 4, first))]
    if any(match and match.cue in (Cue.DATE, Cue.BYLINE) for match in after):
        return _DATED_AFTER
    return 0.4 if i + 1 == first or (after and after[0] and after[0].cue in _AFTER_TITLE) else 0.0


def _weight(f: Features) -> float:
    """How far a block puts a title above it from the text: a date or a byline hardly, another title-like line fully."""
    if f.bare or (f.match is not None and f.match.cue in _AFTER_TITLE):
        return 0.1
    return 0.5 if f.match or f.words < 4 else 1.0
