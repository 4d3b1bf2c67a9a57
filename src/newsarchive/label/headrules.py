"""Rules for the head of an article, between headline and text: standfirst, byline, date.

They read the place more than the words: names and standfirsts are in no phrase table. The box on the author at the end of the
text: authorrules.py. Other rules: cuerules.py, runrules.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role
from newsarchive.patterns import lazily

_LONGEST_HEAD = 20  # blocks between headline and text; more is a menu
_REACH_BELOW = 30  # blocks below the text in which the author is named again
_LONGEST_NAME = 60  # characters
_READING = lazily(
    r"\bmin(?:\b|ut|s\b).{0,20}(?:read|lesezeit|lekt|lectur|lettura|leitura|czytania|чтени|lees|läs|læs)"
    r"|(?:read|lesezeit|lectur|lettura|leitura|leestijd|czas|время чтения|reading).{0,20}\d+\s?(?:min|мин)"
    r"|^(?:ca\.? )?\d{1,2} min(?:\.|s|utes?)?$",
    re.IGNORECASE,
)
_WORD = r"[^\W\d_a-zà-öø-ÿа-я][\w.’'-]*"
_PERSON = rf"{_WORD}(?: (?:de|da|di|del|della|van|von|der|den|bin|al|el|la|le|zu))*(?: {_WORD}){{1,3}}"
NAME = re.compile(rf"{_PERSON}(?:(?:,| and| und| y| et| e| i| och| og| en| &) {_PERSON}){{0,3}}")
"""Two to four words with capitals, particles between them: a person's name, as far as letters can say; and lists of them."""


def head(page: Page) -> range:
    """The blocks between headline and first body block; empty without both or where they are far apart."""
    if page.headline is None or not page.body:
        return range(0)
    first = next((i for i in page.body if i > page.headline), page.headline)
    return range(page.headline + 1, first) if first - page.headline <= _LONGEST_HEAD else range(0)


def standfirst(page: Page) -> Iterator[Finding]:
    """The sentence under the headline, before byline and date; where the tagger took it for body, only if they follow it."""
    if page.headline is None:
        return
    for i in range(page.headline + 1, min(page.headline + 5, len(page.blocks))):
        if page.cue(i) in (Cue.BYLINE, Cue.DATE, Cue.CAPTION, Cue.CREDIT):
            return
        f = page.features[i]
        if 7 <= f.words <= 80 and f.digits < 0.15 and page.cue(i) is None:
            if not page.is_body(i) or _byline_follows(page, i):
                yield i, Role.STANDFIRST, "under the headline, before the text"
            return


def _byline_follows(page: Page, i: int) -> bool:
    for j in range(i + 1, min(i + 5, page.end)):
        if page.cue(j) in (Cue.BYLINE, Cue.DATE, Cue.CREDIT) or page.proposals[j].role is Role.BYLINE:
            return True
        if page.is_body(j):
            return False
    return False


def name_after_label(page: Page) -> Iterator[Finding]:
    """The name on the line after a lone "By" or "Author"."""
    for i in page.cued(Cue.BYLINE):
        if page.features[i].words <= 2 and i + 1 < len(page.blocks) and _signs(page, i + 1):
            yield i, Role.BYLINE, page.evidence(i)
            yield i + 1, Role.BYLINE, f"a name after {page.evidence(i)}"


def _signs(page: Page, i: int) -> bool:
    """Whether block ``i``, after a label, is a name: at the head of the article or, if it is taken for noise, below it."""
    text = page.blocks[i].text
    last = page.start + _LONGEST_HEAD if page.is_body(i) else page.end + _REACH_BELOW
    if page.cue(i) is not None or len(text) > _LONGEST_NAME or not page.start - _LONGEST_HEAD < i <= last:
        return False
    return is_name(text) or page.proposals[i].role is Role.BYLINE


def name_in_head(page: Page) -> Iterator[Finding]:
    """A name between headline and text, close to a date or to "By"."""
    for i in head(page):
        text = page.blocks[i].text
        if page.cue(i) is None and len(text) <= _LONGEST_NAME and is_name(text.lstrip("•·*|- ")) and _may_sign(page, i):
            yield i, Role.BYLINE, f"a name under the headline: {quoted(text)}"


def _may_sign(page: Page, i: int) -> bool:
    """The network takes the name for a byline, or a date or a "By" stands near."""
    return page.proposals[i].role is Role.BYLINE or _dated_near(page, i)


def is_name(text: str) -> bool:
    """Whether ``text`` reads like a person's name and nothing else."""
    return NAME.fullmatch(text) is not None and sum(word[0].isupper() for word in text.split()) >= 2


def _dated_near(page: Page, i: int) -> bool:
    near = range(max(0, i - 3), min(i + 4, len(page.blocks)))
    return any(
        page.cue(j) in (Cue.DATE, Cue.BYLINE) or (page.features[j].dated and page.features[j].words <= 12) for j in near
    )


def date_in_head(page: Page) -> Iterator[Finding]:
    """A short line with a year or a time of day between headline and text."""
    for i in head(page):
        f = page.features[i]
        if f.dated and f.digits > 0.15 and f.words <= 12 and page.cue(i) in (None, Cue.OTHER, Cue.DATE):
            yield i, Role.DATE, f"under the headline: {quoted(page.blocks[i].text)}"


def reading_time(page: Page) -> Iterator[Finding]:
    """ "4 minute read" beside the date, between headline and text."""
    for i in head(page):
        if page.cue(i) is Cue.OTHER and _READING.search(page.blocks[i].text[:60]):
            yield i, Role.DATE, f"beside the date: {quoted(page.blocks[i].text)}"
