"""Several articles in one page: a blog's front page with whole posts, or some stories pasted one after the other.

What is looked for is a title, a line with day, month and year behind it, and a text of its own, three times. The entries of a
live blog have no year. In HTML the titles must be links, as those of a long article's parts are not; in text an empty line must
part them from what stands before. So it is said of none of 1,822 articles; without the empty line it was of 0.7 % as text.
"""

from __future__ import annotations

from newsarchive.model import Block, Kind, Role, Verdict
from newsarchive.patterns import lazily
from newsarchive.verdict.page import ENDS, Page, density

_DAY = lazily(r"\b\d{1,2}\b.{1,20}\b(?:19|20)\d\d\b|(?:19|20)\d\d.{1,4}\d{1,2}.{1,4}\d{1,2}")
_SEVERAL = 3
"""Articles. Two are more often one article and what its end tells of another."""
_TITLE = (3, 25)  # words
_LINKED = 0.8
_LOOK = 200  # characters in which a day is looked for
_DATED = 10  # words of a line that may be a date, or a byline with one
_WITHIN = 2  # blocks behind a title among which its date stands
_LEAST = 120  # words of body behind it, which begin soon
_SOON = 6
_BEFORE = 60  # words of body before the first title; more are an article with others behind it


def several_articles(page: Page) -> Verdict | None:
    """Whether titles with a date and a text of their own follow each other."""
    openings = _openings(page)
    if len(openings) < _SEVERAL or _body(page, -1, openings[0]) > _BEFORE:
        return None
    ends = [*openings[1:], len(page.blocks)]
    whole = [i for i, end in zip(openings, ends, strict=True) if _soon(page, i) and _body(page, i, end) >= _LEAST]
    titles = list(dict.fromkeys(page.blocks[i].text for i in whole))
    if len(titles) < _SEVERAL:
        return None
    return Verdict("several", f"{len(titles)} titles, each with a date and a text of its own: “{titles[1][:80]}”")


def _openings(page: Page) -> list[int]:
    """Where titles stand, with a date soon behind them. Dated lines are rarer than what may be a title, so they come first."""
    dated = [i for i, n in enumerate(page.words) if n <= _DATED and _is_dated(page.texts[i])]
    if len(dated) < _SEVERAL:
        return []
    before = {i - step for i in dated for step in range(1, _WITHIN + 1) if i >= step}
    return [i for i in sorted(before) if _TITLE[0] <= page.words[i] <= _TITLE[1] and _is_title(page.blocks[i])]


def _is_dated(text: str) -> bool:
    return ("20" in text or "19" in text) and _DAY.search(text[:_LOOK]) is not None


def _is_title(block: Block) -> bool:
    if block.markup is not None:
        return block.kind is Kind.HEADING and density(block) > _LINKED
    return (
        block.blank_before > 0
        and not block.text.endswith((*ENDS, ","))
        and not block.text[0].islower()
        and not _is_dated(block.text)
    )


def _soon(page: Page, i: int) -> bool:
    return any(block.role is Role.BODY for block in page.blocks[i + 1 : i + 1 + _SOON])


def _body(page: Page, start: int, end: int) -> int:
    return sum(n for i, n in zip(page.at, page.body_words, strict=True) if start < i < end)
