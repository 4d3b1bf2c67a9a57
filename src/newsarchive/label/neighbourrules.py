"""Rules that find the links to the previous and the next post: by link type, class names, labels, arrows. Related: linkrules.py.

Labels stand above their titles, below them, outside both or on the same line; which it is follows from where the two labels
stand to each other (:func:`previous_next`). Cutting a label off its title is not done here (fields/linklabel.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.label.linkmarkup import link_type, neighbour_name
from newsarchive.label.linktext import BACK, FORTH, PAGE, can_be_title, counts_pages, direction, halves, is_arrow_pair
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role

PREVIOUS, NEXT = Role.RELATED_PREVIOUS, Role.RELATED_NEXT
_LABELS = {Cue.PREVIOUS_LABEL: PREVIOUS, Cue.NEXT_LABEL: NEXT, Cue.NAVIGATION_LABEL: None}
_NEIGHBOURS = (PREVIOUS, NEXT)
_LONGEST_TITLE = 40  # words
_LINKED = 0.6  # link density of a block that is a link, and perhaps a label or a date beside it
_LONGEST_BOX = 8  # blocks of one link: label, kicker, title, date
_SHORTEST_LINE = 8  # characters of an arrow and a title
_SPOKEN = re.compile(r"[.!?…]\s?»$|«.*»$")  # guillemets as quotation marks
_PLACES: dict[int, tuple[tuple[int, int | None], ...]] = {
    1: ((2, 2),),
    2: ((1, 1), (-1, -1), (1, None)),
    3: ((1, -1), (1, 1)),
}
"""Blocks from the first label to the second -> where the title of each stands from its label, in the order they are tried."""


def by_rel(page: Page) -> Iterator[Finding]:
    """A block that is a link with rel=prev or rel=next: the title, or where it has none the label."""
    for i, block, markup in page.marked:
        role = link_type(markup.links) if markup.links else None
        if role is None or markup.link_density <= _LINKED or page.features[i].words > 2 * _LONGEST_TITLE:
            continue
        rel = f"rel={'prev' if role is Role.RELATED_PREVIOUS else 'next'}"
        if block.text.isdecimal() or counts_pages(block.text):
            yield i, Role.NAV, f"{rel}, and a number of a page"
        else:
            yield i, Role.RELATED_HEADING if page.cue(i) in _LABELS else role, rel


def by_neighbour_name(page: Page) -> Iterator[Finding]:
    """The link in a box named after the previous or next post; what else the box holds is its label."""
    run: list[int] = []
    for i, block, markup in page.marked:
        found = neighbour_name(markup.names)
        before = neighbour_name(page.markup(run[-1]).names) if run else None
        if run and (found is None or before is None or found[0] is not before[0] or i != run[-1] + 1):
            yield from _named(page, run)
            run = []
        if found and block.text and page.features[i].words <= _LONGEST_TITLE:
            run.append(i)
    yield from _named(page, run)


def _named(page: Page, run: list[int]) -> Iterator[Finding]:
    named = [i for i in run if page.cue(i) not in _LABELS]
    titles = [i for i in named if page.markup(i).link_density > _LINKED / 2] or [
        i for i in named if can_be_title(page.blocks[i].text)
    ]
    found = neighbour_name(page.markup(run[0]).names) if titles else None
    if found is None or len(run) > _LONGEST_BOX:
        return
    best = max(titles, key=lambda i: page.features[i].words)
    for i in run:
        if i == best:
            yield i, found[0], quoted(found[1])
        elif page.features[i].words <= 8:
            yield i, Role.RELATED_HEADING, quoted(found[1])


def previous_next(page: Page) -> Iterator[Finding]:
    """The titles by the labels "Previous Post" and "Next Post", and the two lines under "Post navigation"."""
    labels = [i for i in page.cued(*_LABELS) if i >= page.start]
    taken: set[int] = set()
    for i in labels:
        yield i, Role.RELATED_HEADING, page.evidence(i)
    for i, behind in zip(labels, [*labels[1:], None], strict=False):
        for title, role, label in _titles(page, i, behind):
            if title not in taken:
                taken.add(title)
                yield title, role, f"{'under' if title > label else 'above'} {page.evidence(label)}"


def _titles(page: Page, i: int, behind: int | None) -> list[tuple[int, Role, int]]:
    """The titles by the label ``i``, and by the next one where that is of the other direction; each with its label."""
    role = _LABELS[Cue(str(page.cue(i)))]
    other = _LABELS.get(page.cue(behind) or Cue.OTHER) if behind is not None else None
    if role is None:
        return [(at, each, i) for at, each in _navigated(page, i)]
    if behind is not None and other not in (None, role) and behind - i in _PLACES:
        if behind == i + 1 and page.blocks[i].markup is None and page.blocks[i].text[:1] in BACK:
            return []  # "← Previous" and "Next →" side by side are the links themselves
        labels = ((role, i), (other, behind))
        return [(at, each, label) for at, (each, label) in zip(_paired(page, i, behind), labels, strict=False) if each]
    if i and _LABELS.get(page.cue(i - 1) or Cue.OTHER) not in (None, role):
        return []
    if _is_title(page, i + 1, i) and (_is_sure(page, i) or role is PREVIOUS or page.blocks[i].markup):
        return [(i + 1, role, i)]
    return [(i - 1, role, i)] if _is_sure(page, i) and _is_title(page, i - 1, i) else []


def _paired(page: Page, i: int, j: int) -> tuple[int, ...]:
    """Where the titles of two labels stand: behind them, between and behind, before them, or within; in the labels' order."""
    for near, far in _PLACES[j - i]:
        titles = (i + near,) if far is None else (i + near, j + far)
        if all(_is_title(page, at, i) for at in titles):
            return titles
    return ()


