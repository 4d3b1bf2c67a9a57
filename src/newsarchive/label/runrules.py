"""Rules over runs of lines: what a label opens and where it ends. Links to other posts are in linkrules.py."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from newsarchive.label.page import Finding, Page
from newsarchive.label.phrases import Cue
from newsarchive.model import Role

_ENDS_COMMENTS = {
    Cue.COMMENT_FORM,
    Cue.RELATED_HEADING,
    Cue.FOOTER,
    Cue.PREVIOUS_LABEL,
    Cue.NEXT_LABEL,
    Cue.NAVIGATION_LABEL,
    Cue.AD,
}
_ENDS_FORM = {Cue.AD, Cue.RELATED_HEADING, Cue.FOOTER, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL, Cue.NAVIGATION_LABEL}
_REACH_OF_NOTICE = 6  # lines
_LONGEST_FORM = 60  # lines of one form
_LONGEST_COMMENT = 12  # lines between two marks of a thread
_COUNTS_IN_TEASERS = 3


def comment_form(page: Page) -> Iterator[Finding]:
    """From "Leave a Reply" over its fields and notices to the end of the form."""
    for i in page.cued(Cue.COMMENT_FORM):
        yield i, Role.COMMENT_FORM, page.evidence(i)
        for j in range(i + 1, _end_of_form(page, i) + 1):
            yield j, Role.COMMENT_FORM, f"in the form under {page.evidence(i)}"


def _end_of_form(page: Page, heading: int) -> int:
    """The last field or notice of the form; lines between fields belong to it where they are few or hold no word."""
    last, misses = heading, 0
    for j in range(heading + 1, min(heading + 1 + _LONGEST_FORM, len(page.blocks))):
        if page.cue(j) in _ENDS_FORM or misses > 3 or page.features[j].words > 60 or page.is_body(j):
            break
        if page.cue(j) in (Cue.COMMENT_FIELD, Cue.COMMENT_FORM):
            last, misses = j, 0
        elif not page.features[j].bare:
            misses += 1
    return last


def lone_fields(page: Page) -> Iterator[Finding]:
    """Fields and notices of a form whose heading is missing: two of them close together."""
    fields = [i for i in page.cued(Cue.COMMENT_FIELD) if i > page.end]
    near = {i for pair in pairwise(fields) if pair[1] - pair[0] <= 2 for i in pair}
    return ((i, Role.COMMENT_FORM, page.evidence(i)) for i in sorted(near))


def comments(page: Page) -> Iterator[Finding]:
    """What stands under a heading "3 Comments" below the article, down to the last line that shows it to be a thread.

    A count of comments that stands three times in the page is part of the teasers of other articles.
    """
    headings = [i for i in page.cued(Cue.COMMENT_HEADING) if page.body and i > page.body[0]]
    if len(headings) >= _COUNTS_IN_TEASERS:
        return
    for i in headings:
        yield i, Role.COMMENT, page.evidence(i)
        end = next((j for j in range(i + 1, len(page.blocks)) if page.cue(j) in _ENDS_COMMENTS), len(page.blocks))
        marks = [j for j in range(i + 1, end) if page.cue(j) in (Cue.COMMENT_MARK, Cue.BYLINE)]
        if len(marks) >= 2:
            for j in range(i + 1, _end_of_comment(page, marks[-1], end)):
                yield j, Role.COMMENT, f"under {page.evidence(i)}"


def _end_of_comment(page: Page, mark: int, end: int) -> int:
    """The text of the last comment goes on while it reads as sentences."""
    j = mark + 1
    while j < end and page.features[j].ends and page.features[j].words >= 4:
        j += 1
    return j


def comment_marks(page: Page) -> Iterator[Finding]:
    """Lines of a thread of comments: "Anna says:", "Reply"; and the sentences between them."""
    marks = [i for i in page.cued(Cue.COMMENT_MARK) if i > page.end]
    for i in marks:
        yield i, Role.COMMENT, page.evidence(i)
    for first, last in pairwise(marks):
        if last - first <= _LONGEST_COMMENT:
            for j in range(first + 1, last):
                yield j, Role.COMMENT, f"between {page.evidence(first)} and {page.evidence(last)}"


def newsletter(page: Page) -> Iterator[Finding]:
    """A box that asks to subscribe, to donate or to pay, and the short lines and notices that follow in it.

    A lone word, "Newsletter" or "Subscribe", is a menu entry.
    """
    for i in page.cued(Cue.NEWSLETTER):
        near = any(page.cue(j) is Cue.NEWSLETTER for j in (i - 2, i - 1, i + 1, i + 2))
        if page.features[i].words < 2 and (not near or page.features[i].listed):
            yield i, Role.NAV, f"{page.evidence(i)} alone, a menu entry"
            continue
        yield i, Role.NEWSLETTER, page.evidence(i)
        for j in range(i + 1, min(i + 4, len(page.blocks))):
            if page.cue(j) not in (None, Cue.COMMENT_FIELD, Cue.NEWSLETTER) or page.is_body(j) or not _in_box(page, j):
                break
            yield j, Role.NEWSLETTER, f"in the box under {page.evidence(i)}"


def _in_box(page: Page, i: int) -> bool:
    """A notice in full sentences, or a field of the box."""
    f = page.features[i]
    return page.cue(i) is not None or (
        f.full_stop and f.words >= 6 and page.blocks[i].blank_before <= page.blocks[i - 1].blank_before + 1
    )


def cookie_notice(page: Page) -> Iterator[Finding]:
    """A notice about cookies, its list and its buttons. A lone "OK" or "Cookie policy" is one only in reach of a notice."""
    cues = list(page.cued(Cue.COOKIE))
    for i in cues:
        if page.features[i].words >= 5 or any(
            _in_reach(page, i, j) for j in _near(cues, i) if page.features[j].words >= 5
        ):
            yield i, Role.COOKIE, page.evidence(i)
    for i, j in pairwise(cues):
        if page.features[i].words >= 5 and _in_reach(page, i, j):
            for between in range(i + 1, j):
                yield between, Role.COOKIE, f"in the notice under {page.evidence(i)}"


def _near(cues: list[int], i: int) -> list[int]:
    """Those of ``cues`` (ascending) that stand in reach of ``i``."""
    return cues[bisect_left(cues, i - _REACH_OF_NOTICE) : bisect_right(cues, i + _REACH_OF_NOTICE)]


def _in_reach(page: Page, i: int, j: int) -> bool:
    """Whether two lines are close together and no body stands between them."""
    if abs(i - j) > _REACH_OF_NOTICE:
        return False
    return bisect_right(page.body, min(i, j)) == bisect_left(page.body, max(i, j))


def menu_run(page: Page) -> Iterator[Finding]:
    """Four and more short lines in a row, two in five of them known from menus: a menu that was taken for body."""
    start, features, headline = 0, page.features, page.headline
    for i, f in enumerate((*features, None)):
        if f is not None and f.words <= 3 and i != headline and not f.ends:
            continue
        if i - start < 4:
            start = i + 1
            continue
        known = sum(1 for j in range(start, i) if page.cue(j) in (Cue.NAV, Cue.FOOTER))
        if known >= 0.4 * (i - start):
            for j in range(start, i):
                if page.cue(j) in (None, Cue.NAV, Cue.FOOTER, Cue.OTHER, Cue.AD_LABEL):
                    yield j, Role.NAV, f"in a menu of {i - start} entries"
        start = i + 1


def after_copyright(page: Page) -> Iterator[Finding]:
    """Everything below the last copyright line."""
    marks = [i for i in page.cued(Cue.FOOTER) if i > page.end and page.features[i].dated]
    if marks:
        for i in range(marks[-1], len(page.blocks)):
            yield i, Role.FOOTER, f"from {page.evidence(marks[-1])}"
