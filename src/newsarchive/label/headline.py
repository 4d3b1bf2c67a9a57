"""Which block before the text is the article's headline. Only that choice belongs here; fields/headline.py cleans its text."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

from newsarchive.label.features import Features
from newsarchive.label.phrases import Cue

_FAR = 60  # blocks before the text in which the headline is looked for
_TEXT = 60  # blocks of text whose words are compared with the title's
_TOP = 6  # blocks at the head of the page that may carry "Title | Site"
_PASSED = {Cue.DATE, Cue.BYLINE, Cue.SHARE, Cue.CAPTION, Cue.OTHER, Cue.COMMENT_HEADING, Cue.AD_LABEL}


_NO_TITLE = {
    Cue.AD, Cue.AD_LABEL, Cue.COOKIE, Cue.COMMENT_FORM, Cue.COMMENT_FIELD, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL, Cue.NAVIGATION_LABEL,
    Cue.SHARE, Cue.NEWSLETTER, Cue.FOOTER, Cue.DATE, Cue.CREDIT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a block as headline, in log-odds, and what against it.

    Set by coordinate search, then rounded, on 172 pages of five corpora whose title stands in the page as a line and on the
    even pages of a hand-labelled corpus: 0.79 of the headlines are found. No single weight moves that by more than 0.02.
    """

    echo: float = 3.0
    """All of the title's words return in the text (:attr:`full_echo` of them are as good as all)."""
    full_echo: float = 0.85
    length: float = 1.6
    """It has 4 to 22 words; as much against it otherwise."""
    full_stop: float = -1.8
    sentences: float = -2.0
    """More than one sentence."""
    listed: float = -2.0
    opens_low: float = -0.3
    names: float = -1.5
    """At most five words, each with a capital: a name, a section."""
    cue: float = -1.5
    label: float = -4.0
    """It is a notice or a label that no title is."""
    copy_on_top: float = 2.0
    """One of the first lines of the page begins with it."""
    copies: float = 0.7
    """It stands in the page two to four times: in a breadcrumb, in share links, in a list of the latest."""
    dated_after: float = 0.2
    next_to_text: float = 0.35
    sentence_after: float = 0.4
    """What follows is a sentence: a standfirst, a caption."""
    after_label: float = 0.3
    """What precedes is a label or menu entry: the title begins the article."""
    first_of_text: float = -0.6
    """The tagger holds it for the first line of the text."""
    distance: float = -0.08
    """For each line between it and the text, up to three."""
    least: float = 0.2
    prior: float = -0.5


WEIGHTS = Weights()


def find_headline(features: Sequence[Features], body: Sequence[int]) -> tuple[int | None, float]:
    """The number of the headline's block and how sure that is (0 to 1), or None.

    Args:
        features: of each block of the page.
        body: the numbers of the blocks that are text, ascending. The candidates are its first and the sixty before it.
    """
    if not body:
        return None, 0.0
    first = body[0]
    spoken = {piece for i in body[:_TEXT] for piece in _pieces(features[i].key)}
    top = [each.key for each in features[:_TOP]]
    best, chosen, distance = WEIGHTS.least, None, 0.0
    for i in range(first, max(-1, first - 1 - _FAR), -1):
        f = features[i]
        score = (
            _reads_as_title(f, spoken)
            + _copied(f, top)
            + _placed(i, first, features)
            + WEIGHTS.distance * min(3.0, distance)
        )
        if score > best:
            best, chosen = score, i
        distance += _weight(f)
    return chosen, 1 / (1 + math.exp(-best)) if chosen is not None else 0.0


def _pieces(key: str) -> set[str]:
    """Beginnings of words of four letters and more; pairs of characters where there are no spaces between words."""
    found: set[str] = set()
    for word in key.split():
        if word[0] >= "\u2e80":
            found.update(word[i : i + 2] for i in range(len(word) - 1))
        elif len(word) >= 4:
            found.add(word[:7])
    return found


def _reads_as_title(f: Features, spoken: Container[str]) -> float:
    if f.bare or not 1.5 <= f.words <= 40:
        return -math.inf
    pieces = _pieces(f.key)
    echo = sum(1 for piece in pieces if piece in spoken) / len(pieces) if pieces else 0.0
    score = WEIGHTS.prior + WEIGHTS.echo * min(1.0, echo / WEIGHTS.full_echo)
    score += WEIGHTS.length if 4 <= f.words <= 22 else -WEIGHTS.length
    score += WEIGHTS.full_stop * f.full_stop + WEIGHTS.sentences * (f.full_stop and f.sentences > 0)
    score += WEIGHTS.listed * f.listed + WEIGHTS.opens_low * f.opens_low
    return score + WEIGHTS.names * (f.words <= 5 and f.lower == 0) + _as_label(f)


def _as_label(f: Features) -> float:
    if f.match is None:
        return 0.0
    return WEIGHTS.label if f.match.cue in _NO_TITLE else WEIGHTS.cue


def _copied(f: Features, top: Sequence[str]) -> float:
    """The page's title at its very top begins with the headline; other copies stand in lists and share links."""
    own = f.key
    on_top = len(own) >= 8 and any(key.startswith(own) and (key != own or f.twins > 1) for key in top)
    return WEIGHTS.copy_on_top * on_top + WEIGHTS.copies * (2 <= f.twins <= 4 and f.words >= 4)


def _placed(i: int, first: int, features: Sequence[Features]) -> float:
    """What stands after a title, the text itself, a date, a byline, share links, and what before it."""
    if i == first:
        return WEIGHTS.first_of_text
    after = [each.match.cue if each.match else None for each in features[i + 1 : min(i + 5, first)]]
    score = WEIGHTS.dated_after * (Cue.DATE in after or Cue.BYLINE in after)
    score += WEIGHTS.next_to_text * (i + 1 == first or (bool(after) and after[0] in _PASSED))
    score += WEIGHTS.sentence_after * (i + 1 < first and features[i + 1].full_stop)
    return score + WEIGHTS.after_label * (i > 0 and (features[i - 1].match is not None or features[i - 1].words < 4))


def _weight(f: Features) -> float:
    """How far a block puts a title above it from the text: a date or a byline hardly, another title-like line fully."""
    if f.bare or (f.match is not None and f.match.cue in _PASSED):
        return 0.1
    return 0.3 if f.match else 0.6