def _navigated(page: Page, i: int) -> list[tuple[int, Role]]:
    """Under "Post navigation" the older post comes first, arrows and labels apart; a lone title is the older one."""
    lines = [j for j in range(i + 1, min(i + 5, len(page.blocks))) if not page.features[j].bare]
    if not lines or page.cue(lines[0]) in _LABELS or not _is_title(page, lines[0], i):
        return []
    if page.blocks[lines[0] - 1].text in BACK:
        return []  # arrows tell (lone_arrows)
    arrow = page.blocks[lines[0] + 1].text if lines[0] + 1 < len(page.blocks) else ""
    if arrow[:1] in FORTH and arrow and len(arrow) <= 2:
        return [(lines[0], NEXT)]
    second = lines[1:2] if lines[1:2] and lines[1] - lines[0] <= 1 and _is_title(page, lines[1], i) else []
    return [(lines[0], PREVIOUS), *((j, NEXT) for j in second)]


def _is_sure(page: Page, label: int) -> bool:
    """Whether a label says more than "Next": its words name a post, an arrow is in it, or "Post navigation" stands above it."""
    text = page.blocks[label].text
    named = page.features[label].words > 1 or text[:1] in BACK or text[-1:] in FORTH
    return named or page.cue(label - 1) is Cue.NAVIGATION_LABEL


def _is_title(page: Page, i: int, label: int, least: int = 0) -> bool:
    """Whether block ``i`` may be what a label names: in HTML a link, and if the label is one too, to the same page.

    ``least``: characters that are enough where the place leaves no doubt; 0 is as ever.
    """
    if not 0 <= i < len(page.blocks) or page.features[i].bare or page.features[i].words > _LONGEST_TITLE:
        return False
    if page.cue(i) is not None and page.cue(i) not in (Cue.BYLINE, Cue.RELATED, Cue.CAPTION):
        return False
    text, markup = page.blocks[i].text, page.blocks[i].markup
    if markup is None:
        long_enough = can_be_title(text) or 0 < least <= len(text)
        return i != page.headline and long_enough and not PAGE.search(page.blocks[label].text)
    named = page.markup(label).links
    if not markup.links or markup.link_density <= _LINKED:
        return False
    return can_be_title(text) and (len(named) != 1 or markup.links[0].href == named[0].href)


def lone_arrows(page: Page) -> Iterator[Finding]:
    """Arrows on lines of their own: "←" above the older title, "→" below the newer one, or both above."""
    texts = [block.text for block in page.blocks]
    above = False
    for i in page.noise():
        arrow = texts[i].strip()
        if len(arrow) != 1 or arrow not in "←«→»":
            continue
        back = arrow in "←«"
        title = i + 1 if back or above else i - 1
        above = False
        closed = 0 <= title < len(texts) and _closes(page, i, title)
        if (closed or arrow == "←") and _is_title(page, title, i, _SHORTEST_LINE if closed else 0):
            yield i, Role.RELATED_HEADING, quoted(arrow)
            yield title, PREVIOUS if back else NEXT, f"by {quoted(arrow)}"
            above = back and texts[title + 1 : title + 2] == ["→"] and _is_title(page, title + 2, i)


def _closes(page: Page, arrow: int, title: int) -> bool:
    """Whether the other arrow stands near, or "Post navigation" above: "→" alone leads to an author's posts."""
    near = range(max(0, min(arrow, title) - 3), min(max(arrow, title) + 4, len(page.blocks)))
    texts = {page.blocks[i].text for i in near}
    return (
        {"←", "→"} <= texts
        or {"«", "»"} <= texts
        or any(page.cue(i) is Cue.NAVIGATION_LABEL for i in near if i < arrow)
    )


def arrows(page: Page) -> Iterator[Finding]:
    """Titles with arrows below the article, "← Older title" and "Newer title →", on one line or on two close together."""
    if not any(map(page.document.text.__contains__, BACK)):
        return
    for i, block in enumerate(page.blocks):
        text, markup = block.text, block.markup
        paired = text[:1] in BACK and text[-1:] in FORTH and halves(page.document.text[slice(*block.span)])
        if paired or (markup and len(markup.links) == 2 and is_arrow_pair([link.text for link in markup.links])):
            yield i, PREVIOUS, "two titles with arrows"
            return
    texts = {i: page.blocks[i].text for i in page.noise() if page.features[i].words <= _LONGEST_TITLE}
    back = [i for i, text in texts.items() if direction(text) < 0 and len(text) >= _SHORTEST_LINE]
    if not back:
        return
    forth = {i for i, text in texts.items() if direction(text) > 0 and can_be_title(text) and not _SPOKEN.search(text)}
    pair = next(((i, j) for i in back for j in (i + 1, i - 1, i + 2, i - 2) if i > page.start and j in forth), None)
    if pair:
        yield pair[1], NEXT, "an arrow forth"
    for i in [pair[0]] if pair else [i for i in back if texts[i][0] == "←" and page.blocks[i].markup is None]:
        yield i, PREVIOUS, quoted(texts[i][:1])


def unnamed_neighbour(page: Page) -> Iterator[Finding]:
    """What the network alone holds for a previous or next post: nothing names it one, and that is mostly a menu's entry."""
    for i in page.noise():
        if page.proposals[i].role in _NEIGHBOURS:
            yield i, Role.NAV, "like a link to the previous or next post, but without a label"
