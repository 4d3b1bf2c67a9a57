"""Rules for the head of an article, between headline and text, and for its author's box: standfirst, byline, date.

They read the place more than the words: names and standfirsts are in no phrase table. Other rules: cuerules.py, runrules.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role

_LONGEST_HEAD = 20  # blocks between headline and text; more is a menu
_MOST_COPIES = 3  # of a name on a page; more is what pictures are titled with
_WORD = r"[^\W\d_a-zà-öø-ÿа-я][\w.’'-]*"
_PERSON = rf"{_WORD}(?: (?:de|da|di|del|della|van|von|der|den|bin|al|el|la|le|zu))*(?: {_WORD}){{1,3}}"
_NAME = re.compile(rf"{_PERSON}(?:(?:,| and| und| y| et| e| i| och| og| en| &) {_PERSON}){{0,3}}")
"""Two to four words with capitals, particles between them: a person's name, as far as letters can say; and lists of them."""


def _head(page: Page) -> range:
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
        if page.cue(j) in (Cue.BYLINE, Cue.DATE, Cue.CREDIT):
            return True
        if page.is_body(j):
            return False
    return False


def name_in_head(page: Page) -> Iterator[Finding]:
    """A name between headline and text, close to a date or to "By"."""
    for i in _head(page):
        text = page.blocks[i].text
        if page.cue(i) is None and len(text) <= 60 and _is_name(text.lstrip("•·*|- ")) and _dated_near(page, i):
            yield i, Role.BYLINE, f"a name under the headline: {quoted(text)}"


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and sum(word[0].isupper() for word in text.split()) >= 2


def _dated_near(page: Page, i: int) -> bool:
    near = range(max(0, i - 3), min(i + 4, len(page.blocks)))
    return any(
        page.cue(j) in (Cue.DATE, Cue.BYLINE) or (page.features[j].dated and page.features[j].words <= 12) for j in near
    )


def date_in_head(page: Page) -> Iterator[Finding]:
    """A short line with a year or a time of day between headline and text."""
    for i in _head(page):
        f = page.features[i]
        if f.dated and f.digits > 0.15 and f.words <= 12 and page.cue(i) in (None, Cue.OTHER, Cue.DATE):
            yield i, Role.DATE, f"under the headline: {quoted(page.blocks[i].text)}"


def author_box(page: Page) -> Iterator[Finding]:
    """What is said of the author of the byline, below the text: his or her name alone, or a paragraph that begins with it."""
    names = _authors(page)
    texts = [block.text for block in page.blocks] if names else []
    for i in range(max(page.end - 2, page.start + 1), min(page.end + 12, len(page.blocks))):
        text = page.blocks[i].text
        name = next((name for name in names if text.startswith(name)), None)
        if name and (not page.is_body(i) or i > page.body[len(page.body) // 2]) and texts.count(text) <= _MOST_COPIES:
            yield i, Role.BYLINE, f"begins with the author's name, {quoted(name)}"


def _authors(page: Page) -> list[str]:
    lines = [page.blocks[i].text for i in _head(page) if page.cue(i) in (None, Cue.BYLINE)]
    found = [match.group() for line in lines if len(line) <= 80 for match in [_NAME.search(_without_by(line))] if match]
    return list(dict.fromkeys(found))


def _without_by(line: str) -> str:
    return re.sub(
        r"^\W*(?:[Bb]y|BY|[Vv]on|[Pp]or|[Pp]ar|[Dd]i|[Dd]oor|Autor|Written [Bb]y|Posted [Bb]y|Автор)\b\W*", "", line
    )
