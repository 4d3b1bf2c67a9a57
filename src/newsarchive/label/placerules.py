"""Rules by what stands beside a block: between two blocks of the body, in a list of others like it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsarchive.label.page import Finding, Page, quoted
from newsarchive.model import Kind, Role
from newsarchive.patterns import lazily

_LONGEST_CAPTION = 60  # words
_MANY_DATES = 4
_SIGNATURE = (Role.BYLINE, Role.DATE)
_PICTURED = lazily(
    r"\((?:pictured|left|right|(?:second |third )?from (?:left|right)|centre|center|above|below|links|rechts|Mitte|[vr]\. ?[lr]\."
    r"|à gauche|à droite|au centre|izquierda|derecha|a sinistra|a destra|слева|справа|z lewej|z prawej)\)"
    r"|[（(](?:左|右|中央|左から|右から|前列|後列)[^）)]{0,8}[）)]"
)
_LONGEST_PIECE = 8  # words of a link or a name in the middle of a sentence
_LONGEST_ORPHAN = 12  # characters
_REACH_OF_ORPHAN = 5  # blocks
_LONGEST_ABOVE = 14
"""Words of a line above the headline that is taken from the body. Of 63 such lines without the end of a sentence that the tagger
took for body on 315 held-out pages in two renderings, 5 words of 4 menus stood in the gold body; of those that end like a
sentence, nearly all (the headline was chosen wrongly there)."""
_LONGEST_ENTRY = 60  # characters of an entry with its count
_FEWEST_ENTRIES = 4
_COUNT = re.compile(r"[(\[]\d{1,6}[)\]]")
_ENTRY = re.compile(rf"(?:[^\n()]{{0,50}}?\s*{_COUNT.pattern}|[^\W\d_]{{3,14}},? (?:19|20)\d\d)")


def inside_sentence(page: Page) -> Iterator[Finding]:
    """A piece of a sentence that a rendering has cut at its links: the block before it does not end, the one after it goes on."""
    for before, after in zip(page.body, page.body[1:], strict=False):
        if after - before != 2 or before + 1 == page.headline:
            continue
        i = before + 1
        apart = page.blocks[i].blank_before or page.blocks[after].blank_before > 1
        if apart or page.features[before].ends or not page.features[after].opens_low:
            continue
        if page.features[i].words <= _LONGEST_PIECE:
            yield i, Role.BODY, "in the middle of a sentence"


def above_headline(page: Page) -> Iterator[Finding]:
    """A line above the headline that is no sentence, where most of the text stands below it: an advertisement, a menu."""
    above = [i for i in page.body if page.headline is not None and i < page.headline]
    if 2 * len(above) >= len(page.body):
        return
    for i in above:
        if page.features[i].words <= _LONGEST_ABOVE and not page.features[i].ends:
            yield i, Role.OTHER, "no sentence, above the headline"


def orphan(page: Page) -> Iterator[Finding]:
    """A sign or a number alone, between two blocks of the same role: a rank in a list of titles, a bracket after a link."""
    for i, f in enumerate(page.features):
        if len(page.blocks[i].text) > _LONGEST_ORPHAN or not f.bare:
            continue
        before, after = _role_beside(page, i, -1), _role_beside(page, i, 1)
        if before in _SIGNATURE and after in _SIGNATURE:
            yield i, before, "between byline and date"
        elif before is after and before is not None and (before is not Role.BODY or not f.digits):
            yield i, before, f"alone among blocks of {before.value}"


def _role_beside(page: Page, i: int, step: int) -> Role | None:
    """The role so far of the nearest block that has letters, before or after block ``i``; None where there is none near."""
    for j in range(i + step, i + _REACH_OF_ORPHAN * step, step):
        if 0 <= j < len(page.blocks) and not page.features[j].bare:
            return page.settled[j].role if j in page.settled else page.proposals[j].role
    return None


def picture_told(page: Page) -> Iterator[Finding]:
    """A line in the text that says who stands where in a picture: "Anna Holm (left)"."""
    for i in range(max(page.start, 0), page.end + 2):
        if (
            i < len(page.blocks)
            and page.features[i].words <= _LONGEST_CAPTION
            and _PICTURED.search(page.blocks[i].text[:300])
        ):
            yield i, Role.CAPTION, "says who stands where in a picture"


def many_dates(page: Page) -> Iterator[Finding]:
    """Dates that stand again and again are those of a thread or of a list, not the article's."""
    first = next((i for i in page.body if page.headline is None or i > page.headline), page.start)
    dates = [i for i, each in enumerate(page.proposals) if each.role is Role.DATE and i > first + 2]
    if len(dates) < _MANY_DATES:
        return
    for i in dates:
        role = Role.COMMENT if _role_beside(page, i, 1) is Role.COMMENT or i < page.end else Role.RELATED
        yield i, role, f"one of {len(dates)} dates"


def counted_entries(page: Page) -> Iterator[Finding]:
    """Four and more entries in a row that end in a number in brackets, or are a month and a year: tags, categories, an archive."""
    run: list[int] = []
    for i in range(len(page.blocks) + 1):
        if i < len(page.blocks) and _is_entry(page.blocks[i].text):
            run.append(i)
        elif not run or not _counted_next(page, i):
            if len(run) >= _FEWEST_ENTRIES:
                alone = _COUNT.fullmatch(page.blocks[run[0]].text) is not None
                for j in range(max(0, run[0] - alone), run[-1] + 1):
                    yield j, Role.NAV, f"among {len(run)} entries like {quoted(page.blocks[run[0]].text)}"
            run = []


def _is_entry(text: str) -> bool:
    ends = text[-1:] in ")]" or text[-1:].isdecimal()  # to ask that first is four times as fast
    return ends and len(text) <= _LONGEST_ENTRY and _ENTRY.fullmatch(text) is not None


def _counted_next(page: Page, i: int) -> bool:
    """Block ``i`` is short, and the number that counts it stands alone in the next."""
    if i + 1 >= len(page.blocks) or page.features[i].words > _LONGEST_PIECE:
        return False
    return _COUNT.fullmatch(page.blocks[i + 1].text[:_LONGEST_ORPHAN]) is not None


def subhead(page: Page) -> Iterator[Finding]:
    """A heading of the markup between two paragraphs of the body, which the network has left out."""
    for i, block, markup in page.marked:
        if block.kind is not Kind.HEADING or markup.link_density >= 0.5 or not 0 < i < len(page.blocks) - 1:
            continue
        if page.is_body(i - 1) and page.is_body(i + 1) and page.cue(i) is None:
            yield i, Role.BODY, "a heading between two paragraphs"
