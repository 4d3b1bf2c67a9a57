"""The dates that the head of a page states, and its address. Which of a page's dates are the article's: dates.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from newsarchive.fields.dateforms import Reading, Style, read_dates
from newsarchive.fields.datewords import MODIFIED, PUBLISHED
from newsarchive.fields.found import Dated
from newsarchive.model import Claim, Hints

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d):?(\d\d)(?::?(\d\d))?)?\D{0,6}")
_IN_ADDRESS = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d\d?)[/-](?P<day>\d\d?)(?=[/\-_.]|$)")
_QUARTER, _SLACK = timedelta(minutes=15), timedelta(minutes=1)
_ZONES_WITHIN = (timedelta(hours=-12), timedelta(hours=14))
"""How far clocks are ahead of UTC (IANA time zones)."""
_MIDNIGHT_WITHIN = (timedelta(0), timedelta(hours=10))
"""How long before the midnight that begins the printed day the instant may be: the places ahead of UTC where most news is made."""
UNSURE = ("created", "time")
"""Fields of claims; a plain ``date`` may be any, and a ``<time>`` that of a teaser."""
Claims = list[tuple[str, Dated]]
"""The field of each claim, and its date."""


def read_claims(hints: Hints, style: Style) -> Claims:
    """The dates among the claims of the head, each with the field of its claim."""
    return [(claim.field, dated) for claim in hints.claims if (dated := _read_claim(claim, style))]


def _read_claim(claim: Claim, style: Style) -> Dated | None:
    if claim.field not in (PUBLISHED, *UNSURE, MODIFIED):
        return None
    readings = read_dates(claim.value, style)
    value = readings[0].value if readings else _compact(claim.value) or _compact(claim.value[:10].replace("-", ""))
    return Dated(value, claim.value, claim) if value else None


def _compact(text: str) -> str | None:
    """ISO 8601's basic format, spelt out for the reader of the extended one."""
    match = _COMPACT.fullmatch(text.strip())
    if match is None:
        return None
    clock = ":".join(filter(None, match.groups()[3:]))
    readings = read_dates(f"{match[1]}-{match[2]}-{match[3]}{f'T{clock}' if clock else ''}")
    return readings[0].value if readings else None


def first_claim(claims: Claims, fields: Sequence[str]) -> Dated | None:
    """The first date of the first of ``fields`` that has one."""
    return next((dated for field in fields for said, dated in claims if said == field), None)


def stated(claims: Claims, near: frozenset[int]) -> list[Dated]:
    """What is said outright to be the date of publication: in the head, or by the headline; elsewhere stand teasers."""
    found = [dated for field, dated in claims if field == PUBLISHED and isinstance(dated.place, Claim)]
    return [dated for dated in found if isinstance(dated.place, Claim) and dated.place.block in near]


def in_local_time(instant: str, printed: Reading | None) -> str | None:
    """``instant`` by the clock of the place whose local time ``printed`` is.

    Returns:
        ISO 8601: the printed minute with its offset from UTC, or the printed day where no time of day is printed; None where
        the two do not name the same moment.
    """
    if printed is None or "T" not in instant:
        return None
    there, here = (datetime.fromisoformat(text.replace("Z", "+00:00")) for text in (instant, printed.value))
    if there.tzinfo is None or here.tzinfo is not None:
        return None
    ahead = here - there.replace(tzinfo=None)
    if "T" not in printed.value:
        return printed.value if _MIDNIGHT_WITHIN[0] <= ahead <= _MIDNIGHT_WITHIN[1] else None
    quarters = round(ahead / _QUARTER)
    if abs(ahead - quarters * _QUARTER) > _SLACK or not _ZONES_WITHIN[0] <= ahead <= _ZONES_WITHIN[1]:
        return None
    return here.replace(tzinfo=timezone(quarters * _QUARTER)).isoformat(timespec="minutes")


def in_address(uri: str, hints: Hints) -> Dated | None:
    """The day that the page's address, or the one that it calls canonical, names."""
    for address in (uri, hints.canonical):
        if address.startswith("http") and (match := _IN_ADDRESS.search(address[:2000])):
            readings = read_dates("{year}-{month}-{day}".format(**match.groupdict()))
            if readings:
                raw = match[0].strip("/")
                return Dated(readings[0].value, raw, Claim(PUBLISHED, raw, "address of the page"))
    return None
