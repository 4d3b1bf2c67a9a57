"""The dates that the lines of a page print, likeliest first. Which of a page's dates are the article's: dates.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from newsarchive.fields.dateforms import FURTHEST, Reading, Style, read_dates
from newsarchive.fields.datewords import MODIFIED, PUBLISHED
from newsarchive.fields.found import Dated, Found, in_block
from newsarchive.fields.nearby import around_headline, behind_text, is_sure, text_start
from newsarchive.model import Block, Document, Moment, Role

_LONGEST_LINE = 160  # characters of a line without a role that is read as a date's
_HARDLY = 12  # characters beside a date in a line that is nothing else: weekday, place
_FAR = 25  # blocks from the headline; a footer beyond a menu is not the article's
_BESIDE = 60  # characters beside a date: weekday, place, author, minutes to read
_NOT_OURS = (Role.COMMENT, Role.RELATED, Role.RELATED_NEXT, Role.RELATED_PREVIOUS)


class Line(NamedTuple):
    """A block that may hold a date of the article, and what is read in it."""

    block: Block
    readings: Sequence[Reading]
    is_near: bool
    """It stands by the headline."""

    @property
    def is_labelled(self) -> bool:
        """It is labelled as a date or a byline."""
        return self.block.role in (Role.DATE, Role.BYLINE)

    def reading(self, kind: str) -> Reading | None:
        """Its one date of ``kind``, ``published`` or ``modified``."""
        return of_kind(self.readings, kind)

    def day_of(self, kind: str) -> str:
        """YYYY-MM-DD of it; empty without one."""
        reading = self.reading(kind)
        return reading.value[:10] if reading else ""


def date_lines(document: Document, style: Style) -> list[Line]:
    """Blocks that may hold the article's dates, likeliest first: by the headline, labelled ones, below the text."""
    near = [block for block in around_headline(document) if block.role is not Role.HEADLINE]
    spans = {block.span for block in near}
    date, byline = Role.DATE, Role.BYLINE
    labelled = [block for block in document.blocks if block.role is date or block.role is byline]
    sure = [block for block in labelled if block.role is byline or is_sure(block)]
    short = [block for block in near if len(block.text) <= _LONGEST_LINE]
    behind = [block for block in behind_text(document) if len(block.text) <= FURTHEST]
    ways = (
        *([block for block in sure if block.span in spans and block.role is role] for role in (date, byline)),
        *(short, [block for block in sure if block.role is date], sure),
    )
    found = {
        block.span: Line(block, read_dates(block.text, style), block.span in spans) for way in ways for block in way
    }
    lines = [line for line in found.values() if line.readings or line.block.role is date]
    said = (Line(block, read_dates(block.text, style), False) for block in behind if block.span not in found)
    return [*lines, *(line for line in said if any(reading.kind for reading in line.readings))]


def first_line(lines: Sequence[Line], kind: str) -> Dated | None:
    """The first line of those that say by the headline what date it is, else of all."""
    near = [line for line in lines if line.is_near and line.readings]
    said = [line for line in near if any(reading.kind == kind for reading in line.readings)]
    for line in (*said, *(near or lines)):
        reading = line.reading(kind)
        if reading and _is_dateline(line.block, reading):
            return Dated(reading.value, line.block.text[:FURTHEST], line.block)
    return None


def _is_dateline(block: Block, reading: Reading) -> bool:
    """Whether the line is about its date: labelled, said to be, or hardly longer than the date itself."""
    if reading.kind or (block.role in (Role.DATE, Role.BYLINE) and is_sure(block)):
        return True
    return len(block.text) - (reading.end - reading.start) <= _BESIDE


def far_line(document: Document, style: Style) -> Dated | None:
    """Where no line by the headline has a date: the first that says outright that it is of publication, else the nearest that is a
    date and hardly more."""
    start = text_start(document)
    bare: list[tuple[int, Dated]] = []
    for i, block in enumerate(document.blocks):
        if len(block.text) > FURTHEST or block.role in _NOT_OURS:
            continue
        readings = read_dates(block.text, style)
        reading = of_kind(readings, PUBLISHED)
        if reading is None:
            continue
        dated = Dated(reading.value, block.text, block)
        if reading.kind:
            return dated
        if len(block.text) - (reading.end - reading.start) <= _HARDLY and abs(i - start) <= _FAR:
            bare.append((abs(i - start), dated))
    return min(bare, key=lambda each: each[0])[1] if bare else None


def of_kind(readings: Iterable[Reading], kind: str) -> Reading | None:
    """The one date of a kind in a line: said to be of it, else without a word; None where several days may be meant."""
    found = [reading for reading in readings if reading.kind == kind]
    if not found and kind == PUBLISHED:
        found = [reading for reading in readings if not reading.kind]
    if len({reading.value[:10] for reading in found}) != 1:
        return None
    values = {reading.value for reading in found if "T" in reading.value}
    return max(found, key=lambda reading: len(reading.value)) if len(values) < 2 else None


def unread(lines: Sequence[Line]) -> Found[Moment] | None:
    """The first block labelled as date that tells of no change: no date can be read in it, but there is its raw form."""
    line = next((line for line in lines if line.block.role is Role.DATE and not line.reading(MODIFIED)), None)
    if line is None:
        return None
    return Found(Moment(None, line.block.text), in_block(line.block, line.block.text, line.block.why), line.block)
