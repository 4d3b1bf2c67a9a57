"""When it was published and last changed: raw as it stands, and in ISO 8601 where only one reading is possible.

Which of the page's dates are the article's is decided here; the forms in which dates are printed stand in dateforms.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive.fields.dateforms import FURTHEST, Reading, Style, read_dates
from newsarchive.fields.datewords import MODIFIED, PUBLISHED
from newsarchive.fields.found import Found, in_block, in_claim
from newsarchive.fields.nearby import around_headline, behind_text
from newsarchive.label.language import page_language
from newsarchive.model import Block, Claim, Document, Hints, Moment, Role, Where

_LONGEST_LINE = 160  # characters of a line without a role that is read as a date's
_YEAR_FIRST = frozenset(("zh", "ja", "ko", "hu", "mn"))
"""Languages that write the year first; 04/05/2023 is foreign to them."""
_MONTH_FIRST_PLACES = frozenset(("us", "ph"))
_DAY_FIRST_PLACES = frozenset("uk gb ie au nz in za sg ng ke pk bd lk mt gh zm zw ug tz jm tt mu".split())
"""Where English is written, by ISO 3166 code or top-level domain (CLDR, short date formats). Canada writes both."""
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d):?(\d\d)(?::?(\d\d))?)?\D{0,6}")
_IN_ADDRESS = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d\d?)[/-](?P<day>\d\d?)(?=[/\-_.]|$)")


class _Dated(NamedTuple):
    """A date of the page, with the place where it stands."""

    value: str
    raw: str
    place: Block | Claim


class Dates(NamedTuple):
    """The dates of an article."""

    published: Found[Moment] | None = None
    modified: Found[Moment] | None = None


def date_field(block: Block | None, style: Style = Style()) -> tuple[Moment | None, Where | None]:  # noqa: B008
    """The date of a block labelled so. A zone that is not printed stays missing; 04/05/2023 has two readings and no value.

    So has a line with several dates, but for those that the line says are of a change.
    """
    if block is None:
        return None, None
    found = _of_kind(read_dates(block.text, style), PUBLISHED)
    return Moment(found.value if found else None, block.text), Where(block.lines, block.text, block.why)


def date_style(document: Document, uri: str = "") -> Style:
    """How the page writes dates, as far as its language, its region or its domain say so."""
    language = page_language(document)
    if language and language != "en":
        return Style(language, None if language in _YEAR_FIRST else True)
    stated = (document.language or "", document.hints.language, document.hints.locale)
    places = {tag[3:5].lower() for tag in stated if re.fullmatch(r"[A-Za-z]{2}[-_][A-Za-z]{2}", tag)}
    domain = _host(uri if uri.startswith("http") else document.hints.canonical).rpartition(".")[2]
    known = _MONTH_FIRST_PLACES | _DAY_FIRST_PLACES
    place = {domain} & known or places & known  # en-US is what systems write that nobody told better
    if len(place) != 1:
        return Style(language)
    return Style(language, not place & _MONTH_FIRST_PLACES)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def find_dates(document: Document, uri: str = "") -> Dates:
    """When the article was published and changed. What the head says is believed before what the page shows: it is exact."""
    style = date_style(document, uri)
    claims = _claimed(document.hints, style)
    lines = _lines(document)
    published = (
        _first_claim(claims, PUBLISHED, sure=True)
        or _first_line(lines, style, PUBLISHED)
        or _first_claim(claims, PUBLISHED, sure=False)
        or _in_address(uri, document.hints)
    )
    modified = _first_claim(claims, MODIFIED, sure=True) or _first_line(lines, style, MODIFIED)
    if published and modified and published.value == modified.value:
        modified = None  # systems that know of no change say so
    shown = _found(published, lines, style, PUBLISHED)
    return Dates(shown or _unread(lines), _found(modified, lines, style, MODIFIED))


# --- claims of the head

_SURE, _UNSURE = (PUBLISHED,), ("created", "time")
"""Fields of claims; a plain ``date`` may be any, and a ``<time>`` that of a teaser."""


def _claimed(hints: Hints, style: Style) -> list[tuple[str, _Dated]]:
    return [(claim.field, dated) for claim in hints.claims if (dated := _read_claim(claim, style))]


def _read_claim(claim: Claim, style: Style) -> _Dated | None:
    if claim.field not in (*_SURE, *_UNSURE, MODIFIED):
        return None
    readings = read_dates(claim.value, style)
    value = readings[0].value if readings else _compact(claim.value) or _compact(claim.value[:10].replace("-", ""))
    return _Dated(value, claim.value, claim) if value else None


def _compact(text: str) -> str | None:
    """ISO 8601's basic format, spelt out for the reader of the extended one."""
    match = _COMPACT.fullmatch(text.strip())
    if match is None:
        return None
    clock = ":".join(filter(None, match.groups()[3:]))
    readings = read_dates(f"{match[1]}-{match[2]}-{match[3]}{f'T{clock}' if clock else ''}")
    return readings[0].value if readings else None


