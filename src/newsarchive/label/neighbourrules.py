"""Rules that find the links to the previous and the next post: by link type, class names, labels.

Arrows: arrowrules.py; labels in one line with the title: labelpairs.py; related links: linkrules.py.

Labels stand above their titles, below them, outside both or on the same line; which it is follows from where the two labels
stand to each other (:func:`previous_next`). Cutting a label off its title is not done here (fields/linklabel.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.label.linkmarkup import is_slider, link_type, neighbour_name, related_name
from newsarchive.label.linktext import BACK, FORTH, PAGE, can_be_title, counts_pages
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Markup, Relation, Role
from newsarchive.textnorm import fold

PREVIOUS, NEXT = Role.RELATED_PREVIOUS, Role.RELATED_NEXT
_LABELS = {Cue.PREVIOUS_LABEL: PREVIOUS, Cue.NEXT_LABEL: NEXT, Cue.NAVIGATION_LABEL: None}
_TITLED = {Cue.PREVIOUS_TITLE: PREVIOUS, Cue.NEXT_TITLE: NEXT}
_NEIGHBOURS = (PREVIOUS, NEXT)
_TITLE_CUES = (Cue.BYLINE, Cue.RELATED, Cue.CAPTION)
"""What a title may look like to the phrase tables."""
LONGEST_TITLE = 40  # words
_LINKED = 0.6  # link density of a block that is a link, and perhaps a label or a date beside it
_LONGEST_BOX = 8  # blocks of one link: label, kicker, title, date
SHORTEST_NAME = 4  # letters of a title where labels or arrows on both sides leave no doubt: "Yuma"
_NEAR = 12  # blocks around a label in which its title is looked for by the address
_MOST_TWINS = 2  # further blocks of one label
_PLACES: dict[int, tuple[tuple[int, int | None], ...]] = {
    1: ((2, 2),),
    2: ((1, 1), (-1, -1), (1, None)),
    3: ((1, -1), (1, 1)),
}
"""Blocks from the first label to the second -> where the title of each stands from its label, in the order they are tried."""


def by_rel(page: Page) -> Iterator[Finding]:
    """A block that is a link with rel=prev or rel=next, or two by their classes: the title, or where it has none the label."""
    for i, block, markup in page.marked:
        role = link_type(markup.links) or _by_class(page, i, markup) if markup.links else None
        if role is None or markup.link_density <= _LINKED or page.features[i].words > 2 * LONGEST_TITLE:
            continue
        rel = f"rel={'prev' if role is Role.RELATED_PREVIOUS else 'next'}"
        if block.text.isdecimal() or counts_pages(block.text):
            yield i, Role.NAV, f"{rel}, and a number of a page"
        else:
            yield i, Role.RELATED_HEADING if page.cue(i) in _LABELS else role, rel


def _by_class(page: Page, i: int, markup: Markup) -> Role | None:
    """What a block of links is that are all named by their classes. One alone may be the same link in a menu."""
    named = {each.href: each.relation for each in page.document.hints.neighbours if not each.in_head}
    if not named or not all(link.href in named for link in markup.links) or not (markup.links[1:] or page.is_body(i)):
        return None
    return PREVIOUS if named[markup.links[0].href] is Relation.PREVIOUS else NEXT


def by_neighbour_name(page: Page) -> Iterator[Finding]:
    """The link in a box named after the previous or next post; what else the box holds is its label."""
    run: list[int] = []
    for i, block, markup in page.marked:
        found = neighbour_name(markup.names)
        before = neighbour_name(page.markup(run[-1]).names) if run else None
        if run and (found is None or before is None or found[0] is not before[0] or i != run[-1] + 1):
            yield from _named(page, run)
            run = []
        if found and block.text and page.features[i].words <= LONGEST_TITLE:
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
    labels = _labels(page)
    taken: set[int] = set()
    for i in labels:
        yield i, Role.RELATED_HEADING, page.evidence(i)
    for i, behind in zip(labels, [*labels[1:], None], strict=False):
        for title, role, label in _titles(page, i, behind):
            if title not in taken:
                taken.add(title)
                yield title, role, f"{'under' if title > label else 'above'} {page.evidence(label)}"


def _labels(page: Page) -> list[int]:
    """The blocks that are labels: below the headline, or above it if there are two that belong together; none of a slide show."""
    found = [
        i
        for i in page.cued(*_LABELS, *_TITLED)
        if (page.cue(i) in _LABELS or _says_it_twice(page, i)) and not is_slider(page.markup(i).names)
    ]
    roles = [_direction(page, i) for i in found]
    joined = {
        k + step
        for k in range(len(found) - 1)
        if {roles[k], roles[k + 1]} == {PREVIOUS, NEXT} and found[k + 1] - found[k] in _PLACES
        for step in (0, 1)
    }
    return [i for k, i in enumerate(found) if i >= page.start or k in joined]


def _says_it_twice(page: Page, i: int) -> bool:
    """Whether what follows a label in its line is the label again, for the eye and for screen readers: no title."""
    match = page.features[i].match
    return match is not None and fold(match.rest) == fold(match.evidence)


def _direction(page: Page, i: int | None) -> Role | None:
    """What the label ``i`` names; None where it is none, or names both."""
    cue = page.cue(i) if i is not None else None
    return _LABELS.get(cue) or _TITLED.get(cue) if cue else None


def _titles(page: Page, i: int, behind: int | None) -> list[tuple[int, Role, int]]:
    """The titles by the label ``i``, and by the next one where that is of the other direction; each with its label."""
    role, other = _direction(page, i), _direction(page, behind)
    if page.markup(i).links:
        return [(at, each, i) for at, each in _linked(page, i, role)]
    if role is None:
        return [(at, each, i) for at, each in _navigated(page, i)]
    if behind is not None and other not in (None, role) and behind - _last(page, i) in _PLACES:
        if behind == i + 1 and page.blocks[i].markup is None and page.blocks[i].text[:1] in BACK:
            return []  # "← Previous" and "Next →" side by side are the links themselves
        labels = ((role, i), (other, behind))
        return [(at, each, label) for at, (each, label) in zip(_paired(page, i, behind), labels, strict=False) if each]
    if i and _direction(page, i - 1) not in (None, role):
        return []
    return _alone(page, i, role)


def _alone(page: Page, i: int, role: Role) -> list[tuple[int, Role, int]]:
    """The title below or above a label that stands by itself."""
    under = _last(page, i) + 1
    if page.blocks[i].markup is None and not _holds_alone(page, i, role):
        return []
    if is_title(page, under, i) and (_is_sure(page, i) or role is PREVIOUS or page.blocks[i].markup):
        return [] if related_name(page.markup(under).names) else [(under, role, i)]
    return [(i - 1, role, i)] if _is_sure(page, i) and is_title(page, i - 1, i) else []


def _linked(page: Page, label: int, role: Role | None) -> Iterator[tuple[int, Role]]:
    """The titles by a label that is itself a link, or two: the nearest other links to the same pages."""
    links = page.markup(label).links
    roles = _NEIGHBOURS if role is None and len(links) == 2 else (role,)
    near = sorted(range(max(0, label - _NEAR), min(label + _NEAR, len(page.blocks))), key=lambda i: abs(i - label))
    for link, each in zip(links, roles, strict=False):
        found = next((i for i in near if i != label and _is_link_to(page, i, link.href)), None)
        if found is not None and each is not None and link.href[:1] != "#":
            yield found, each


def _is_link_to(page: Page, i: int, href: str) -> bool:
    markup = page.markup(i)
    if page.cue(i) in (*_LABELS, Cue.CAPTION, Cue.DATE) or markup.link_density <= _LINKED or related_name(markup.names):
        return False
    return (
        markup.links[0].href == href
        and len(page.blocks[i].text) >= SHORTEST_NAME
        and page.features[i].words <= LONGEST_TITLE
    )


def _last(page: Page, label: int) -> int:
    """The last block of a label that is told twice: "Previous post" for screen readers, "Back" for the eye."""
    end = label
    while end - label < _MOST_TWINS and end + 1 < len(page.blocks) and page.blocks[end].markup is None:
        twin = page.cue(end + 1)
        same = twin in _LABELS and _direction(page, end + 1) is _direction(page, label) is not None
        if not same and not (twin is Cue.NAV and page.features[end + 1].words <= 1):
            break
        end += 1
    return end


def _paired(page: Page, i: int, j: int) -> tuple[int, ...]:
    """Where the titles of two labels stand: behind them, between and behind, before them, or within; in the labels' order."""
    last, end = _last(page, i), _last(page, j)
    for near, far in _PLACES[j - last]:
        first = (last if near > 0 else i) + near
        titles = (first,) if far is None else (first, (end if far > 0 else j) + far)
        least = SHORTEST_NAME if (near, far) == (1, 1) and j - last == 2 else 0
        if all(is_title(page, at, i, least) for at in titles):
            return titles
    return ()


