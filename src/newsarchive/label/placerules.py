"""Rules of last resort: what a block is by its place alone, where no phrase and no markup names it."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.label.page import Finding, Page
from newsarchive.label.phrases import Cue
from newsarchive.model import Kind, Role

_BESIDE_TITLES = {Cue.DATE, Cue.COMMENT_HEADING, Cue.CAPTION, Cue.RELATED, Cue.OTHER, None}
_NEAR = 3  # lines on either side that are looked at


def by_place(page: Page) -> Iterator[Finding]:
    """Above the article menus, in it gaps, below it the titles of other articles, then more menus and the imprint.

    Titles come in groups: their dates, sections and teasers stand between them. On the even pages of a hand-labelled corpus
    0.8 of the lines that come down to this rule go to the right group.
    """
    imprint = _imprint(page)
    titles = [_is_title(page, i) for i in range(len(page.blocks))]
    for i in range(len(page.blocks)):
        if page.start <= i < page.end:
            yield i, Role.OTHER, "a gap in the text"
        elif i >= imprint:
            yield i, Role.FOOTER, "below the imprint"
        elif _among_titles(page, i, titles):
            yield i, Role.RELATED, f"{'above' if i < page.start else 'below'} the article, among titles"
        else:
            yield i, Role.NAV, f"{'above' if i < page.start else 'below'} the article"


def subhead(page: Page) -> Iterator[Finding]:
    """A heading of the markup between two paragraphs of the body, which the extraction has left out."""
    for i, block in enumerate(page.blocks[1:-1], 1):
        is_heading = block.kind is Kind.HEADING and block.markup is not None and block.markup.link_density < 0.5
        if is_heading and page.is_body(i - 1) and page.is_body(i + 1) and page.cue(i) is None:
            yield i, Role.BODY, "a heading between two paragraphs"


def _imprint(page: Page) -> int:
    """The first line of the imprint below the article: no heading of related posts comes after it."""
    last_heading = max(page.cued(Cue.RELATED_HEADING), default=-1)
    return next((i for i in page.cued(Cue.FOOTER) if i > page.end and i > last_heading), len(page.blocks))


def _is_title(page: Page, i: int) -> bool:
    f = page.features[i]
    if f.full_stop or f.separators or f.digits > 0.2 or page.cue(i) not in (None, Cue.RELATED):
        return False
    return (7 if i < page.start else 5) <= f.words <= 40


def _among_titles(page: Page, i: int, titles: list[bool]) -> bool:
    """Whether a line is a title, or stands among titles: beside two as a date or teaser, beside three as a short line."""
    if not page.body or page.cue(i) not in _BESIDE_TITLES:
        return False
    near = sum(titles[max(0, i - _NEAR) : i + _NEAR + 1])
    if titles[i]:
        return i > page.end or near >= 3
    f = page.features[i]
    teaser = f.dated or f.full_stop or page.cue(i) in (Cue.DATE, Cue.COMMENT_HEADING)
    return near >= (2 if teaser else 3) and (i > page.end or teaser)