def _first_claim(claims: list[tuple[str, _Dated]], kind: str, *, sure: bool) -> _Dated | None:
    fields = (kind,) if kind == MODIFIED else _SURE if sure else _UNSURE
    for field in fields:
        for said, dated in claims:
            if said == field:
                return dated
    return None


def _in_address(uri: str, hints: Hints) -> _Dated | None:
    """The day that the page's address names."""
    for address in (uri, hints.canonical):
        if address.startswith("http") and (match := _IN_ADDRESS.search(address[:2000])):
            readings = read_dates("{year}-{month}-{day}".format(**match.groupdict()))
            if readings:
                return _Dated(
                    readings[0].value, match[0].strip("/"), Claim(PUBLISHED, match[0].strip("/"), "address of the page")
                )
    return None


# --- lines of the page


def _lines(document: Document) -> list[Block]:
    """Blocks that may hold the article's dates, likeliest first: labelled ones, then short lines near the article."""
    near, behind = around_headline(document), behind_text(document)
    spans = {block.span for block in near}
    labelled = [
        b
        for b in document.blocks
        if b.role is Role.DATE and (b.probability >= _SURELY or not b.why.startswith("network"))
    ]
    close = [block for block in labelled if block.span in spans]
    bylines = [block for block in document.blocks if block.role is Role.BYLINE]
    others = [block for block in near if len(block.text) <= _LONGEST_LINE and block.role is not Role.HEADLINE]
    said = [
        block for block in behind if len(block.text) <= _LONGEST_LINE and any(r.kind for r in read_dates(block.text))
    ]
    return [*{block.span: block for block in (*close, *labelled, *bylines, *others, *said)}.values()]


def _first_line(lines: Sequence[Block], style: Style, kind: str) -> _Dated | None:
    for block in lines:
        reading = _of_kind(read_dates(block.text, style), kind)
        if reading and _is_dateline(block, reading):
            return _Dated(reading.value, block.text[:FURTHEST], block)
    return None


def _is_dateline(block: Block, reading: Reading) -> bool:
    """Whether the line is about its date: labelled, said to be, or hardly longer than the date itself."""
    if block.role in (Role.DATE, Role.BYLINE) or reading.kind:
        return True
    return len(block.text) - (reading.end - reading.start) <= _BESIDE


_SURELY = 0.5  # probability, of a network's label
_BESIDE = 60  # characters beside a date: weekday, place, author, minutes to read


def _of_kind(readings: Iterable[Reading], kind: str) -> Reading | None:
    """The one date of a kind in a line: said to be of it, else without a word; None where several days may be meant."""
    found = [reading for reading in readings if reading.kind == kind]
    if not found and kind == PUBLISHED:
        found = [reading for reading in readings if not reading.kind]
    if len({reading.value[:10] for reading in found}) != 1:
        return None
    values = {reading.value for reading in found if "T" in reading.value}
    return max(found, key=lambda reading: len(reading.value)) if len(values) < 2 else None


def _unread(lines: Sequence[Block]) -> Found[Moment] | None:
    """The first block labelled as date that tells of no change: no date can be read in it, but there is its raw form."""
    labelled = (block for block in lines if block.role is Role.DATE)
    block = next((block for block in labelled if not _of_kind(read_dates(block.text), MODIFIED)), None)
    return Found(Moment(None, block.text), in_block(block, block.text, block.why), block) if block else None


# --- both


def _found(dated: _Dated | None, lines: Sequence[Block], style: Style, kind: str) -> Found[Moment] | None:
    """The date with its place: where a line shows the same day it is cited from there."""
    if dated is None:
        return None
    if isinstance(dated.place, Block):
        return _shown(dated.place, dated.value, "")
    for block in _agreeing(dated, lines, style, kind):
        return _shown(block, dated.value, f'in full in {dated.place.source}: "{dated.raw[:60]}"')
    return Found(Moment(dated.value, dated.raw), in_claim(dated.place))


def _agreeing(dated: _Dated, lines: Sequence[Block], style: Style, kind: str) -> Iterator[Block]:
    for block in lines:
        reading = _of_kind(read_dates(block.text, style), kind)
        if reading and reading.value[:10] == dated.value[:10] and block.role in (Role.DATE, Role.BYLINE):
            yield block


def _shown(block: Block, value: str, why: str) -> Found[Moment]:
    takes = block if block.role is Role.DATE else None
    reason = block.why if block.role in (Role.DATE, Role.BYLINE) else "rule date-line: a date by the article"
    raw = block.text if block.role in (Role.DATE, Role.BYLINE) else block.text[:FURTHEST]
    return Found(Moment(value, raw), in_block(block, raw, "; ".join(filter(None, (reason, why)))), takes)