def _navigated(page: Page, i: int) -> list[tuple[int, Role]]:
    """Under "Post navigation" the older post comes first, arrows and labels apart; a lone title is the older one."""
    lines = [j for j in range(i + 1, min(i + 5, len(page.blocks))) if not page.features[j].bare]
    if not lines or page.cue(lines[0]) in _LABELS or not is_title(page, lines[0], i):
        return []
    if page.blocks[lines[0] - 1].text in BACK:
        return []  # arrows tell (lone_arrows)
    arrow = page.blocks[lines[0] + 1].text if lines[0] + 1 < len(page.blocks) else ""
    if arrow[:1] in FORTH and arrow and len(arrow) <= 2:
        return [(lines[0], NEXT)]
    second = lines[1:2] if lines[1:2] and lines[1] - lines[0] <= 1 and is_title(page, lines[1], i) else []
    return [(lines[0], PREVIOUS), *((j, NEXT) for j in second)]


def _is_sure(page: Page, label: int) -> bool:
    """Whether a label says more than "Next": its words name a post, an arrow is in it, or "Post navigation" stands above it."""
    text = page.blocks[label].text
    named = page.features[label].words > 1 or text[:1] in BACK or text[-1:] in FORTH
    return named or page.cue(label - 1) is Cue.NAVIGATION_LABEL


