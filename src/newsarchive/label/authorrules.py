"""Rules for what is said of the author at the end of the text: a name, and the paragraph that tells who that is.

The names come from the head of the article (headrules.py) or stand over a paragraph that begins with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.label.headrules import NAME, head, is_name
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role
from newsarchive.patterns import lazily

_REACH_OF_NAME, _REACH_OF_TALE = 12, 30  # blocks below the text
_BESIDE_NAME = 12  # characters in a line that is but the name
_MOST_COPIES = 3  # of a name on a page; more is what pictures are titled with
_LONGEST_NAME = 60  # characters
_FEWEST, _MOST, _LONG = 8, 150, 20  # words of a paragraph on a person; one of many need not end in a full stop
_BEGINNING = 80  # characters of it, in which it names its person
_MYSELF = lazily(r"\bI(?:['’]m| am|['’]ve)\b|\b[Ii]ch bin\b|\b[Jj]e suis\b|\b[Ss]oy\b|\b[Ss]ono un")
_BETWEEN = (None, Cue.BYLINE, Cue.SHARE, Cue.NAV, Cue.CAPTION)
_LONGEST_BETWEEN, _MOST_BETWEEN = 3, 3  # words, and blocks, between a name and the paragraph: an office, a network


def author_box(page: Page) -> Iterator[Finding]:
    """What is said of the author of the byline, below the text: his or her name alone, or a paragraph that begins with it."""
    names = _authors(page)
    texts = [block.text for block in page.blocks] if names else []
    for i in _below(page, _REACH_OF_NAME):
        text = page.blocks[i].text
        name = next((name for name in names if text.startswith(name)), None)
        if name and (not page.is_body(i) or i > page.body[len(page.body) // 2]) and texts.count(text) <= _MOST_COPIES:
            yield i, Role.BYLINE, f"begins with the author's name, {quoted(name)}"
            if len(text) < len(name) + _BESIDE_NAME and _tells(page, i + 1):
                yield i + 1, Role.BYLINE, f"under the author's name, {quoted(name)}"


def author_told(page: Page) -> Iterator[Finding]:
    """A name below the text and the paragraph under it that tells of the same person; "About the author" and the next paragraph."""
    for i in _below(page, _REACH_OF_TALE):
        if page.is_body(i) or len(page.blocks[i].text) > _LONGEST_NAME:
            continue
        if page.cue(i) is Cue.BYLINE and page.features[i].words >= 2 and _tells(page, i + 1):
            yield i, Role.BYLINE, page.evidence(i)
            yield i + 1, Role.BYLINE, f"under {page.evidence(i)}"
        elif page.cue(i) is None:
            yield from ((j, Role.BYLINE, f"on {quoted(page.blocks[i].text)}") for j in _told(page, i))


def _below(page: Page, reach: int) -> range:
    """The blocks at the end of the text and below it."""
    return range(max(page.end - 2, page.start + 1), min(page.end + reach, len(page.blocks))) if page.body else range(0)


def _tells(page: Page, i: int) -> bool:
    """Whether block ``i`` reads like a paragraph on a person, rather than a title or a list."""
    if i >= len(page.blocks) or page.cue(i) not in (None, Cue.BYLINE):
        return False
    f = page.features[i]
    return _FEWEST <= f.words <= _MOST and (f.full_stop or f.words >= _LONG)


def _told(page: Page, i: int) -> range:
    """From the name in block ``i`` to the paragraph that has the name's first word in its beginning; empty without either."""
    text = page.blocks[i].text
    if not is_name(text.strip("•·*|-: ")):
        return range(0)
    for j in range(i + 1, min(i + 2 + _MOST_BETWEEN, len(page.blocks))):
        if _tells(page, j) and _speaks_of(page.blocks[j].text[:_BEGINNING], text.split()[0]):
            return range(i, j + 1)
        if page.cue(j) not in _BETWEEN or page.features[j].words > _LONGEST_BETWEEN:
            break
    return range(0)


def _speaks_of(beginning: str, word: str) -> bool:
    """Whether ``word`` stands in ``beginning``, or the speaker says "I". Few lines hold the word, so few patterns are compiled."""
    if _MYSELF.search(beginning):
        return True
    return word in beginning and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", beginning) is not None


def _authors(page: Page) -> list[str]:
    lines = [page.blocks[i].text for i in head(page) if page.cue(i) in (None, Cue.BYLINE)]
    found = [match.group() for line in lines if len(line) <= 80 for match in [NAME.search(_without_by(line))] if match]
    return list(dict.fromkeys(found))


def _without_by(line: str) -> str:
    return re.sub(
        r"^\W*(?:[Bb]y|BY|[Vv]on|[Pp]or|[Pp]ar|[Dd]i|[Dd]oor|Autor|Written [Bb]y|Posted [Bb]y|Автор)\b\W*", "", line
    )
