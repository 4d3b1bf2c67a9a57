"""Rules that find related links, and tell them from paid ones and from page numbers. Previous and next: neighbourrules.py.

What markup says comes from linkmarkup.py, what a line's text says from linktext.py, labels from the phrase tables. Where a
list under a heading ends is settled here too; other runs of lines are in runrules.py. Cutting a line into its titles
is not done here (fields/linkparts.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from newsarchive.label.linkmarkup import is_sponsored, related_name, sponsor_name
from newsarchive.label.linktext import can_be_title, counts_pages
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role

_OPENERS = {
    *(Cue.COMMENT_FORM, Cue.COMMENT_HEADING, Cue.RELATED_HEADING),
    *(Cue.PREVIOUS_LABEL, Cue.NEXT_LABEL, Cue.NAVIGATION_LABEL),
}
_ENDS_RELATED = _OPENERS | {Cue.FOOTER, Cue.COOKIE, Cue.NEWSLETTER, Cue.AD, Cue.AD_LABEL, Cue.NAV, Cue.COMMENT_FIELD}
_IN_TEASERS = {Cue.DATE, Cue.BYLINE, Cue.RELATED, Cue.CAPTION, Cue.COMMENT_HEADING}
_NO_LINK = {Cue.COMMENT_FORM, Cue.COMMENT_FIELD, Cue.SHARE, Cue.AD_LABEL}
_LONGEST_LIST = 60  # lines under one heading
_LINKED = 0.6  # link density of a block that is a link, and perhaps a label or a date beside it


def sponsored(page: Page) -> Iterator[Finding]:
    """Links that are paid for, and what stands in a box of such links."""
    for i, _, markup in page.marked:
        if is_sponsored(markup) and (markup.link_density > _LINKED or not page.is_body(i)):
            yield i, Role.AD, quoted(sponsor_name(markup.names) or markup.links[0].href)


def pagination(page: Page) -> Iterator[Finding]:
    """The numbers of an article's pages: on one line, or one by one in a row."""
    noise = page.noise()
    numbers = {
        i: int(text) for i in noise if len(text := page.blocks[i].text) <= 3 and text.isdecimal() and text.isascii()
    }
    for i in noise:
        number = numbers.get(i, -9)
        in_row = numbers.get(i - 1) == number - 1 or numbers.get(i + 1) == number + 1
        if in_row or counts_pages(page.blocks[i].text):
            yield i, Role.NAV, f"pages of the same article: {quoted(page.blocks[i].text)}"


def related_box(page: Page) -> Iterator[Finding]:
    """Titles in a box that its class names call related, and the teasers between them.

    A name that half of the article stands under is the page's own.
    """
    named = [(i, markup, name) for i, _, markup in page.marked if (name := related_name(markup.names))]
    text: dict[str, int] = {}
    for i, _, name in named:
        text[name] = text.get(name, 0) + page.is_body(i) * len(page.blocks[i].text)
    total = sum(len(page.blocks[i].text) for i in page.body)
    for i, markup, name in named:
        if 3 * text[name] > total or page.cue(i) in _NO_LINK:
            continue
        if page.cue(i) is Cue.RELATED_HEADING:
            yield i, _heading(page, i), quoted(name)
        elif markup.link_density > _LINKED or not page.is_body(i):
            yield i, Role.RELATED, quoted(name)


def _heading(page: Page, i: int) -> Role:
    """What a line with the words of a heading is: with a link behind its colon, "Read also: A title", it is the link itself."""
    label, colon, title = page.blocks[i].text.partition(":")
    holds = bool(colon) and len(label) <= 40 and can_be_title(title.strip()) and page.markup(i).link_density > 0.3
    return Role.RELATED if holds else Role.RELATED_HEADING


def related_inset(page: Page) -> Iterator[Finding]:
    """A title under "Read also" in the middle of the text: on the next line, apart from the paragraph after it."""
    for i in page.cued(Cue.RELATED_HEADING):
        if page.start < i < page.end and _is_inset(page, i):
            yield i, Role.RELATED_HEADING, page.evidence(i)
            yield i + 1, Role.RELATED, f"under {page.evidence(i)}"


def _is_inset(page: Page, i: int) -> bool:
    """Whether one title stands under the label, and after a blank line (in HTML: after a link) the text goes on."""
    if i + 2 >= len(page.blocks):
        return False
    title, after = page.features[i + 1], page.features[i + 2]
    apart = (
        page.blocks[i + 1].blank_before < page.blocks[i + 2].blank_before or page.markup(i + 1).link_density > _LINKED
    )
    return apart and 3 <= title.words <= 25 and not title.full_stop and after.words >= 20 and after.ends


def related_tail(page: Page) -> Iterator[Finding]:
    """The text ends at a heading "More news" below which only titles and teasers follow: no long paragraph, and two lines in
    five do not end as sentences do, whatever the network takes them for."""
    candidates = page.cued(Cue.RELATED_HEADING)
    if not candidates:
        return
    last_paragraph = next((i for i in reversed(page.body) if page.features[i].words >= 30), page.end)
    headings = (i for i in candidates if i > last_paragraph)
    heading = next((i for i in headings if _only_teasers_after(page, i)), None)
    if heading is None:
        return
    yield heading, Role.RELATED_HEADING, page.evidence(heading)
    for j in range(heading + 1, page.end + 1):
        if page.cue(j) not in _ENDS_RELATED:
            yield j, Role.RELATED, f"under {page.evidence(heading)}"


def _only_teasers_after(page: Page, heading: int) -> bool:
    rest = page.body[bisect_right(page.body, heading) :][:_LONGEST_LIST]
    if len(rest) < 2:
        return False
    lines = range(heading + 1, rest[-1] + 1)
    return sum([not page.features[j].ends for j in lines]) >= 0.4 * len(lines)


def related(page: Page) -> Iterator[Finding]:
    """A heading that introduces links, and the titles and teasers under it."""
    for i in page.cued(Cue.RELATED_HEADING):
        items = _items(page, i)
        if i < page.start and len(items) < 2:
            continue
        yield i, _heading(page, i), page.evidence(i)
        for j in items:
            yield j, Role.RELATED, f"under {page.evidence(i)}"


def _items(page: Page, heading: int) -> list[int]:
    """The lines of the list under a heading: titles, teasers, dates; single words only between them."""
    last, misses = heading, 0
    for j in range(heading + 1, min(heading + 1 + _LONGEST_LIST, len(page.blocks))):
        if page.cue(j) in _ENDS_RELATED or page.is_body(j) or j == page.headline:
            break
        f = page.features[j]
        if f.words >= 4 or f.dated or (f.words >= 2 and page.cue(j) in _IN_TEASERS):
            last, misses = j, 0
        elif not f.bare:
            misses += 1
            if misses > 2:
                break
    return list(range(heading + 1, last + 1))