def _holds_alone(page: Page, label: int, role: Role) -> bool:
    """Whether a label of a text page holds without another: its words name a post, or "Previous" stands below the text, once.

    "Next →" by itself turns pictures, and "More ›" stands under each teaser: of 30 such finds by eye 14 were wrong.
    """
    if page.features[label].words > 1 or page.cue(label - 1) is Cue.NAVIGATION_LABEL:
        return True
    key = page.features[label].key
    near = range(max(0, label - _NEAR), min(label + _NEAR, len(page.blocks)))
    return role is PREVIOUS and label > page.end and sum(page.features[i].key == key for i in near) == 1


def is_title(page: Page, i: int, label: int, least: int = 0) -> bool:
    """Whether block ``i`` may be what a label names: in HTML a link, and if the label is one too, to the same page.

    ``least``: letters that are enough where the place leaves no doubt; 0 is as ever.
    """
    if not 0 <= i < len(page.blocks) or page.features[i].bare or page.features[i].words > LONGEST_TITLE:
        return False
    if page.cue(i) is not None and page.cue(i) not in _TITLE_CUES and not (least and page.cue(i) is Cue.NAV):
        return False
    text, markup = page.blocks[i].text, page.blocks[i].markup
    if markup is None:
        long_enough = can_be_title(text) or 0 < least <= sum(map(str.isalpha, text))
        return i != page.headline and long_enough and not PAGE.search(page.blocks[label].text)
    named = page.markup(label).links
    if not markup.links or markup.link_density <= _LINKED:
        return False
    return can_be_title(text) and (len(named) != 1 or markup.links[0].href == named[0].href)


def unnamed_neighbour(page: Page) -> Iterator[Finding]:
    """What the network alone holds for a previous or next post: nothing names it one, and that is mostly a menu's entry."""
    for i in page.noise():
        if page.proposals[i].role in _NEIGHBOURS:
            yield i, Role.NAV, "like a link to the previous or next post, but without a label"
