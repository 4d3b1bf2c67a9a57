"""When it was published and last changed: raw as it stands, and in ISO 8601 where only one reading is possible.

Which of the page's dates are the article's is decided here. What the head states: stateddates.py; what lines print:
printeddates.py; the forms in which dates are printed: dateforms.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from newsarchive.fields.dateforms import FURTHEST
from newsarchive.fields.datestyle import date_style
from newsarchive.fields.datewords import MODIFIED, PUBLISHED
from newsarchive.fields.found import Dated, Found, in_block, in_claim
from newsarchive.fields.nearby import around_headline
from newsarchive.fields.printeddates import Line, date_lines, far_line, first_line, unread
from newsarchive.fields.stateddates import UNSURE, Claims, first_claim, in_address, in_local_time, read_claims, stated
from newsarchive.model import Block, Document, Moment, Role


class Dates(NamedTuple):
    """The dates of an article."""

    published: Found[Moment] | None = None
    modified: Found[Moment] | None = None


def find_dates(document: Document, uri: str = "") -> Dates:
    """When the article was published and changed.

    What the head says is believed before what the page shows: it is exact. Where the head names several days, the one that is
    printed by the headline is it; and where it names an instant elsewhere's clock, it is the day that is printed here.
    """
    style = date_style(document, uri)
    lines = date_lines(document, style)
    claims = read_claims(document.hints, style)
    in_head = stated(claims, _near_numbers(document))
    modified = first_claim(claims, (MODIFIED,)) or first_line(lines, MODIFIED)
    published = (
        _as_printed(in_head, claims, lines)
        or first_line(lines, PUBLISHED)
        or first_claim(claims, (PUBLISHED, *UNSURE))
        or far_line(document, style)
        or in_address(uri, document.hints)
    )
    if published and modified and published.value == modified.value:
        modified = None  # systems that know of no change say so
    shown = _found(published, lines, PUBLISHED)
    return Dates(shown or unread(lines), _found(modified, lines, MODIFIED))


def _near_numbers(document: Document) -> frozenset[int]:
    """0, for the head, and the numbers of the blocks around the headline."""
    return frozenset((0, *(block.lines[0] for block in around_headline(document))))


def _as_printed(in_head: list[Dated], claims: Claims, lines: Sequence[Line]) -> Dated | None:
    """The first date of the head, but for a day that is printed by the headline: the head has it too, or in another zone."""
    if not in_head:
        return None
    printed = [line for line in lines if line.is_labelled and line.day_of(PUBLISHED)]
    days = {each.value[:10] for each in in_head}
    others = [*in_head, *(dated for field, dated in claims if field == "created")]
    for line in printed:
        for dated in others:
            if dated.value[:10] == line.day_of(PUBLISHED):
                return dated
    for line in [line for line in printed if line.is_near]:
        if (local := in_local_time(in_head[0].value, line.reading(PUBLISHED))) and local[:10] not in days:
            return in_head[0]._replace(value=local)
    return in_head[0]


def _found(dated: Dated | None, lines: Sequence[Line], kind: str) -> Found[Moment] | None:
    """The date with its place: where a line shows the same day it is cited from there."""
    if dated is None:
        return None
    if isinstance(dated.place, Block):
        return _shown(dated.place, dated.value, "")
    for line in lines:
        if line.is_labelled and line.day_of(kind) == dated.value[:10]:
            return _shown(line.block, dated.value, f'in full in {dated.place.source}: "{dated.raw[:60]}"')
    return Found(Moment(dated.value, dated.raw), in_claim(dated.place))


def _shown(block: Block, value: str, why: str) -> Found[Moment]:
    takes = block if block.role is Role.DATE else None
    reason = block.why if block.role in (Role.DATE, Role.BYLINE) else "rule date-line: a date by the article"
    raw = block.text if block.role in (Role.DATE, Role.BYLINE) else block.text[:FURTHEST]
    return Found(Moment(value, raw), in_block(block, raw, "; ".join(filter(None, (reason, why)))), takes)
