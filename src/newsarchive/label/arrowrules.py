"""Rules that find the links to the previous and the next post by arrows alone: "← Older title", "Newer title →".

What an arrow is comes from linktext.py. Labels, names and types of links: neighbourrules.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.label.linktext import BACK, FORTH, can_be_title, direction, halves, is_arrow_pair
from newsarchive.label.neighbourrules import LONGEST_TITLE, NEXT, PREVIOUS, SHORTEST_NAME, is_title
from newsarchive.label.page import Finding, Page, quoted
from newsarchive.label.phrases import Cue
from newsarchive.model import Role
from newsarchive.patterns import lazily

_SHORTEST_LINE = 8  # characters of an arrow and a title
_ARROWS = BACK + FORTH
_LONE = "←→«»‹›❮❯"
_PAIRS = ({"←", "→"}, {"«", "»"}, {"‹", "›"}, {"❮", "❯"})
_SPOKEN = lazily(r"[.!?…]\s?»$|«.*»$")  # guillemets as quotation marks


def lone_arrows(page: Page) -> Iterator[Finding]:
    """Arrows on lines of their own: "←" above the older title, "→" below the newer one, or both above."""
    texts = [block.text for block in page.blocks]
    above = False
    for i, arrow in enumerate(texts):
        if len(arrow) != 1 or arrow not in _LONE or i in page.settled or i == page.headline:
            continue
        back = arrow in BACK
        title = i + 1 if back or above else i - 1
        above = False
        closed = 0 <= title < len(texts) and _closes(page, i, title)
        if (closed or arrow == "←" or (back and i > page.end >= 0)) and is_title(
            page, title, i, closed * SHORTEST_NAME
        ):
            yield i, Role.RELATED_HEADING, quoted(arrow)
            yield title, PREVIOUS if back else NEXT, f"by {quoted(arrow)}"
            above = back and texts[title + 1 : title + 2] == ["→"] and is_title(page, title + 2, i)


def _closes(page: Page, arrow: int, title: int) -> bool:
    """Whether the other arrow stands near, or "Post navigation" above: "→" alone leads to an author's posts."""
    near = range(max(0, min(arrow, title) - 3), min(max(arrow, title) + 4, len(page.blocks)))
    texts = {page.blocks[i].text for i in near}
    return any(pair <= texts for pair in _PAIRS) or any(page.cue(i) is Cue.NAVIGATION_LABEL for i in near if i < arrow)


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
    texts = {i: page.blocks[i].text for i in _with_arrow(page)}
    back = [i for i, text in texts.items() if direction(text) < 0 and len(text) >= _SHORTEST_LINE]
    if not back:
        return
    forth = {i for i, text in texts.items() if direction(text) > 0 and not _SPOKEN.search(text)}
    sure = {i for i in forth if can_be_title(texts[i])}
    pair = next(((i, i + 1) for i in back if i + 1 in forth and len(texts[i + 1]) >= _SHORTEST_LINE), None) or next(
        ((i, j) for i in back for j in (i - 1, i + 2, i - 2) if i > page.start and j in sure), None
    )
    if pair:
        yield pair[1], NEXT, "an arrow forth"
    alone = [i for i in back if texts[i][0] == "←" and page.blocks[i].markup is None and i >= page.end]
    for i in [pair[0]] if pair else alone:
        yield i, PREVIOUS, quoted(texts[i][:1])


def _with_arrow(page: Page) -> Iterator[int]:
    """The short blocks that may be a title with an arrow: noise, and what the network holds for the end of the text."""
    noise = set(page.noise())
    for i, block in enumerate(page.blocks):
        is_arrow = block.text[:1] in _ARROWS or block.text[-1:] in FORTH
        if is_arrow and block.text and page.features[i].words <= LONGEST_TITLE and (i in noise or _ends_text(page, i)):
            yield i


def _ends_text(page: Page, i: int) -> bool:
    """Whether ``i`` is among the last two blocks of body, in a page of text."""
    return i >= page.end - 1 and page.is_body(i) and i not in page.settled and page.blocks[i].markup is None
