"""Rules over runs of lines: what a label opens and where it ends. A title is the next post's because of the label above it."""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role

_LABELS = {
    Cue.PREVIOUS_LABEL: Role.RELATED_PREVIOUS,
    Cue.NEXT_LABEL: Role.RELATED_NEXT,
    Cue.NAVIGATION_LABEL: None,
}
_OPENERS = {Cue.COMMENT_FORM, Cue.COMMENT_HEADING, Cue.RELATED_HEADING, Cue.NAVIGATION_LABEL, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL}
_ENDS_RELATED = _OPENERS | {Cue.FOOTER, Cue.COOKIE, Cue.NEWSLETTER, Cue.AD, Cue.AD_LABEL, Cue.NAV, Cue.COMMENT_FIELD}
_ENDS_COMMENTS = {Cue.COMMENT_FORM, Cue.RELATED_HEADING, Cue.FOOTER, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL, Cue.NAVIGATION_LABEL, Cue.AD}
_ENDS_FORM = {Cue.AD, Cue.RELATED_HEADING, Cue.FOOTER, Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL, Cue.NAVIGATION_LABEL}
_LONGEST_LIST = 60  # lines under one heading
_LONGEST_FORM = 40  # lines of one form


def previous_next(page: Page) -> Iterator[Finding]:
    """A label "Previous Post" and the title under it, up to the next label."""
    for i in page.cued(*_LABELS):
        if i < page.start:
            continue
        yield i, Role.RELATED_HEADING, page.evidence(i)
        role = _LABELS[Cue(str(page.cue(i)))]
        title = i + 1
        if role and title < len(page.blocks) and _is_title(page, title):
            yield title, role, f"under {page.evidence(i)}"


def _is_title(page: Page, i: int) -> bool:
    f = page.features[i]
    return page.cue(i) not in _ENDS_RELATED and not f.bare and 1 <= f.words <= 40


def comment_form(page: Page) -> Iterator[Finding]:
    """From "Leave a Reply" over its fields and notices to the end of the form."""
    for i in page.cued(Cue.COMMENT_FORM):
        yield i, Role.COMMENT_FORM, page.evidence(i)
        last = i
        for j in range(i + 1, min(i + 1 + _LONGEST_FORM, len(page.blocks))):
            if page.cue(j) in _ENDS_FORM or j - last > 3 or page.features[j].words > 60:
                break
            if page.cue(j) in (Cue.COMMENT_FIELD, Cue.COMMENT_FORM):
                last = j
        for j in range(i + 1, last + 1):
            yield j, Role.COMMENT_FORM, f"in the form under {page.evidence(i)}"


def lone_fields(page: Page) -> Iterator[Finding]:
    """Fields and notices of a form whose heading is missing: two of them close together."""
    fields = list(page.cued(Cue.COMMENT_FIELD))
    near = {i for i, j in zip(fields, fields[1:], strict=False) if j - i <= 2 and i > page.end}
    near |= {j for i, j in zip(fields, fields[1:], strict=False) if i in near}
    return ((i, Role.COMMENT_FORM, page.evidence(i)) for i in sorted(near))


def comments(page: Page) -> Iterator[Finding]:
    """What stands between a heading "3 Comments" and the form, the related posts or the footer, where comments show in it."""
    for i in page.cued(Cue.COMMENT_HEADING):
        if not page.body or i <= page.body[0]:
            continue
        end = next((j for j in range(i + 1, len(page.blocks)) if page.cue(j) in _ENDS_COMMENTS), len(page.blocks))
        marks = [j for j in range(i + 1, end) if page.cue(j) in (Cue.COMMENT_MARK, Cue.DATE) or page.features[j].ends]
        yield i, Role.COMMENT, page.evidence(i)
        for j in range(i + 1, (marks[-1] if marks else i) + 1):
            yield j, Role.COMMENT, f"under {page.evidence(i)}"


def comment_marks(page: Page) -> Iterator[Finding]:
    """Lines of a thread of comments: "Anna says:", "Reply"."""
    return ((i, Role.COMMENT, page.evidence(i)) for i in page.cued(Cue.COMMENT_MARK) if i > page.end)


def cookie_notice(page: Page) -> Iterator[Finding]:
    """A notice about cookies and its buttons; a lone "OK" or "Accept" is one only beside a notice."""
    for i in page.cued(Cue.COOKIE):
        if page.features[i].words >= 3 or Cue.COOKIE in {page.cue(i - 1), page.cue(i + 1)}:
            yield i, Role.COOKIE, page.evidence(i)


def related(page: Page) -> Iterator[Finding]:
    """A heading that introduces links, and the titles and teasers under it."""
    for i in page.cued(Cue.RELATED_HEADING):
        items = _items(page, i)
        if i < page.start and len(items) < 2:
            continue
        yield i, Role.RELATED_HEADING, page.evidence(i)
        for j in items:
            yield j, Role.RELATED, f"under {page.evidence(i)}"


def _items(page: Page, heading: int) -> list[int]:
    items: list[int] = []
    misses = 0
    for j in range(heading + 1, min(heading + 1 + _LONGEST_LIST, len(page.blocks))):
        if page.cue(j) in _ENDS_RELATED or page.is_body(j) or j == page.headline:
            break
        f = page.features[j]
        if f.words >= 4 or f.dated or page.cue(j) in (Cue.DATE, Cue.BYLINE, Cue.OTHER, Cue.RELATED):
            items.append(j)
            misses = 0
            continue
        misses += 1
        if misses > 1:
            break
    return list(range(heading + 1, items[-1] + 1)) if items else []


def after_copyright(page: Page) -> Iterator[Finding]:
    """Everything below the last copyright line."""
    marks = [i for i in page.cued(Cue.FOOTER) if i > page.end and page.features[i].dated]
    if marks:
        for i in range(marks[-1], len(page.blocks)):
            yield i, Role.FOOTER, f"from {page.evidence(marks[-1])}"


def by_place(page: Page) -> Iterator[Finding]:
    """What nothing else has named: above the article menus, below it other articles' titles and more menus."""
    for i in range(len(page.blocks)):
        if i < page.start or not page.body:
            yield i, Role.NAV, "above the article"
        elif i < page.end:
            yield i, Role.OTHER, "a gap in the text"
        elif page.features[i].words >= 5:
            yield i, Role.RELATED, f"below the article, {quoted(page.blocks[i].text[:30])}"
        else:
            yield i, Role.NAV, "below the article"
