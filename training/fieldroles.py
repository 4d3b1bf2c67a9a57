"""Byline, date, standfirst and caption told by what the corpus and the markup know of a page: sure enough to be targets.

The gold bodies say of such a line only that it is no body, and the hand-labelled pages have few of them. Nothing is guessed from
the words here: a line is a byline if it holds the gold author near the head, a caption if the markup of the page says so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from newsarchive.model import Block
from training.align import words
from training.corpus import Page

_IS_BODY, _IS_NOISE = 0.6, 0.3
_SHORT = 14  # words of a byline or of a date, at most
_NEAR_HEAD = 25  # blocks above the body in which a byline or a date is the article's own
_FEWEST, _MOST = 7, 80  # words of a standfirst
_CAPTION = re.compile(
    r"figcaption|wp-caption-text|(?:image|photo|picture|media|figure)[-_]*(?:caption|credit)|\bcaption\b"
)
_DESCRIPTION = re.compile(
    r"""<meta[^>]+(?:name|property)=["']?(?:og:)?description["']?[^>]+content=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)


def captions(blocks: Sequence[Block], share: Sequence[float]) -> set[str]:
    """The captions of a page of HTML that are no gold body, each as its words."""
    return {
        " ".join(words(block.text))
        for block, body in zip(blocks, share, strict=True)
        if body <= _IS_NOISE and block.markup is not None and _is_caption(block)
    }


def _is_caption(block: Block) -> bool:
    markup = block.markup
    return markup is not None and (
        "figcaption" in markup.path.split("/")[-4:] or _CAPTION.search(" ".join(markup.names.split()[:4])) is not None
    )


def field_roles(texts: Sequence[str], page: Page, share: Sequence[float], captioned: set[str]) -> list[str]:
    """For each block ``byline``, ``date``, ``standfirst`` or ``caption`` where that is sure, else an empty string."""
    keys = [words(text) for text in texts]
    title = words(page.title)
    first = next((i for i, body in enumerate(share) if body >= _IS_BODY and keys[i] != title), len(texts))
    heads = [i for i in range(first) if title and keys[i] == title]
    begin = max((heads[-1] - 4) if heads else first - _NEAR_HEAD, first - 2 * _NEAR_HEAD, 0)
    found = ["caption" if len(key) > 2 and " ".join(key) in captioned else "" for key in keys]
    authors = [name for name in map(words, _listed(page.raw.get("gold_author"))) if len(name) > 1]
    date, summary = _date_words(page.raw.get("gold_date")), words(_description(page))
    for i in range(begin, min(first + 3, len(texts))):
        if share[i] > _IS_NOISE or not keys[i] or keys[i] == title or found[i]:
            continue
        if len(keys[i]) <= _SHORT and any(_within(author, keys[i]) for author in authors):
            found[i] = "byline"
        elif len(keys[i]) <= _SHORT and date and date <= {piece.lstrip("0") for piece in keys[i]}:
            found[i] = "date"
        elif _FEWEST <= len(keys[i]) <= _MOST and i < first and _same(keys[i], summary):
            found[i] = "standfirst"
    return found


def _description(page: Page) -> str:
    found = _DESCRIPTION.search(page.html[:300_000])
    return html.unescape(found[1] or found[2] or "") if found else ""


def _same(line: Sequence[str], summary: Sequence[str]) -> bool:
    """One begins with the other, and both are sentences."""
    both = min(len(line), len(summary))
    return both >= _FEWEST and list(line[:both]) == list(summary[:both])


def _listed(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return re.split(r"[;|]|, | and ", str(value or ""))


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    return any(list(many[i : i + len(few)]) == list(few) for i in range(len(many) - len(few) + 1))


def _date_words(value: object) -> set[str]:
    """Year and day of a date as ISO 8601 writes it, without noughts in front: they stand in it in any language."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", str(value or ""))
    return {found[1], found[3].lstrip("0")} if found else set()
